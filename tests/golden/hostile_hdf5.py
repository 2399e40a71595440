"""Writes tests/fixtures/hostile-hdf5/: Keras files that lead elsewhere or promise what is not there.

Run: python tests/golden/hostile_hdf5.py
Made with h5py 3.14.0, Python 3.11.
"""

import json
import os

import h5py
import numpy as np

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'fixtures', 'hostile-hdf5')
os.makedirs(FOLDER, exist_ok=True)


def keras_file(name):
    """A network with one convolution, all but its kernel."""
    file = h5py.File(os.path.join(FOLDER, name), 'w', libver='earliest')
    layers = [
        dict(class_name='InputLayer', config=dict(name='picture', batch_input_shape=[None, 8, 9, 1])),
        dict(class_name='Conv2D', config=dict(name='conv', filters=2, kernel_size=[3, 3])),
    ]
    file.attrs['model_config'] = json.dumps(dict(class_name='Sequential', config=dict(name='network', layers=layers)))
    return file


def conv_group(file):
    weights = file.create_group('model_weights')
    weights.attrs['layer_names'] = [b'conv']
    group = weights.create_group('conv')
    group.attrs['weight_names'] = [b'kernel:0', b'bias:0']
    group['bias:0'] = np.zeros(2, np.float32)
    return group


# The kernel is what some other file holds, here package.json of the folder that the program was started in.
with keras_file('external-storage.h5') as file:
    conv_group(file).create_dataset('kernel:0', (3, 3, 1, 2), np.float32, external=[('package.json', 0, 72)])

# All weights lie in another file, beside this one.
with keras_file('external-link.h5') as file:
    file['model_weights'] = h5py.ExternalLink('other.h5', '/model_weights')

with keras_file('virtual.h5') as file:
    layout = h5py.VirtualLayout((3, 3, 1, 2), np.float32)
    layout[:] = h5py.VirtualSource('other.h5', '/kernel', (3, 3, 1, 2))
    conv_group(file).create_virtual_dataset('kernel:0', layout)

# 1.6 GB of zeros in a few kilobytes.
with keras_file('bomb.h5') as file:
    conv_group(file).create_dataset('kernel:0', (20000, 20000), np.float32, chunks=(2000, 2000), compression='gzip')

# Groups that hold themselves, eight times over.
with h5py.File(os.path.join(FOLDER, 'cycle.weights.h5'), 'w', libver='earliest') as file:
    layers = file.create_group('layers')
    for index in range(8):
        layers[f'conv2d_{index}'] = layers
    layers.create_group('dense').create_group('vars')['0'] = np.zeros(2, np.float32)

# Weights that Keras stores as 16-bit floats where its dtype policy says so.
with keras_file('half.h5') as file:
    conv_group(file)['kernel:0'] = np.ones((3, 3, 1, 2), np.float16)
