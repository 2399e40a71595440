"""Writes tests/fixtures/keras-archives/* and adds to tests/golden/keras_archives.json what Keras answers.

Run once with each of these in a virtual environment of its own; each adds its own files and answers:
  tensorflow-cpu 2.12.1 (Keras 2.12.0), tensorflow-cpu 2.15.1 (Keras 2.15.0), keras 3.0.5 and keras 3.15.1; Python 3.11.
"""

import json
import os

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'

import keras as k
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
FIXTURES = os.path.join(HERE, '..', 'fixtures', 'keras-archives')
ANSWERS = os.path.join(HERE, 'keras_archives.json')


def synthetic_input(shape):
    """Element i is i * 7919 mod 256."""
    return (np.arange(np.prod(shape), dtype=np.int64) * 7919 % 256).astype(np.float32).reshape((1, *shape))


def fixed_weights(model):
    """Reproducible weights; variances of batch normalisations stay positive."""
    random = np.random.default_rng(11)
    values = []
    for weight in model.weights:
        value = random.normal(0, 0.3, weight.shape).astype(np.float32)
        values.append(np.abs(value) + 0.1 if 'variance' in (getattr(weight, 'path', None) or weight.name) else value)
    model.set_weights(values)
    return model


def branching():
    """Names that say nothing of the order, so that only the rules of the saving library find the weights."""
    picture = k.layers.Input((12, 14, 3), name='picture')
    x = k.layers.Rescaling(1 / 255, name='scale')(picture)
    x = k.layers.Conv2D(4, 3, strides=2, name='conv2d_7')(x)
    x = k.layers.BatchNormalization(name='norm')(x)
    x = k.layers.ReLU(name='relu')(x)
    left = k.layers.Conv2D(4, 3, padding='same', activation='relu', name='conv2d')(x)
    right = k.layers.Conv2D(4, 3, padding='same', activation='relu', name='conv2d_1')(x)
    x = k.layers.Add(name='add')([left, right])
    x = k.layers.SeparableConv2D(3, 3, activation='elu', name='separable')(x)
    x = k.layers.Dropout(0.5, name='drop')(x)
    x = k.layers.Flatten(name='flat')(x)
    angle = k.layers.Dense(1, name='steering')(x)
    throttle = k.layers.Dense(1, activation='tanh', name='dense')(x)
    return fixed_weights(k.Model(picture, [angle, throttle], name='branching'))


def nested():
    """A network in a network, twice as deep, whose layers have the same names as those outside."""
    inner = k.Sequential([
        k.layers.Input((5, 6, 4)),
        k.layers.Conv2D(3, 2, activation='relu', name='conv'),
        k.layers.Conv2D(3, 2, activation='relu', name='conv_b'),
    ], name='inner')
    map_ = k.layers.Input((5, 6, 4))
    x = inner(map_)
    x = k.layers.Conv2D(2, 1, name='conv')(x)
    middle = k.Model(map_, x, name='middle')
    picture = k.layers.Input((12, 14, 3), name='picture')
    x = k.layers.Rescaling(1 / 255, name='scale')(picture)
    x = k.layers.Conv2D(4, 3, strides=2, activation='relu', name='conv')(x)
    x = middle(x)
    x = k.layers.Flatten(name='flat')(x)
    x = k.layers.Dense(1, name='steering')(x)
    return fixed_weights(k.Model(picture, x, name='nested'))


def answers(model):
    outputs = model(synthetic_input((12, 14, 3)), training=False)
    outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
    return [np.asarray(output)[0].astype(float).ravel().tolist() for output in outputs]


def main():
    os.makedirs(FIXTURES, exist_ok=True)
    version = k.__version__
    result = {}
    networks = dict(archive=branching(), nested=nested()) if version in ('2.12.0', '3.15.1') else dict(archive=branching())
    # Keras 2.12 has the new format, but under this name only.
    options = dict(save_format='keras_v3') if version == '2.12.0' else {}
    for name, model in networks.items():
        file = f'{name}-{version}.keras'
        model.save(os.path.join(FIXTURES, file), **options)
        result[file] = answers(model)
    if version in ('2.15.0', '3.15.1'):
        weights = f'archive-{version}.weights.h5'
        networks['archive'].save_weights(os.path.join(FIXTURES, weights))
        with open(os.path.join(FIXTURES, f'archive-{version}.json'), 'w') as file:
            file.write(networks['archive'].to_json())
        result[weights] = result[f'archive-{version}.keras']

    if os.path.exists(ANSWERS):
        with open(ANSWERS) as file:
            result = {**json.load(file), **result}
    with open(ANSWERS, 'w') as file:
        json.dump(dict(sorted(result.items())), file, indent=1)
        file.write('\n')


main()
