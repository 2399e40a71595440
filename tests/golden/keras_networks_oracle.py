"""Writes keras_networks.json: what the networks of other people answer to a synthetic input, by TensorFlow's operations.

Run: python keras_networks_oracle.py REAL_DATA_FOLDER   (made with tensorflow 2.21.0, h5py 3.14.0)
The networks themselves are not part of the project. Each is run here from its HDF5 file, layer after layer with tf.nn,
in float64 where TensorFlow can; their Lambdas are written out by hand. The input is 0..255 for those that scale it
themselves, in a Lambda, and 0..1 for the others.
"""

import json
import os
import sys

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'

import h5py
import numpy as np
import tensorflow as tf


def centred(x):
    return x / 127.5 - 1


def halved(x):
    return x / 255 - 0.5


def legacy_resize(height, width):
    return lambda x: tf.cast(tf.compat.v1.image.resize_bilinear(tf.cast(x, tf.float32), (height, width)), tf.float64)


# File, file of the architecture (None: in the HDF5), functions of the Lambdas in order.
NETWORKS = [
    ('models/m_billzito_comma/models/steering_angle.h5', 'models/m_billzito_comma/models/steering_angle.json', [centred]),
    ('models/m_billzito_comma/successful_models/nvidia_33_17.h5',
     'models/m_billzito_comma/successful_models/nvidia_33_17.json', [halved]),
    ('models/m_lybron/model.h5', None, [halved, legacy_resize(66, 200)]),
    ('models/m_marcomarasca/model.h5', None, [halved]),
    ('models/m_naokishibuya/model.h5', None, [centred]),
    ('models/m_spadin/model.h5', 'models/m_spadin/model.json', [lambda x: x[:, 60:134, 0:320], centred]),
    ('models/m_spadin/saves/0002/model.h5', 'models/m_spadin/saves/0002/model.json', [legacy_resize(80, 160), centred]),
    ('models/donkey_pilots_circuitlaunch/models/pilot_21-08-12_11.h5', None, []),
    ('drives/deeppicar_dctian/model_result/lane_navigation.h5', None, []),
    ('drives/donkey_tubv1_palevich/models/mypilot.h5', None, []),
]

ACTIVATIONS = dict(linear=lambda x: x, relu=tf.nn.relu, elu=tf.nn.elu, softmax=tf.nn.softmax)


def text(value):
    return value.decode() if isinstance(value, bytes) else value


def run(config, weights, lambdas):
    entries = config['config'] if isinstance(config['config'], list) else config['config']['layers']
    divisor = 1 if lambdas else 255
    lambdas = iter(lambdas)
    values, last = {}, None
    for entry in entries:
        kind, c = entry['class_name'], entry['config']
        name = entry.get('name', c['name'])
        if last is None:
            shape = c['batch_input_shape'][1:]
            last = tf.constant((np.arange(np.prod(shape)) * 7919 % 256).reshape((1, *shape)) / divisor, tf.float64)
        x = values[entry['inbound_nodes'][0][0][0]] if entry.get('inbound_nodes') else last
        w = weights.get(name, [])
        act = ACTIVATIONS[c.get('activation', 'linear')]
        pad = (c.get('border_mode') or c.get('padding') or 'valid')
        pad = pad.upper() if isinstance(pad, str) else pad
        if kind in ('InputLayer', 'Dropout'):
            y = x
        elif kind == 'Lambda':
            y = next(lambdas)(x)
        elif kind == 'Cropping2D':
            (t, b), (l, r) = c['cropping']
            y = x[:, t:x.shape[1] - b, l:x.shape[2] - r]
        elif kind in ('Conv2D', 'Convolution2D'):
            y = act(tf.nn.conv2d(x, w[0], c.get('strides') or c.get('subsample'), pad) + w[1])
        elif kind == 'Dense':
            y = act(tf.matmul(x, w[0]) + w[1])
        elif kind == 'BatchNormalization':
            gamma, beta, mean, variance = w
            y = (x - mean) / tf.sqrt(variance + c['epsilon']) * gamma + beta
        elif kind == 'MaxPooling2D':
            y = tf.nn.max_pool2d(x, c['pool_size'], c['strides'], pad)
        elif kind == 'Flatten':
            y = tf.reshape(x, (1, -1))
        elif kind == 'ELU':
            y = tf.nn.elu(x)
        elif kind == 'LeakyReLU':
            y = tf.nn.leaky_relu(x, c['alpha'])
        elif kind == 'Activation':
            y = act(x)
        else:
            raise ValueError(kind)
        values[name] = last = y
    outputs = config['config'].get('output_layers') if isinstance(config['config'], dict) else None
    return [values[name] for name, *_ in outputs] if outputs else [last]


def main(folder):
    result = {}
    for path, architecture, lambdas in NETWORKS:
        with h5py.File(os.path.join(folder, path)) as file:
            config = file.attrs.get('model_config')
            if architecture:
                with open(os.path.join(folder, architecture)) as source:
                    config = source.read()
            while isinstance(config, (str, bytes)):
                config = json.loads(config)
            group = file['model_weights'] if 'model_weights' in file else file
            weights = {}
            for layer in map(text, group.attrs['layer_names']):
                names = group[layer].attrs['weight_names']
                weights[layer] = [tf.constant(group[layer][text(name)][()], tf.float64) for name in names]
            outputs = run(config, weights, lambdas)
        result[path] = [np.asarray(output).ravel().tolist() for output in outputs]
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'keras_networks.json'), 'w') as file:
        json.dump(result, file, indent=1)
        file.write('\n')


main(sys.argv[1])
