"""Functions of Lambda layers as each CPython compiles them, and what TensorFlow makes of a picture with them.

    python lambda_oracle.py marshal                     run by each CPython, 2.7 to 3.13: its code objects, as JSON
    python lambda_oracle.py join 2.7=a.json 3.6=b.json  run where TensorFlow is: lambda.json

The picture is 1 x 8 x 10 x 3, value (7 * index) % 256. Written with CPython 2.7.18, 3.6.15, 3.7.16, 3.8.18, 3.9.18,
3.10.13, 3.11.7, 3.12.1 and 3.13.0; values by TensorFlow 2.21.0.
"""

from __future__ import division, print_function

import base64
import json
import marshal
import sys

SOURCES = dict(
    centred='lambda x: x / 127.5 - 1.',
    integers='lambda x: (x - 128) / 128',
    turned='lambda x: 1 - x / 255.',
    negative='lambda x: -x',
    per_channel='lambda x: x - [103.9, 116.8, 123.7]',
    default='lambda x, by=127.5: x / by - 1',
    crop_rows='lambda x: x[:, 2:-1]',
    crop_both='lambda x: x[:, 2:7, 1:-2, :]',
    reversed_channels='lambda x: x[:, :, :, ::-1]',
    reversed_ellipsis='lambda x: x[..., ::-1]',
    first_channel='lambda x: x[:, :, :, 0:1]',
    crop_and_scale='lambda x: x[:, 3:, :, :] / 255. - 0.5',
    cast='lambda x: tf.cast(x, tf.float32) / 255.',
    yuv='lambda x: tf.image.rgb_to_yuv(x / 255.)',
    gray='lambda x: tf.image.rgb_to_grayscale(x)',
    extremes='lambda x: (x - tf.reduce_min(x)) / (tf.reduce_max(x) - tf.reduce_min(x))',
    extremes_backend='lambda x: (x - K.min(x)) / (K.max(x) - K.min(x)) - 0.5',
    plane_mean='lambda x: x - K.mean(x, axis=[1, 2], keepdims=True)',
    picture_mean='lambda x: x - tf.reduce_mean(x, axis=(1, 2, 3), keepdims=True)',
    mean_channel='lambda x: K.mean(x, axis=3, keepdims=True)',
    standardised='lambda x: tf.image.per_image_standardization(x)',
    standardised_by_hand='lambda x: (x - K.mean(x)) / K.std(x)',
    clipped='lambda x: K.clip(x / 100., 0.5, 2)',
    clipped_tf='lambda x: tf.clip_by_value(x, 10., 200.)',
    squared='lambda x: (x / 255.) ** 2',
    root='lambda x: K.sqrt(K.abs(x - 100.))',
    angle='lambda x: tf.multiply(tf.atan(x / 50.), 2)',
    squashed='lambda x: 2 * K.tanh(x / 100. - 1)',
    relu='lambda x: tf.nn.relu(x - 128.)',
    resized='lambda x: tf.image.resize(x, (4, 5))',
    resized_list='lambda x: tf.image.resize(x, [5, 4], method="bilinear") / 127.5 - 1.',
    resized_legacy='lambda x: tf.compat.v1.image.resize_images(x, (5, 4))',
    resized_then_extremes='lambda x: tf.image.resize(x, (4, 5)) / tf.reduce_max(tf.image.resize(x, (4, 5)))',
    box='lambda x: tf.image.crop_to_bounding_box(x, 2, 1, 4, 5)',
    imported='def',
    closure='closure',
)

IMPORTING = '''
def scale(x):
    import tensorflow as tf
    small = tf.image.resize(x, (4, 5))
    small /= 255.
    return small - 0.5
'''


def enclosing(by):
    return lambda x: x / by - 1.


def function(source, scope):
    if source == 'closure':
        return enclosing(50.0)
    if source == 'def':
        exec(IMPORTING, scope)
        return scope['scale']
    return eval(source, scope)


def marshalled():
    result = {}
    for name, source in SOURCES.items():
        fn = function(source, {})
        cells = [cell.cell_contents for cell in fn.__closure__] if fn.__closure__ else None
        code = base64.b64encode(marshal.dumps(fn.__code__)).decode('ascii')
        result[name] = [code, list(fn.__defaults__) if fn.__defaults__ else None, cells]
    return result


def values():
    import numpy as np
    import tensorflow as tf

    picture = tf.constant(((7 * np.arange(240)) % 256).astype(np.float32).reshape(1, 8, 10, 3))
    names = 'min max mean std clip sqrt abs tanh'.split()
    reductions = dict(min=tf.reduce_min, max=tf.reduce_max, mean=tf.reduce_mean, std=tf.math.reduce_std)
    others = dict(clip=tf.clip_by_value, sqrt=tf.sqrt, abs=tf.abs, tanh=tf.tanh)
    backend = type('K', (), {name: staticmethod(dict(reductions, **others)[name]) for name in names})
    result = {}
    for name, source in SOURCES.items():
        made = function(source, dict(tf=tf, K=backend))(picture).numpy()
        result[name] = dict(shape=list(made.shape[1:]), values=[float('%.6g' % value) for value in made.flatten()])
    return result


if sys.argv[1] == 'marshal':
    print(json.dumps(marshalled()))
else:
    files = dict(argument.split('=') for argument in sys.argv[2:])
    functions = {}
    for version, path in files.items():
        for name, dump in json.load(open(path)).items():
            functions.setdefault(name, {})[version] = dump
    expected = values()
    cases = {name: dict(source=source, functions=functions[name], **expected[name]) for name, source in SOURCES.items()}
    print(json.dumps(cases, separators=(',', ':')))
