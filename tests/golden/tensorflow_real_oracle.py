"""Writes tensorflow_real.json: what TensorFlow answers for TensorFlow graphs of other people, on 20 synthetic pictures.

Run: python tests/golden/tensorflow_real_oracle.py REAL_DATA_FOLDER   (made with tensorflow 2.21.0, keras 3.15.1)
The networks themselves are not part of the project. Element i of all pictures, one after the other, is
(i * 7919 mod 256) / 255. The TF.js graph is answered for by the Keras file that it was converted from.
"""

import json
import os
import sys

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'

import keras
import numpy as np
import tensorflow as tf

PICTURES = 20


def pictures(shape):
    count = PICTURES * int(np.prod(shape))
    return (np.arange(count, dtype=np.int64) * 7919 % 256 / 255).astype(np.float32).reshape((PICTURES, *shape))


def saved_model(path):
    call = tf.saved_model.load(path).signatures['serving_default']
    ((name, spec),) = call.structured_input_signature[1].items()
    (answer,) = call(**{name: tf.constant(pictures(spec.shape[1:]))}).values()
    return answer.numpy()


def keras_file(path):
    model = keras.models.load_model(path)
    return model.predict(pictures(model.input_shape[1:]), verbose=0)


def main(folder):
    answers = {
        'drives/sully_martin/model/pilotnetCloudV1':
            saved_model(os.path.join(folder, 'drives/sully_martin/model/pilotnetCloudV1')),
        'models/tfjs_graph_subhadip/tfjs_model/model.json':
            keras_file(os.path.join(folder, 'models/tfjs_graph_subhadip/Subhadip_Hensh_MNIST_CNN.keras')),
    }
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'tensorflow_real.json'), 'w') as file:
        json.dump({name: answer.tolist() for name, answer in answers.items()}, file, indent=1)


main(sys.argv[1])
