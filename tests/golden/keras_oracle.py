"""Writes tests/fixtures/keras/*.h5 and tests/golden/keras.json: tiny networks and what Keras itself says they answer.

Run: python tests/golden/keras_oracle.py
Made with tensorflow 2.21.0, keras 3.15.1 (Keras 3 files), tf_keras 2.21.0 (Keras 2 files), h5py 3.14.0, Python 3.11.
The Keras 1 file is written with h5py in the layout of Keras 1.2; its answers come from the same layers in Keras 2.
"""

import json
import marshal
import os
import struct

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'

import h5py
import keras as keras3
import numpy as np
import tf_keras as keras2

HERE = os.path.dirname(os.path.abspath(__file__))
FIXTURES = os.path.join(HERE, '..', 'fixtures', 'keras')


def synthetic_input(shape):
    """Element i is i * 7919 mod 256."""
    return (np.arange(np.prod(shape), dtype=np.int64) * 7919 % 256).astype(np.float32).reshape((1, *shape))


def fixed_weights(model):
    """Reproducible weights; variances of batch normalisations stay positive."""
    random = np.random.default_rng(5)
    values = []
    for weight in model.weights:
        value = random.normal(0, 0.3, weight.shape).astype(np.float32)
        values.append(np.abs(value) + 0.1 if 'variance' in (getattr(weight, 'path', None) or weight.name) else value)
    model.set_weights(values)
    return model


def every_layer(k):
    layers = [
        k.layers.Input((20, 26, 3), name='picture'),
        k.layers.Rescaling(1 / 127.5, offset=-1, name='scale'),
        k.layers.Cropping2D(((3, 2), (1, 2)), name='crop'),
        k.layers.Conv2D(4, (5, 3), strides=(2, 2), padding='same', name='conv1'),
        k.layers.BatchNormalization(name='norm'),
        k.layers.ELU(name='elu'),
        k.layers.ZeroPadding2D(((1, 0), (2, 1)), name='pad'),
        k.layers.DepthwiseConv2D(3, depth_multiplier=2, activation='relu', name='depthwise'),
        k.layers.SpatialDropout2D(0.4, name='drop'),
        k.layers.MaxPooling2D((2, 2), strides=(1, 1), padding='same', name='max'),
        k.layers.SeparableConv2D(5, 3, padding='same', activation='tanh', name='separable'),
        k.layers.AveragePooling2D((2, 3), padding='same', name='average'),
        k.layers.Conv2D(6, 2, dilation_rate=(1, 2), use_bias=False, name='conv2'),
        k.layers.LeakyReLU(0.2, name='leaky'),
        k.layers.PReLU(shared_axes=[1, 2], name='prelu'),
        k.layers.Permute((2, 1, 3), name='swap'),
        k.layers.Reshape((-1, 6), name='reshape'),
        k.layers.Flatten(name='flat'),
        k.layers.Dense(7, activation='sigmoid', name='dense1'),
        k.layers.Dense(5, activation='softplus', name='dense2'),
        k.layers.Activation('swish', name='swish'),
        k.layers.Dense(1, name='steering'),
    ]
    return fixed_weights(k.Sequential(layers, name='every_layer'))


def function(source):
    """Compiled under a file name of its own: Keras stores it with the function."""
    return eval(compile(source, 'net.py', 'eval'))


def branching(k, scale):
    picture = k.layers.Input((16, 18, 3), name='picture')
    x = k.layers.Lambda(function(scale), name='scale')(picture)
    x = k.layers.Resizing(12, 13, name='resize')(x)
    trunk = k.layers.Conv2D(4, 3, padding='same', activation='relu', name='trunk')(x)
    left = k.layers.Conv2D(4, 3, padding='same', activation='selu', name='left1')(trunk)
    left = k.layers.Conv2D(4, 3, padding='same', name='left2')(left)
    right = k.layers.Conv2D(4, 1, activation='sigmoid' if k is keras3 else 'hard_sigmoid', name='right')(trunk)
    joined = k.layers.Add(name='add')([left, trunk])
    joined = k.layers.ReLU(max_value=6, name='relu6')(joined)
    joined = k.layers.Concatenate(name='concat')([joined, right])
    joined = k.layers.UpSampling2D((2, 1), name='up')(joined)
    x = k.layers.GlobalAveragePooling2D(name='pool')(joined)
    angle = k.layers.Dense(3, activation='softmax', name='angle')(x)
    throttle = k.layers.Dense(1, activation='softsign', name='throttle')(x)
    return fixed_weights(k.Model(picture, [angle, throttle], name='branching'))


def python_35_lambda():
    """`lambda x: x / 127.5 - 1` as Python 3.5 marshals it, in the raw_unicode_escape text of Keras 1."""
    def short(text):
        return b'\xda' + bytes([len(text)]) + text

    bytecode = b'|\x00\x00d\x01\x00\x1bd\x02\x00\x18S'
    code = b'\xe3' + struct.pack('<5i', 1, 0, 1, 2, 67)
    code += b's' + struct.pack('<i', len(bytecode)) + bytecode
    code += b')\x03N' + marshal.dumps(127.5, 2) + marshal.dumps(1, 2)
    code += b')\x00' + b')\x01' + short(b'x') + b')\x00' + b')\x00'
    code += short(b'net.py') + short(b'scale') + struct.pack('<i', 3) + b's' + struct.pack('<i', 0)
    return code.decode('latin1')


def keras1_file(path):
    """A Keras 1.2 functional network: its config by hand, its weights those of a Keras 2 twin."""
    twin = fixed_weights(keras2.Sequential([
        keras2.layers.Input((15, 17, 3), name='input_1'),
        keras2.layers.Rescaling(1 / 127.5, offset=-1, name='lambda_1'),
        keras2.layers.ZeroPadding2D(((1, 2), (0, 1)), name='zeropadding2d_1'),
        keras2.layers.Conv2D(4, (3, 5), strides=(2, 1), padding='same', activation='relu', name='convolution2d_1'),
        keras2.layers.BatchNormalization(epsilon=1e-6, name='batchnormalization_1'),
        keras2.layers.MaxPooling2D((2, 3), strides=(2, 2), name='maxpooling2d_1'),
        keras2.layers.Flatten(name='flatten_1'),
        keras2.layers.Dense(2, activation='tanh', name='dense_1'),
    ], name='model_1'))
    configs = [
        ('InputLayer', dict(batch_input_shape=[None, 15, 17, 3], input_dtype='float32', sparse=False)),
        ('Lambda', dict(function=[python_35_lambda(), None, None], function_type='lambda', arguments={}, output_shape=None,
                        output_shape_type='raw')),
        ('ZeroPadding2D', dict(padding=[1, 2, 0, 1], dim_ordering='tf')),
        ('Convolution2D', dict(nb_filter=4, nb_row=3, nb_col=5, subsample=[2, 1], border_mode='same', bias=True,
                               activation='relu', init='glorot_uniform', dim_ordering='tf', W_regularizer=None)),
        ('BatchNormalization', dict(epsilon=1e-6, axis=-1, mode=0, momentum=0.99)),
        ('MaxPooling2D', dict(pool_size=[2, 3], strides=[2, 2], border_mode='valid', dim_ordering='tf')),
        ('Dropout', dict(p=0.5)),
        ('Flatten', {}),
        ('Dense', dict(output_dim=2, bias=True, activation='tanh', init='glorot_uniform', input_dim=None)),
    ]
    layers, previous = [], None
    for class_name, config in configs:
        name = 'input_1' if class_name == 'InputLayer' else f'{class_name.lower()}_1'
        layers.append(dict(class_name=class_name, name=name, config=dict(config, name=name),
                           inbound_nodes=[] if previous is None else [[[previous, 0, 0]]]))
        previous = name
    config = dict(name='model_1', layers=layers, input_layers=[['input_1', 0, 0]], output_layers=[['dense_1', 0, 0]])
    old_names = dict(kernel='W', bias='b', gamma='gamma', beta='beta', moving_mean='running_mean',
                     moving_variance='running_std')
    with h5py.File(path, 'w') as file:
        file.attrs['keras_version'] = b'1.2.1'
        file.attrs['model_config'] = json.dumps(dict(class_name='Model', config=config)).encode()
        weights = file.create_group('model_weights')
        weights.attrs['layer_names'] = [layer['name'].encode() for layer in layers]
        for layer in layers:
            group = weights.create_group(layer['name'])
            names = []
            if layer['class_name'] in ('Convolution2D', 'BatchNormalization', 'Dense'):
                for weight in twin.get_layer(layer['name']).weights:
                    name = f"{layer['name']}_{old_names[weight.name.split('/')[-1].split(':')[0]]}:0"
                    group[name] = weight.numpy()
                    names.append(name.encode())
            group.attrs['weight_names'] = names
    return twin


def answers(model, shape):
    outputs = model(synthetic_input(shape), training=False)
    outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
    return [np.asarray(output)[0].astype(float).ravel().tolist() for output in outputs]


def main():
    os.makedirs(FIXTURES, exist_ok=True)
    at = lambda name: os.path.join(FIXTURES, name)
    result = {}

    two = every_layer(keras2)
    two.save(at('every-layer-keras2.h5'), include_optimizer=False)
    three = every_layer(keras3)
    three.save(at('every-layer-keras3.h5'), include_optimizer=False)
    result['every-layer-keras2.h5'] = answers(two, (20, 26, 3))
    result['every-layer-keras3.h5'] = answers(three, (20, 26, 3))

    branches2 = branching(keras2, 'lambda v: v / 255.0 - 0.5')
    branches2.save(at('branching-keras2.h5'), include_optimizer=False)
    result['branching-keras2.h5'] = answers(branches2, (16, 18, 3))
    branches3 = branching(keras3, 'lambda v: (v - 128.0) / 128.0')
    branches3.save(at('branching-keras3.h5'), include_optimizer=False)
    result['branching-keras3.h5'] = answers(branches3, (16, 18, 3))

    small = fixed_weights(keras2.Sequential([
        keras2.layers.Conv2D(2, 3, strides=2, activation='relu', input_shape=(9, 11, 1), name='conv'),
        keras2.layers.Flatten(name='flat'),
        keras2.layers.Dense(1, name='steering'),
    ], name='small'))
    small.save_weights(at('weights-apart.h5'))
    with open(at('weights-apart.json'), 'w') as file:
        file.write(small.to_json())
    result['weights-apart.h5'] = answers(small, (9, 11, 1))

    result['keras1.h5'] = answers(keras1_file(at('keras1.h5')), (15, 17, 3))

    with open(os.path.join(HERE, 'keras.json'), 'w') as file:
        json.dump(result, file, indent=1)
        file.write('\n')


main()
