"""Networks that no Keras of today opens by itself, rebuilt in tf_keras with their own weights: those of Keras 1, those
with a Lambda (its bytecode is of another Python, and is not run here either), weights with a JSON beside them, and
TF.js layers-models.
"""

import json
import os

import h5py
import numpy as np
import tensorflow as tf
import tf_keras


def legacy_resize(height, width):
    """tf.image.resize_images of TensorFlow 1."""
    return lambda x: tf.compat.v1.image.resize_bilinear(x, (height, width))


def halved(x):
    return x / 255 - 0.5


def centred(x):
    return x / 127.5 - 1


# What the Lambdas of each network do, in order, read by a person: by the end of its path without the extension.
LAMBDAS = {
    'm_billzito_comma/models/steering_angle': [centred],
    'm_billzito_comma/successful_models/nvidia_33_17': [halved],
    'm_lybron/model': [halved, legacy_resize(66, 200)],
    'm_marcomarasca/model': [halved],
    'm_naokishibuya/model': [centred],
    'm_spadin/model': [lambda x: x[:, 60:134, 0:320], centred],
    'm_spadin/saves/0002/model': [legacy_resize(80, 160), centred],
}

# Keras 1 to Keras 2.
CLASSES = {'Convolution2D': 'Conv2D'}
NAMES = {'nb_filter': 'filters', 'subsample': 'strides', 'border_mode': 'padding', 'output_dim': 'units',
         'bias': 'use_bias', 'p': 'rate'}
KEPT = {'name', 'batch_input_shape', 'activation', 'alpha', 'axis', 'epsilon', 'cropping', 'pool_size', 'strides',
        'padding', 'kernel_size', 'filters', 'units', 'use_bias', 'rate', 'data_format'}


def text(value):
    return value.decode() if isinstance(value, bytes) else value


def parts_of(path):
    """The architecture, as a dictionary, and the path of the HDF5 file with the weights."""
    stem = os.path.splitext(path)[0]
    with h5py.File(f'{stem}.h5') as file:
        config = text(file.attrs.get('model_config'))
    if config is None:
        with open(f'{stem}.json') as file:
            config = file.read()
    while isinstance(config, str):
        config = json.loads(config)
    return config, f'{stem}.h5'


def layers_of(config):
    return config['config'] if isinstance(config['config'], list) else config['config']['layers']


def needs_rebuilding(path):
    with h5py.File(parts_of(path)[1]) as file:
        whole = 'model_config' in file.attrs
        version = text(file.attrs.get('keras_version', b'1'))
    has_lambda = any(layer['class_name'] == 'Lambda' for layer in layers_of(parts_of(path)[0]))
    return not whole or has_lambda or version.startswith('1.')


def of_today(layer, functions):
    """The layer as tf_keras names it, in the configuration's own order."""
    old = layer['config']
    config = {NAMES.get(key, key): value for key, value in old.items()}
    if 'nb_row' in old:
        config['kernel_size'] = (old['nb_row'], old['nb_col'])
    if old.get('dim_ordering') == 'th':
        config['data_format'] = 'channels_first'
    config = {key: value for key, value in config.items() if key in KEPT}
    if layer['class_name'] == 'Lambda':
        config['function'] = next(functions)
    kind = CLASSES.get(layer['class_name'], layer['class_name'])
    return {**layer, 'class_name': kind, 'config': config}


class Stated(tf_keras.layers.Lambda):
    """A Lambda whose configuration holds the function itself."""

    @classmethod
    def from_config(cls, config, custom_objects=None):
        return cls(**config)


def rebuild(path):
    config, weights_path = parts_of(path)
    (functions,) = [LAMBDAS[end] for end in LAMBDAS if os.path.splitext(path)[0].endswith(f'/{end}')] or [[]]
    functions = iter(functions)
    layers = [of_today(layer, functions) for layer in layers_of(config)]
    if next(functions, None) is not None:
        raise ValueError('more functions than Lambdas')
    if isinstance(config['config'], list):
        config = {'class_name': config['class_name'], 'config': layers}
    else:
        config = {**config, 'config': {**config['config'], 'layers': layers}}
    network_class = getattr(tf_keras, config['class_name'])
    network = network_class.from_config(config['config'], custom_objects={'Lambda': Stated})
    with h5py.File(weights_path) as file:
        group = file['model_weights'] if 'model_weights' in file else file
        for layer in map(text, group.attrs['layer_names']):
            names = map(text, group[layer].attrs['weight_names'])
            values = [group[layer][name][()] for name in names]
            if values:
                network.get_layer(layer).set_weights(values)
    return network


def rebuild_tfjs(path):
    """A TF.js layers-model: Keras 2's own configuration, and float32 weights one after the other in the shards."""
    with open(path) as file:
        described = json.load(file)
    network = tf_keras.models.model_from_json(json.dumps(described['modelTopology']['model_config']))
    weights = {}
    for group in described['weightsManifest']:
        shards = [os.path.join(os.path.dirname(path), name) for name in group['paths']]
        numbers = np.concatenate([np.fromfile(shard, '<f4') for shard in shards])
        start = 0
        for weight in group['weights']:
            count = int(np.prod(weight['shape']))
            weights[weight['name']] = numbers[start:start + count].reshape(weight['shape'])
            start += count
    network.set_weights([weights.pop(variable.name.removesuffix(':0')) for variable in network.weights])
    if weights:
        raise ValueError(f'weights of no layer: {", ".join(weights)}')
    return network
