"""Writes tests/fixtures/tensorflow/ and tests/golden/tensorflow_graphs.json: tiny TensorFlow graphs and what TensorFlow answers.

Run: python tests/golden/tensorflow_graphs_oracle.py
Made with tensorflow 2.21.0, keras 3.15.1, tf_keras 2.21.0, Python 3.11. TensorFlow does not write the same bytes twice.

exported/    Keras 3, model.export; exported.h5 is the same network as layers
saved/       Keras 2, model.save
module/      a tf.Module, tf.saved_model.save; takes bytes, turns the colours round, pads by reflection, divides, squeezes
session/     TensorFlow 1, with reference variables; frozen.pb is the same graph frozen
graph-model/ exported/ as a TF.js graph-model, in the layout of tensorflowjs_converter; quantised/ in 8 and 16 bits
"""

import json
import os
import shutil

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'

import keras as keras3
import numpy as np
import tensorflow as tf
import tf_keras as keras2
from google.protobuf import json_format
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

HERE = os.path.dirname(os.path.abspath(__file__))
FIXTURES = os.path.join(HERE, '..', 'fixtures', 'tensorflow')
SHAPE = (20, 24, 3)
PICTURES = 2
random = np.random.default_rng(7)


def synthetic_input():
    """Element i is i * 7919 mod 256."""
    count = PICTURES * int(np.prod(SHAPE))
    return (np.arange(count, dtype=np.int64) * 7919 % 256).astype(np.float32).reshape((PICTURES, *SHAPE))


def weights(*shape):
    return random.normal(0, 0.2, shape).astype(np.float32)


def place(name):
    return os.path.join(FIXTURES, name)


def keep_only_what_is_read(folder):
    for name in ('fingerprint.pb', 'keras_metadata.pb', 'assets'):
        path = os.path.join(folder, name)
        shutil.rmtree(path) if os.path.isdir(path) else os.path.exists(path) and os.remove(path)


def signature_answers(folder):
    call = tf.saved_model.load(folder).signatures['serving_default']
    ((name, spec),) = call.structured_input_signature[1].items()
    answers = call(**{name: tf.cast(synthetic_input(), spec.dtype)})
    return [[key, np.asarray(answers[key]).reshape(PICTURES, -1).tolist()] for key in sorted(answers)]


def set_weights(model):
    model.set_weights([np.abs(w) + 0.5 if 'variance' in v.name else w
                       for v in model.weights for w in [weights(*v.shape)]])


def exported():
    k = keras3.layers
    model = keras3.Sequential([
        k.Input(SHAPE, name='picture'),
        k.Rescaling(1 / 127.5, offset=-1),
        k.Conv2D(4, 5, strides=2, use_bias=False),
        k.BatchNormalization(),
        k.ReLU(),
        k.Conv2D(5, 3, padding='same', activation='relu'),
        k.Conv2D(3, 3, dilation_rate=2, activation='relu'),
        k.Flatten(),
        k.Dense(4, activation='tanh'),
        k.Dense(1),
    ])
    set_weights(model)
    model.save(place('exported.h5'))
    model.export(place('exported'), verbose=False)
    return model


def saved():
    k = keras2.layers
    model = keras2.Sequential([
        k.Input(SHAPE, name='picture'),
        k.Conv2D(3, 3, strides=2, padding='same', activation='elu'),
        k.MaxPooling2D(),
        k.GlobalAveragePooling2D(),
        k.Dense(1, name='steering'),
    ])
    set_weights(model)
    model.save(place('saved'), save_format='tf')


class Module(tf.Module):
    def __init__(self):
        self.kernel = tf.Variable(weights(5, 5, 3, 4), name='kernel')
        self.half = tf.Variable(weights(3, 3, 4, 4).astype(np.float16), name='kernel')
        self.last = tf.Variable(weights(4, 1), name='kernel')

    @tf.function(input_signature=[tf.TensorSpec([None, *SHAPE], tf.uint8, name='picture')])
    def __call__(self, picture):
        x = (tf.cast(picture, tf.float32) / 255.0 - 0.5)[:, 4:, ..., ::-1]
        x = tf.pad(x, [[0, 0], [1, 2], [2, 1], [0, 0]], 'REFLECT')
        x = tf.nn.relu6(tf.nn.conv2d(x, self.kernel, [1, 2, 2, 1], 'VALID'))
        x = tf.nn.conv2d(x, tf.cast(self.half, tf.float32), 1, [[0, 0], [1, 2], [3, 0], [0, 0]])
        left, right = tf.split(tf.nn.leaky_relu(x, 0.1), 2, axis=3)
        x = tf.reduce_mean(tf.concat([left * right, tf.maximum(left, right)], 3), [1, 2])
        return {'steering': tf.squeeze(tf.matmul(x, self.last), 1), 'throttle': tf.reduce_sum(x, -1, keepdims=True)}


def session():
    tf1 = tf.compat.v1
    graph = tf.Graph()
    with graph.as_default(), tf1.Session(graph=graph) as running:
        picture = tf1.placeholder(tf.float32, [None, *SHAPE], 'picture')
        keep = tf1.placeholder_with_default(1.0, [], 'keep')
        kernel = tf1.get_variable('kernel', initializer=weights(5, 5, 3, 4), use_resource=False)
        bias = tf1.get_variable('bias', initializer=weights(4), use_resource=False)
        x = tf.nn.relu(tf.nn.conv2d(picture / 255.0, kernel, [1, 2, 2, 1], 'SAME') + bias) * keep
        last = tf1.get_variable('last', initializer=weights(480, 1), use_resource=True)
        steering = tf.multiply(tf.atan(tf.matmul(tf.reshape(x, [-1, 480]), last)), 2.0, 'steering')
        running.run(tf1.global_variables_initializer())
        tf1.saved_model.simple_save(running, place('session'), {'picture': picture}, {'steering': steering})
        frozen = tf1.graph_util.convert_variables_to_constants(running, graph.as_graph_def(), ['steering'])
        with open(place('frozen.pb'), 'wb') as file:
            file.write(frozen.SerializeToString())
        return [['steering', running.run(steering, {picture: synthetic_input()}).tolist()]]


def quantised(values, kind):
    """As tensorflowjs_converter: what `value = stored * scale + min` gives back. The mode of each weight by its kind."""
    if kind == 'float16':
        return values.astype(np.float16), {'dtype': 'float16', 'original_dtype': 'float32'}
    steps = np.iinfo(kind).max
    low, high = float(values.min()), float(values.max())
    scale = (high - low) / steps or 1.0
    stored = np.round((values - low) / scale).astype(kind)
    return stored, {'min': low, 'scale': scale, 'dtype': kind, 'original_dtype': 'float32'}


def graph_model(model, name, kinds):
    """Constants of the frozen graph go to a file of weights, in the order of the manifest."""
    call = tf.function(lambda picture: model(picture, training=False))
    concrete = call.get_concrete_function(tf.TensorSpec([None, *SHAPE], tf.float32, name='picture'))
    frozen = convert_variables_to_constants_v2(concrete)
    data, specs, restored = b'', [], {}
    graph = frozen.graph.as_graph_def()
    for node in graph.node:
        if node.op != 'Const':
            continue
        values = tf.make_ndarray(node.attr['value'].tensor)
        # TF.js has no other whole numbers than int32.
        values = values.astype(np.int32) if values.dtype == np.int64 else values
        spec = {'name': node.name, 'shape': list(values.shape), 'dtype': str(values.dtype)}
        stored = values
        if kinds and values.dtype == np.float32 and values.ndim > 1:
            stored, spec['quantization'] = quantised(values, kinds[len(restored) % len(kinds)])
            q = spec['quantization']
            back = stored.astype(np.float32) * q['scale'] + q['min'] if 'scale' in q else stored.astype(np.float32)
            restored[node.name] = back.astype(np.float32)
            node.attr['value'].tensor.CopyFrom(tf.make_tensor_proto(restored[node.name]))
        data += stored.tobytes()
        specs.append(spec)
    output = frozen.outputs[0].name
    with tf.Graph().as_default(), tf.compat.v1.Session() as running:
        tf.import_graph_def(graph, name='')
        answers = running.run(output, {'picture:0': synthetic_input()}).tolist()
    for node in graph.node:
        if node.op == 'Const':
            node.attr['value'].tensor.ClearField('tensor_content')
            node.attr['value'].tensor.ClearField('float_val')
            node.attr['value'].tensor.ClearField('int_val')
    os.makedirs(place(name))
    half = len(data) // 2
    shards = {'group1-shard1of2.bin': data[:half], 'group1-shard2of2.bin': data[half:]}
    for shard, part in shards.items():
        with open(os.path.join(place(name), shard), 'wb') as file:
            file.write(part)
    description = {
        'format': 'graph-model',
        'generatedBy': tf.__version__,
        'convertedBy': 'TensorFlow.js Converter v4.22.0',
        'signature': {'inputs': {'picture': {'name': 'picture:0'}}, 'outputs': {'steering': {'name': output}}},
        'modelTopology': json_format.MessageToDict(graph),
        'weightsManifest': [{'paths': list(shards), 'weights': specs}],
    }
    with open(os.path.join(place(name), 'model.json'), 'w') as file:
        json.dump(description, file)
    return [['steering', answers]]


def main():
    shutil.rmtree(FIXTURES, ignore_errors=True)
    os.makedirs(FIXTURES)
    answers = {}
    model = exported()
    saved()
    tf.saved_model.save(Module(), place('module'))
    answers['session'] = answers['frozen.pb'] = session()
    for name in ('exported', 'saved', 'module'):
        answers[name] = signature_answers(place(name))
    for name in ('exported', 'saved', 'module', 'session'):
        keep_only_what_is_read(place(name))
    answers['graph-model/model.json'] = graph_model(model, 'graph-model', [])
    answers['quantised/model.json'] = graph_model(model, 'quantised', ['uint8', 'uint16', 'float16'])
    with open(os.path.join(HERE, 'tensorflow_graphs.json'), 'w') as file:
        json.dump(answers, file, indent=1)


main()
