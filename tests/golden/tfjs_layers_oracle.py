"""Writes tests/fixtures/tfjs-layers/ and tests/golden/tfjs_layers.json: layers-models by the real converter, and what
Keras answers with the weights that the converter reads back (rounded where they are quantised).

Run: python tests/golden/tfjs_layers_oracle.py
Made with tensorflow-cpu 2.15.1 (Keras 2.15.0), tensorflowjs 4.22.0, Python 3.11. What tensorflowjs imports for
other formats (decision forests, JAX, the hub) is not needed and stands in as empty.
"""

import json
import os
import shutil
import sys
from unittest.mock import MagicMock

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'

import keras
import numpy as np

for absent in ('tensorflow_decision_forests', 'tensorflow_hub', 'jax', 'jax.experimental', 'jax.experimental.jax2tf'):
    sys.modules[absent] = MagicMock()
sys.modules['tf_keras'] = keras

import tensorflowjs

HERE = os.path.dirname(os.path.abspath(__file__))
FIXTURES = os.path.join(HERE, '..', 'fixtures', 'tfjs-layers')


def synthetic_input(shape):
    """Element i is i * 7919 mod 256."""
    return (np.arange(np.prod(shape), dtype=np.int64) * 7919 % 256).astype(np.float32).reshape((1, *shape))


def fixed_weights(model):
    random = np.random.default_rng(17)
    model.set_weights([
        np.abs(random.normal(0, 0.3, weight.shape)) + 0.1 if 'variance' in weight.name else random.normal(0, 0.3, weight.shape)
        for weight in model.weights
    ])
    return model


def pilot():
    layers = keras.layers
    return fixed_weights(keras.Sequential([
        layers.Input((12, 14, 3), name='picture'),
        layers.Rescaling(1 / 255, name='scale'),
        layers.Conv2D(4, 3, strides=2, name='conv1'),
        layers.BatchNormalization(name='norm'),
        layers.ReLU(name='relu'),
        layers.Conv2D(6, 3, padding='same', activation='elu', name='conv2'),
        layers.Flatten(name='flat'),
        layers.Dense(5, activation='tanh', name='dense'),
        layers.Dense(1, name='steering'),
    ], name='pilot'))


def nested():
    layers = keras.layers
    inner = keras.Sequential([
        layers.Input((5, 6, 4)),
        layers.Conv2D(3, 2, activation='relu', name='conv_b'),
        layers.Conv2D(3, 2, activation='relu', name='conv_c'),
    ], name='inner')
    picture = layers.Input((12, 14, 3), name='picture')
    x = layers.Conv2D(4, 3, strides=2, activation='relu', name='conv_a')(picture)
    x = inner(x)
    x = layers.Flatten(name='flat')(x)
    return fixed_weights(keras.Model(picture, layers.Dense(1, name='steering')(x), name='nested'))


def main():
    shutil.rmtree(FIXTURES, ignore_errors=True)
    result = {}
    kinds = dict(plain=None, uint8='uint8', uint16='uint16', float16='float16', nested=None)
    for kind, quantised in kinds.items():
        folder = os.path.join(FIXTURES, kind)
        model = nested() if kind == 'nested' else pilot()
        options = dict(quantization_dtype_map={quantised: '*'}) if quantised else {}
        # Small shards, so that the weights lie in several files.
        tensorflowjs.converters.save_keras_model(model, folder, weight_shard_size_bytes=2000, **options)
        read_back = tensorflowjs.converters.load_keras_model(os.path.join(folder, 'model.json'))
        answer = read_back(synthetic_input((12, 14, 3)), training=False)
        result[kind] = [np.asarray(answer)[0].astype(float).ravel().tolist()]
    with open(os.path.join(HERE, 'tfjs_layers.json'), 'w') as file:
        json.dump(result, file, indent=1)
        file.write('\n')


main()
