"""Writes tests/fixtures/keras/theano-kernels.h5, a network that says it was saved on Theano, and
tests/golden/keras_theano.json: what Keras answers with the weights as they are, and with the kernels of the convolutions
turned round by NumPy, as Keras up to 2.3.1 did (convert_kernel) when it loaded such a file on TensorFlow.

Run: python tests/golden/keras_theano_oracle.py
Made with tensorflow 2.21.0, tf_keras 2.21.0, h5py 3.14.0, Python 3.11.
"""

import json
import os

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'

import h5py
import numpy as np
import tf_keras as keras

HERE = os.path.dirname(os.path.abspath(__file__))
PATH = os.path.join(HERE, '..', 'fixtures', 'keras', 'theano-kernels.h5')

model = keras.Sequential([
    keras.layers.Input((9, 11, 2), name='picture'),
    keras.layers.Conv2D(3, (3, 2), strides=2, activation='relu', name='conv1'),
    keras.layers.Conv2D(2, (2, 3), activation='tanh', name='conv2'),
    keras.layers.Flatten(name='flat'),
    keras.layers.Dense(1, name='steering'),
], name='pilot')
random = np.random.default_rng(23)
model.set_weights([random.normal(0, 0.3, weight.shape) for weight in model.weights])
model.save(PATH, include_optimizer=False)
with h5py.File(PATH, 'a') as file:
    for group in (file, file['model_weights']):
        group.attrs['backend'] = b'theano'

# Element i is i * 7919 mod 256.
picture = (np.arange(9 * 11 * 2) * 7919 % 256).astype(np.float32).reshape(1, 9, 11, 2)
answers = dict(as_saved=[model(picture, training=False).numpy().ravel().tolist()])
for layer in model.layers[:2]:
    kernel, bias = layer.get_weights()
    layer.set_weights([kernel[::-1, ::-1], bias])
answers['turned_round'] = [model(picture, training=False).numpy().ravel().tolist()]
with open(os.path.join(HERE, 'keras_theano.json'), 'w') as file:
    json.dump(answers, file, indent=1)
    file.write('\n')
