"""Runs networks with the frameworks that they were made for: python framework_answers.py QUESTIONS.json ANSWERS.json

A question is {path, format, inputs, layout}: `inputs` is a .npy file [picture, row, column, channel], `layout` what the
network takes. Its answer is {outputs, framework}, outputs[output][picture][element], or {error}.
Started by parity.ts.
"""

import json
import os
import sys

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'

import keras
import numpy as np
import onnxruntime
import tensorflow as tf
import tf_keras

import old_keras


def as_list(outputs):
    return list(outputs) if isinstance(outputs, (list, tuple)) else [outputs]


def keras_2(model, pictures):
    return as_list(model.predict(pictures, verbose=0)), f'tf_keras {tf_keras.__version__}'


def keras_hdf5(path, pictures):
    if old_keras.needs_rebuilding(path):
        outputs, name = keras_2(old_keras.rebuild(path), pictures)
        return outputs, f'{name}, rebuilt'
    return keras_2(tf_keras.models.load_model(path, compile=False), pictures)


def keras_archive(path, pictures):
    model = keras.saving.load_model(path, compile=False)
    return as_list(model.predict(pictures, verbose=0)), f'Keras {keras.__version__}'


def tfjs_layers(path, pictures):
    return keras_2(old_keras.rebuild_tfjs(path), pictures)


def tfjs_graph(path, pictures):
    """By the Keras archive that it was converted from, in the folder above."""
    above = os.path.dirname(os.path.dirname(path))
    (archive,) = [name for name in os.listdir(above) if name.endswith('.keras')]
    outputs, name = keras_archive(os.path.join(above, archive), pictures)
    return outputs, f'{name}, the .keras beside it'


def saved_model(path, pictures):
    call = tf.saved_model.load(path).signatures['serving_default']
    (name,) = call.structured_input_signature[1]
    outputs = call(**{name: tf.constant(pictures)})
    return [outputs[key].numpy() for key in sorted(outputs)], f'TensorFlow {tf.__version__}'


def one_by_one(run, pictures):
    """A graph with a fixed batch, or a scalar for an output, takes one picture."""
    answers = [run(pictures[index:index + 1]) for index in range(len(pictures))]
    return [np.stack([np.ravel(answer) for answer in output]) for output in zip(*answers)]


def tflite(path, pictures):
    interpreter = tf.lite.Interpreter(model_path=path)
    interpreter.allocate_tensors()
    (taken,) = interpreter.get_input_details()

    def run(picture):
        interpreter.set_tensor(taken['index'], picture)
        interpreter.invoke()
        return [interpreter.get_tensor(given['index']) for given in interpreter.get_output_details()]

    return one_by_one(run, pictures), f'TensorFlow Lite of {tf.__version__}'


def onnx(path, pictures):
    session = onnxruntime.InferenceSession(path, providers=['CPUExecutionProvider'])
    (taken,) = session.get_inputs()
    outputs = one_by_one(lambda picture: session.run(None, {taken.name: picture}), pictures)
    return outputs, f'onnxruntime {onnxruntime.__version__}'


RUNNERS = {
    'keras-h5': keras_hdf5,
    'keras-json-h5': keras_hdf5,
    'keras-archive': keras_archive,
    'tfjs-layers': tfjs_layers,
    'tfjs-graph': tfjs_graph,
    'saved-model': saved_model,
    'tflite': tflite,
    'onnx': onnx,
}


def answer(question):
    pictures = np.load(question['inputs'])
    if question['layout'] == 'NCHW':
        pictures = np.ascontiguousarray(pictures.transpose(0, 3, 1, 2))
    try:
        outputs, framework = RUNNERS[question['format']](question['path'], pictures)
    except Exception as error:  # Told in the table: one network must not hide the others.
        return {'error': f'{type(error).__name__}: {error}'.splitlines()[0]}
    return {'outputs': [np.asarray(output).reshape(len(pictures), -1).tolist() for output in outputs],
            'framework': framework}


if __name__ == '__main__':
    with open(sys.argv[1]) as file:
        questions = json.load(file)
    answers = [answer(question) for question in questions]
    with open(sys.argv[2], 'w') as file:
        json.dump(answers, file)
