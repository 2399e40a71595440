"""Writes keras_layers_2.json and keras_layers_3.json: tiny networks, one a kind of layer or graph, and what Keras answers.

Run: python tests/golden/keras_layers_oracle.py
Made with tensorflow 2.21.0, keras 3.15.1 (Keras 3), tf_keras 2.21.0 (Keras 2), h5py 3.14.0, Python 3.11.

A case holds the architecture as `model.to_json()` gives it, without what only training needs; names and shapes of the
weights as Keras files them in HDF5; and the answers. Inputs and weights are not stored but computed, here as in
keras-layers.test.ts, by `numbers` below. Convolutions with channels first, which TensorFlow does not run on a CPU, run
with the axes moved there and back. Keras 1's architectures are written by hand in its words.
"""

import json
import os
import tempfile

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'

import h5py
import keras as keras3
import numpy as np
import tensorflow as tf
import tf_keras as keras2
from keras.src.legacy.saving import legacy_h5_format as legacy3
from tf_keras.src.saving.legacy import hdf5_format as legacy2

HERE = os.path.dirname(os.path.abspath(__file__))


def numbers(shape, seed):
    """-1 to 1; element i of array `seed`."""
    count = int(np.prod(shape, dtype=np.int64))
    values = ((np.arange(count, dtype=np.int64) * 7919 + seed * 104729) % 2003).astype(np.float64) / 1001.5 - 1
    return values.astype(np.float32).reshape(shape)


def weight_values(name, shape, seed):
    values = numbers(shape, seed)
    if 'variance' in name:
        return np.abs(values) + np.float32(0.5)
    if 'count' in name:
        return np.zeros(shape, np.float32)
    # Sums of many stay near the size of one.
    fan = np.prod(shape[:-1]) if len(shape) > 1 else 1
    return (values / np.float32(np.sqrt(max(fan, 1)) / 1.5)).astype(np.float32) if len(shape) > 1 else values / np.float32(2)


def input_values(shape, index):
    return numbers((1, *shape), 500 + index)


TRAINING_ONLY = ('initializer', 'regularizer', 'constraint')


def stripped(value):
    if isinstance(value, dict):
        kept = {k: stripped(v) for k, v in value.items() if not k.endswith(TRAINING_ONLY)}
        if isinstance(kept.get('dtype'), dict):
            kept['dtype'] = 'float32'
        unread = [('registered_name', None), ('trainable', True), ('dtype', 'float32'), ('sparse', False), ('ragged', False),
                  ('optional', False), ('seed', None)]
        if 'class_name' in kept or 'trainable' in kept:
            kept = {k: v for k, v in kept.items() if (k, v) not in unread}
        return {k: v for k, v in kept.items() if k not in ('build_config', 'compile_config')}
    return [stripped(v) for v in value] if isinstance(value, list) else value


def filed_weights(model):
    """Fills the model by way of its own HDF5 file; the groups with the names and shapes in them come back."""
    with tempfile.TemporaryDirectory() as folder, h5py.File(os.path.join(folder, 'weights.h5'), 'w') as file:
        legacy = legacy2 if isinstance(model, keras2.Model) else legacy3
        legacy.save_weights_to_hdf5_group(file, model)
        groups, seed = [], 0
        for group in file.attrs['layer_names']:
            entries = []
            for name in file[group].attrs['weight_names']:
                data = file[group][name]
                data[...] = weight_values(name, data.shape, seed).astype(data.dtype)
                entries.append([name, list(data.shape)])
                seed += 1
            if entries:
                groups.append([group, entries])
        legacy.load_weights_from_hdf5_group(file, model)
    return groups


def names_of_inputs(model):
    return [tensor.name.split(':')[0] for tensor in model.inputs]


def as_list(value):
    return list(value) if isinstance(value, (list, tuple)) else [value]


def flat(outputs):
    """Every number of an answer, or every fifth where there are more than a hundred: no axis here is a multiple of five."""
    rows = [np.asarray(output)[0].ravel() for output in outputs]
    assert all(np.abs(row).max() > 0.02 for row in rows), 'an answer of nothing but zeros tells nothing'
    return [[len(row), [float(f'{v:.8g}') for v in (row[::5] if len(row) > 100 else row)]] for row in rows]


def case(model, version, run=None):
    weights = filed_weights(model)
    inputs = [input_values(tensor.shape[1:], index) for index, tensor in enumerate(model.inputs)]
    answer = run(model, inputs) if run else model(inputs if len(inputs) > 1 else inputs[0], training=False)
    config = stripped(json.loads(model.to_json()))
    return dict(
        version=version,
        config=config,
        inputs=[[name, list(tensor.shape[1:])] for name, tensor in zip(names_of_inputs(model), model.inputs)],
        weights=weights,
        outputs=flat(as_list(answer)),
    )


PICTURE = (7, 8, 4)


def single_layers(k):
    """By name: the layers after an input of 7 x 8 x 4."""
    l = k.layers
    is2 = k is keras2
    cases = {
        'Conv2D valid': [l.Conv2D(3, (3, 2), strides=(2, 1))],
        'Conv2D same, strides': [l.Conv2D(3, (3, 4), strides=(3, 2), padding='same', activation='elu')],
        'Conv2D dilated': [l.Conv2D(3, 3, dilation_rate=(2, 1), padding='same', use_bias=False)],
        'Conv2D groups': [l.Conv2D(6, 3, groups=2, padding='same', activation='relu')],
        'Conv2D groups, strides, dilation': [l.Conv2D(4, (2, 3), groups=2, strides=(2, 1), use_bias=False),
                                             l.Conv2D(8, 2, groups=4, dilation_rate=2)],
        'DepthwiseConv2D': [l.DepthwiseConv2D(3, strides=2, padding='same', activation='tanh')],
        'DepthwiseConv2D multiplier': [l.DepthwiseConv2D((2, 3), depth_multiplier=2, use_bias=False)],
        'DepthwiseConv2D dilated': [l.DepthwiseConv2D(3, dilation_rate=2, padding='same', activation='relu')],
        'DepthwiseConv2D dilated, multiplier': [l.DepthwiseConv2D((2, 3), dilation_rate=(2, 2), depth_multiplier=2)],
        'SeparableConv2D': [l.SeparableConv2D(5, 3, strides=2, padding='same', activation='relu')],
        'SeparableConv2D dilated, multiplier': [l.SeparableConv2D(5, (2, 3), dilation_rate=2, depth_multiplier=2)],
        'Conv2DTranspose valid': [l.Conv2DTranspose(3, (3, 2), strides=(2, 3))],
        'Conv2DTranspose same': [l.Conv2DTranspose(3, 3, strides=2, padding='same', activation='elu')],
        'Conv2DTranspose same, even kernel': [l.Conv2DTranspose(2, (4, 2), strides=(2, 1), padding='same', use_bias=False)],
        'Conv2DTranspose small kernel': [l.Conv2DTranspose(2, (1, 2), strides=3), l.Conv2DTranspose(2, 1, strides=2, padding='same')],
        'Dense on a map': [l.Dense(3, activation='relu')],
        'BatchNormalization': [l.BatchNormalization()],
        'BatchNormalization, rows': [l.BatchNormalization(axis=1, scale=False)],
        'BatchNormalization of a vector': [l.Flatten(), l.Dense(5), l.BatchNormalization(center=False, epsilon=0.01)],
        'BatchNormalization of rows of a matrix': [l.Reshape((14, 16)), l.BatchNormalization()],
        'LayerNormalization': [l.LayerNormalization()],
        'LayerNormalization of a vector': [l.Flatten(), l.Dense(5), l.LayerNormalization(center=False)],
        'LayerNormalization of the picture': [l.LayerNormalization(axis=[1, 2, 3], epsilon=0.02)],
        'Normalization': [l.Normalization()],
        'Normalization, given': [l.Normalization(mean=[0.1, 0.2, 0.3, 0.4], variance=[1.0, 2.0, 0.25, 4.0])],
        'Normalization, one number': [l.Normalization(axis=None, mean=0.5, variance=4.0)],
        'Normalization, inverted': [l.Normalization(mean=[0.1, 0.2, 0.3, 0.4], variance=[1.0, 2.0, 0.25, 4.0], invert=True)],
        'Rescaling': [l.Rescaling(2.5, offset=-0.5)],
        'Rescaling by channel': [l.Rescaling([1.0, 2.0, 3.0, 4.0], offset=[0.5, 0.0, -0.5, 1.0])],
        'Resizing bilinear': [l.Resizing(10, 5)],
        'Resizing nearest': [l.Resizing(11, 5, interpolation='nearest')],
        'Resizing nearest, by half': [l.Resizing(3, 4, interpolation='nearest')],
        'CenterCrop': [l.CenterCrop(4, 5)],
        'what only training does': [
            l.RandomFlip(), l.RandomRotation(0.2), l.RandomZoom(0.2), l.RandomTranslation(0.1, 0.1),
            l.RandomContrast(0.3), l.RandomBrightness(0.2), l.GaussianNoise(0.4), l.GaussianDropout(0.3), l.SpatialDropout2D(0.3),
            l.AlphaDropout(0.2), l.Dropout(0.5), l.ActivityRegularization(0.1), l.Conv2D(1, 1)],
        'UpSampling2D nearest': [l.UpSampling2D((2, 3))],
        'UpSampling2D bilinear': [l.UpSampling2D((3, 2), interpolation='bilinear')],
        'MaxPooling2D': [l.MaxPooling2D((3, 2), strides=(1, 2), padding='same')],
        'MaxPooling2D valid': [l.MaxPooling2D(2)],
        'AveragePooling2D': [l.AveragePooling2D((2, 3), strides=2, padding='same')],
        'GlobalAveragePooling2D': [l.GlobalAveragePooling2D()],
        'GlobalAveragePooling2D keepdims': [l.GlobalAveragePooling2D(keepdims=True), l.Conv2D(2, 1)],
        'GlobalMaxPooling2D': [l.GlobalMaxPooling2D()],
        'GlobalMaxPooling2D keepdims': [l.GlobalMaxPooling2D(keepdims=True)],
        'ZeroPadding2D': [l.ZeroPadding2D(((1, 2), (0, 3)))],
        'Cropping2D': [l.Cropping2D(((1, 2), (0, 3)))],
        'Flatten': [l.Flatten()],
        'Permute': [l.Permute((3, 1, 2))],
        'Reshape': [l.Reshape((-1, 16)), l.Permute((2, 1)), l.Reshape((4, 7, 8))],
        'RepeatVector': [l.Flatten(), l.Dense(3), l.RepeatVector(4), l.Dense(2)],
        'ELU alpha': [l.ELU(alpha=0.4)],
        'LeakyReLU': [l.LeakyReLU(0.15)],
        'PReLU': [l.PReLU()],
        'PReLU shared': [l.PReLU(shared_axes=[1, 2])],
        'PReLU of a vector': [l.Flatten(), l.Dense(6), l.PReLU()],
        'ReLU': [l.ReLU()],
        'ReLU max_value': [l.ReLU(max_value=0.5)],
        'ReLU slope': [l.ReLU(negative_slope=0.2)],
        'ReLU threshold': [l.ReLU(threshold=0.3)],
        'ReLU max_value, slope, threshold': [l.ReLU(max_value=0.6, negative_slope=0.1, threshold=0.2)],
        'Softmax': [l.Softmax()],
        'activation as a layer': [l.Conv2D(3, 3, activation=l.LeakyReLU(0.1)), l.Conv2D(2, 1, activation=l.ReLU(max_value=0.5))],
    }
    if is2:
        cases['ThresholdedReLU'] = [l.ThresholdedReLU(0.3)]
        cases['activation of TensorFlow'] = [l.Conv2D(3, 3, activation=tf.nn.relu), l.Conv2D(3, 3, activation=tf.nn.swish)]
    return cases


ACTIVATIONS = ['linear', 'relu', 'elu', 'selu', 'gelu', 'swish', 'mish', 'hard_sigmoid', 'softplus', 'softsign', 'sigmoid',
               'tanh', 'exponential', 'softmax']
ACTIVATIONS_2 = []
ACTIVATIONS_3 = ['silu', 'relu6', 'hard_swish', 'hard_silu', 'log_softmax', 'leaky_relu', 'log_sigmoid']


def activations(k):
    names = ACTIVATIONS + (ACTIVATIONS_2 if k is keras2 else ACTIVATIONS_3)
    l = k.layers
    picture = l.Input(PICTURE, name='picture')
    wide = l.Rescaling(4.0, name='wide')(picture)
    vector = l.Dense(7, name='vector')(l.Flatten()(wide))
    outputs = [l.Activation(name, name=f'{name}_map')(wide) for name in names]
    outputs += [l.Activation(name, name=f'{name}_vector')(vector) for name in names]
    return k.Model(picture, outputs)


def merges(k):
    l = k.layers
    picture = l.Input(PICTURE, name='picture')
    a = l.Conv2D(4, 3, padding='same', name='a')(picture)
    b = l.Conv2D(4, 1, name='b')(picture)
    gate = l.Reshape((1, 1, 4), name='gate')(l.GlobalAveragePooling2D(name='squeeze')(b))
    u, v = l.Dense(5, name='u')(l.Flatten()(a)), l.Dense(5, name='v')(l.Flatten()(b))
    outputs = [
        l.Add(name='add')([a, b, picture]), l.Subtract(name='subtract')([a, b]), l.Multiply(name='multiply')([a, b, picture]),
        l.Multiply(name='gated')([a, gate]), l.Average(name='average')([a, b, picture]), l.Maximum(name='maximum')([a, b]),
        l.Minimum(name='minimum')([a, b]), l.Concatenate(name='channels')([a, b]), l.Concatenate(axis=1, name='rows')([a, b]),
        l.Concatenate(axis=-2, name='columns')([a, b]), l.Dot(axes=1, name='dot')([u, v]),
        l.Dot(axes=-1, normalize=True, name='cosine')([u, v]), l.Subtract(name='vectors')([u, v]),
        l.Concatenate(name='joined')([u, v]),
    ]
    return k.Model(picture, outputs)


def functions(k):
    """Functions of TensorFlow, or of keras.ops, called on the tensors of a functional network."""
    picture = k.layers.Input(PICTURE, name='picture')
    x, q = picture, picture * picture + 0.5
    if k is keras2:
        m, f = tf.math, tf
        resize = lambda t, size, method: tf.image.resize(t, size, method=method)
        mean, total, largest, smallest = tf.reduce_mean, tf.reduce_sum, tf.reduce_max, tf.reduce_min
        concat, relu, softmax, power = tf.concat, tf.nn.relu, tf.nn.softmax, tf.pow
        clip, cast = tf.clip_by_value, tf.cast
    else:
        m = f = k.ops
        resize = lambda t, size, method: k.ops.image.resize(t, size, interpolation=method)
        mean, total, largest, smallest = f.mean, f.sum, f.max, f.min
        concat, relu, softmax, power = f.concatenate, f.relu, f.softmax, f.power
        clip, cast = f.clip, f.cast
    flat_q = f.reshape(q, [-1, 224])
    outputs = [
        x / 127.5 - 1.0, 2.0 * x, 1.0 - x, x + np.array([1.0, 2.0, 3.0, 4.0], np.float32), 2.0 / q, power(q, 1.5), -x,
        x - q, x / q, m.maximum(x, q - 0.6), m.minimum(x, 0.25), m.abs(x), m.square(x), m.sqrt(q), m.exp(x), m.log(q),
        clip(x, -0.25, 0.5), relu(x), m.tanh(x), m.sigmoid(x), softmax(x), cast(x, 'float32'),
        x[:, 1:-2, ::3], x[:, 2:6, 1:5, :], x[..., ::-1], x[:, 3], x[:, :, 2:4, 0], x[:, -1, ..., 1:3],
        resize(x, (5, 11), 'bilinear'), resize(x, (5, 11), 'nearest'), concat([x, q], axis=-1), concat([x, q], axis=1),
        flat_q, f.transpose(x, [0, 3, 1, 2]), f.expand_dims(flat_q, -1), f.squeeze(f.expand_dims(x, 1), 1),
        mean(x, axis=[1, 2]), mean(x, axis=1), mean(x, axis=-1, keepdims=True), total(x, axis=2),
        largest(x, axis=[1, 2], keepdims=True), smallest(x, axis=3), x - mean(x, axis=[1, 2, 3], keepdims=True),
        q * f.reshape(mean(x, axis=[1, 2]), [-1, 1, 1, 4]),
    ]
    return k.Model(picture, outputs)


def with_sequential_inside(k):
    l = k.layers
    inner = k.Sequential([l.Input((7, 8, 4)), l.Conv2D(3, 3, name='conv'), l.BatchNormalization(name='norm'), l.ReLU(name='relu'),
                          l.Conv2D(2, 2, name='conv2'), l.BatchNormalization(name='norm2')], name='inner')
    return k.Sequential([l.Input(PICTURE, name='picture'), inner, l.Flatten(), l.Dense(1, name='steering')])


def with_frozen_inside(k):
    model = with_sequential_inside(k)
    model.get_layer('inner').trainable = False
    return model


def with_half_frozen_inside(k):
    model = with_sequential_inside(k)
    model.get_layer('inner').layers[0].trainable = False
    return model


def with_functional_inside_twice(k):
    """A network called twice, inside another one that lies in the network, with two outputs."""
    l = k.layers
    i = l.Input((7, 8, 4), name='i')
    c = l.Conv2D(4, 3, padding='same', name='c')(i)
    twins = k.Model(i, [l.BatchNormalization(name='n')(c), l.Conv2D(4, 1, activation='relu', name='d')(c)], name='twins')
    o = l.Input((7, 8, 4), name='o')
    left, right = twins(o)
    again, _ = twins(l.Add(name='sum')([left, right]))
    outer = k.Model(o, again, name='outer')
    picture = l.Input(PICTURE, name='picture')
    once = outer(picture)
    twice = outer(once)
    return k.Model(picture, [once, l.Dense(2, name='steering')(l.Flatten()(twice))])


def shared(k):
    l = k.layers
    picture = l.Input(PICTURE, name='picture')
    conv, act = l.Conv2D(4, 3, padding='same', name='conv'), l.ELU(name='act')
    x = act(conv(picture))
    y = act(conv(x))
    z = act(conv(l.MaxPooling2D(2, name='pool')(y)))
    return k.Model(picture, [y, l.Dense(1, name='steering')(l.Flatten()(z))])


def several_inputs(k):
    l = k.layers
    speed, picture, imu = l.Input((1,), name='speed'), l.Input(PICTURE, name='picture'), l.Input((6,), name='imu')
    x = l.Flatten()(l.Conv2D(3, 3, strides=2, activation='relu', name='conv')(picture))
    x = l.Concatenate(name='join')([x, speed, l.Dense(4, activation='tanh', name='inner')(imu)])
    x = l.Dense(8, activation='relu', name='dense')(x)
    return k.Model([speed, picture, imu], [l.Dense(1, name='angle')(x), l.Dense(3, activation='softmax', name='throttle')(x)])


def residual(k):
    l = k.layers
    picture = l.Input(PICTURE, name='picture')
    x = l.Conv2D(4, 3, padding='same', name='c1')(picture)
    y = l.BatchNormalization(name='n1')(x)
    y = l.Activation('relu', name='r1')(y)
    y = l.Conv2D(4, 3, padding='same', name='c2')(y)
    x = l.Activation('relu', name='r2')(l.Add(name='sum')([x, y]))
    return k.Model(picture, l.Dense(1, name='steering')(l.GlobalAveragePooling2D(name='pool')(x)))


def mobilenet(k):
    base = k.applications.MobileNet(input_shape=(32, 32, 3), alpha=0.25, include_top=False, weights=None)
    return k.Sequential([k.layers.Input((32, 32, 3), name='picture'), base, k.layers.GlobalAveragePooling2D(), k.layers.Dense(1)])


STRUCTURES = [with_sequential_inside, with_frozen_inside, with_half_frozen_inside, with_functional_inside_twice, shared,
              several_inputs, residual, merges, functions, activations]


# Channels first.

def moved_run(k):
    """Runs a Sequential with channels first on a CPU: layers that TensorFlow has for the GPU only get the axes moved."""
    def twin(layer):
        config = dict(layer.get_config(), data_format='channels_last')
        copy = type(layer).from_config(config)
        return copy

    def run(model, inputs):
        x = tf.constant(inputs[0])
        for layer in model.layers:
            if getattr(layer, 'data_format', None) == 'channels_first' and 'Flatten' not in type(layer).__name__:
                copy = twin(layer)
                y = tf.transpose(x, [0, 2, 3, 1])
                copy(y)
                copy.set_weights(layer.get_weights())
                y = copy(y, training=False)
                x = tf.transpose(y, [0, 3, 1, 2]) if len(y.shape) == 4 else y
            else:
                x = layer(x)
        return x
    return run


def channels_first(k):
    l, first = k.layers, dict(data_format='channels_first')
    shape = (3, 9, 10)
    return {
        'channels first': [
            l.Input(shape, name='picture'), l.Rescaling(2.0), l.ZeroPadding2D(((1, 0), (2, 1)), **first),
            l.Conv2D(4, (3, 2), strides=(2, 1), activation='relu', **first), l.BatchNormalization(axis=1), l.ELU(),
            l.DepthwiseConv2D(2, **first), l.MaxPooling2D((2, 3), strides=1, padding='same', **first), l.Dropout(0.2),
            l.UpSampling2D((1, 2), **first), l.SeparableConv2D(5, 2, **first), l.Cropping2D(((1, 0), (2, 3)), **first),
            l.Conv2DTranspose(3, 2, **first), l.AveragePooling2D(2, **first), l.Flatten(), l.Dense(2)],
        'channels first, flattened as last': [l.Input(shape, name='picture'), l.Conv2D(4, 3, **first), l.Flatten(**first), l.Dense(2)],
        'channels first, pooled': [l.Input(shape, name='picture'), l.Conv2D(4, 3, groups=1, **first), l.GlobalAveragePooling2D(**first),
                                   l.Dense(2)],
        'channels first, kept dimensions': [l.Input(shape, name='picture'), l.Conv2D(4, 3, **first),
                                            l.GlobalMaxPooling2D(keepdims=True, **first)],
        'channels first to the end': [l.Input(shape, name='picture'), l.Conv2D(4, 3, activation='softplus', **first)],
        'channels first, by columns': [
            l.Input(shape, name='picture'), l.Conv2D(4, 3, **first), l.PReLU(shared_axes=[2, 3]), l.Softmax(), l.BatchNormalization(),
            l.Dense(3), l.Reshape((4, 21)), l.Reshape((2, 7, 6)), l.Conv2D(2, 2, **first)],
        'channels last, moved first': [l.Input((9, 10, 3), name='picture'), l.Permute((3, 1, 2)), l.Conv2D(4, 3, **first), l.Flatten(),
                                       l.Dense(2)],
    }


def channels_first_branches(k):
    l = k.layers
    picture = l.Input((3, 5, 6), name='picture')
    joined = l.Concatenate(axis=1, name='joined')([picture, l.ReLU(name='a')(picture)])
    summed = l.Add(name='summed')([picture, l.ELU(name='b')(picture)])
    pooled = l.GlobalAveragePooling2D(data_format='channels_first', name='pooled')(joined)
    return k.Model(picture, [joined, summed, pooled, l.Concatenate(axis=-1, name='wide')([picture, summed])])


# Keras 1, by hand.

def keras1_layer(class_name, name, **config):
    return dict(class_name=class_name, config=dict(config, name=name, trainable=True))


def keras1_theano():
    """A network of Keras 1 with dim_ordering 'th', whose kernels are filter, channel, row, column."""
    th = dict(dim_ordering='th')
    layers = [
        keras1_layer('ZeroPadding2D', 'pad', padding=[1, 1], batch_input_shape=[None, 3, 9, 10], **th),
        keras1_layer('Convolution2D', 'conv', nb_filter=4, nb_row=3, nb_col=2, subsample=[2, 1], border_mode='valid',
                     activation='relu', bias=True, **th),
        keras1_layer('BatchNormalization', 'norm', axis=1, mode=0, epsilon=1e-3, momentum=0.99),
        keras1_layer('SeparableConvolution2D', 'separable', nb_filter=5, nb_row=2, nb_col=2, subsample=[1, 1], border_mode='same',
                     depth_multiplier=2, activation='linear', bias=True, **th),
        keras1_layer('MaxPooling2D', 'pool', pool_size=[2, 2], strides=[2, 2], border_mode='valid', **th),
        keras1_layer('Flatten', 'flat'),
        keras1_layer('Dense', 'dense', output_dim=2, activation='linear', bias=True),
    ]
    l, first = keras2.layers, dict(data_format='channels_first')
    twin = keras2.Sequential([
        l.Input((3, 9, 10)), l.ZeroPadding2D(1, **first), l.Conv2D(4, (3, 2), strides=(2, 1), activation='relu', **first),
        l.BatchNormalization(axis=1), l.SeparableConv2D(5, 2, padding='same', depth_multiplier=2, **first), l.MaxPooling2D(2, **first),
        l.Flatten(), l.Dense(2)])
    kernels = {4: (3, 2, 0, 1)}
    groups, seed, values = [], 0, []
    names = {'conv': ['conv_W', 'conv_b'], 'norm': ['norm_gamma', 'norm_beta', 'norm_running_mean', 'norm_running_std'],
             'separable': ['separable_depthwise_kernel', 'separable_pointwise_kernel', 'separable_b'], 'dense': ['dense_W', 'dense_b']}
    shapes = [w.shape for w in twin.get_weights()]
    for layer, filed in names.items():
        entries = []
        for name in filed:
            shape = list(shapes[seed])
            stored = [shape[axis] for axis in kernels[4]] if len(shape) == 4 else shape
            value = np.abs(weight_values(name, stored, seed)) + np.float32(0.5) if 'std' in name else weight_values(name, stored, seed)
            values.append(np.transpose(value, (2, 3, 1, 0)) if len(shape) == 4 else value)
            entries.append([name, stored])
            seed += 1
        groups.append([layer, entries])
    twin.set_weights(values)
    inputs = [input_values((3, 9, 10), 0)]
    return dict(version='1.1.2', config=dict(class_name='Sequential', config=layers, keras_version='1.1.2'),
                inputs=[['pad_input', [3, 9, 10]]], weights=groups, outputs=flat([moved_run(keras2)(twin, inputs)]))


def keras1_merge():
    """A Sequential of Keras 1 that begins with a Merge of two others: a picture and a speed; and one with a Sequential inside."""
    branch = lambda *layers: dict(class_name='Sequential', config=list(layers))
    picture = branch(
        keras1_layer('Convolution2D', 'conv', nb_filter=3, nb_row=3, nb_col=3, subsample=[1, 1], border_mode='valid', activation='relu',
                     bias=True, dim_ordering='tf', batch_input_shape=[None, 7, 8, 4]),
        keras1_layer('Flatten', 'flat'))
    speed = branch(keras1_layer('Dense', 'speed', output_dim=4, activation='tanh', bias=True, batch_input_shape=[None, 2]))
    layers = [
        dict(class_name='Merge', config=dict(name='merge_1', mode='concat', concat_axis=-1, layers=[picture, speed])),
        dict(class_name='Sequential', config=[keras1_layer('Dense', 'inside', output_dim=5, activation='relu', bias=True)]),
        keras1_layer('Dense', 'steering', output_dim=1, activation='linear', bias=True),
    ]
    l = keras2.layers
    p, s = l.Input(PICTURE), l.Input((2,))
    x = l.Concatenate()([l.Flatten()(l.Conv2D(3, 3, activation='relu', name='conv')(p)), l.Dense(4, activation='tanh', name='speed')(s)])
    twin = keras2.Model([p, s], l.Dense(1, name='steering')(l.Dense(5, activation='relu', name='inside')(x)))
    groups, seed = [], 0
    for name in ['conv', 'speed', 'inside', 'steering']:
        values, entries = [], []
        for weight, suffix in zip(twin.get_layer(name).get_weights(), 'Wb'):
            values.append(weight_values('', weight.shape, seed))
            entries.append([f'{name}_{suffix}', list(weight.shape)])
            seed += 1
        twin.get_layer(name).set_weights(values)
        groups.append([name, entries])
    inputs = [input_values(PICTURE, 0), input_values((2,), 1)]
    return dict(version='1.2.2', config=dict(class_name='Sequential', config=layers, keras_version='1.2.2'),
                inputs=[['branch-1-input-1', list(PICTURE)], ['branch-2-input-1', [2]]], weights=groups, outputs=flat([twin(inputs)]))


def main():
    for k, version, generation in ((keras2, '2.15.0', 2), (keras3, '3.15.1', 3)):
        cases = {}
        for name, layers in single_layers(k).items():
            k.backend.clear_session()
            cases[name] = case(k.Sequential([k.layers.Input(PICTURE, name='picture'), *layers]), version)
        for make in STRUCTURES:
            k.backend.clear_session()
            cases[make.__name__.replace('_', ' ')] = case(make(k), version)
        for name, layers in channels_first(k).items():
            k.backend.clear_session()
            cases[name] = case(k.Sequential(layers), version, moved_run(k))
        k.backend.clear_session()
        cases['channels first branches'] = case(channels_first_branches(k), version)
        if k is keras2:
            cases['mobilenet'] = case(mobilenet(k), version)
            cases['Keras 1, Theano order'] = keras1_theano()
            cases['Keras 1, Merge'] = keras1_merge()
        path = os.path.join(HERE, f'keras_layers_{generation}.json')
        with open(path, 'w') as file:
            lines = [f'{json.dumps(name)}:{json.dumps(one, separators=(",", ":"))}' for name, one in cases.items()]
            file.write('{\n' + ',\n'.join(lines) + '\n}\n')


main()
