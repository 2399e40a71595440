"""Writes port_profiles.json: masks as public ports of VisualBackProp draw them, for port-profiles.test.ts.

Run: python port_profiles_oracle.py   (needs numpy, tensorflow, torch, opencv-python-headless)

Each port is written here from what is known of it, with the operators of its own framework: tf.nn.conv2d_transpose,
Keras's Conv2DTranspose, torch's conv_transpose2d and interpolate, cv2.resize. Those of Torch7, MXNet and Chainer, which
PyPI no longer has for this Python, are written out in numpy by the definition of their deconvolution. Networks and their
weights come from a generator that the test has too; the demo's weights are read from its file. TensorFlow and PyTorch
bring clashing copies of LLVM, so each runs in a process of its own.
"""

import base64
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent


def conv(filters, kernel, stride=1, pad=0, **more):
    return {"op": "conv", "filters": filters, "kernel": kernel, "stride": stride, "pad": pad, **more}


def pool(kernel, stride, pad=0):
    return {"op": "pool", "kernel": kernel, "stride": stride, "pad": pad}


RELU, ELU = {"op": "relu"}, {"op": "elu"}
FUSED_RELU, FUSED_ELU = {"op": "relu", "fused": True}, {"op": "elu", "fused": True}

# Layers take what the one before gives; "add" also what the layer `other` gives, and `of` names another than the last.
NETWORKS = {
    # Without padding. One row or column is missing here and there, never a column alone.
    "valid": ([32, 46, 3], [conv(4, 5, 2), FUSED_RELU, conv(6, 5, 2), FUSED_RELU, conv(5, 3), FUSED_RELU]),
    # ELUs as layers of their own, and as part of the convolutions.
    "elu": ([32, 46, 3], [conv(4, 5, 2), ELU, conv(6, 5, 2), ELU, conv(5, 3), ELU]),
    "fused elu": ([32, 46, 3], [conv(4, 5, 2), FUSED_ELU, conv(6, 5, 2), FUSED_ELU, conv(5, 3), FUSED_ELU]),
    # Kernels smaller than their strides.
    "gaps": ([25, 36, 3], [conv(4, 2, 3), FUSED_RELU, conv(3, 1, 2), FUSED_RELU]),
    # Padding as torch has it; activations are layers of their own.
    "padded": ([24, 36, 3], [conv(4, 3, 2, 1), RELU, conv(5, 3, 1, 1), RELU, conv(6, 5, 2, 2), RELU]),
    "lenet": ([28, 36, 1], [conv(4, 5), RELU, pool(2, 2), conv(6, 3), RELU, pool(2, 2)]),
    # A pooling and a convolution with padding.
    "pooled": ([29, 38, 3], [conv(4, 5, 2, 1), RELU, pool(3, 2, 1), conv(5, 3, 1, 1), RELU, pool(2, 2), conv(4, 3), RELU]),
    "vgg": (
        [16, 24, 3],
        [conv(3, 3, 1, 1), RELU, conv(4, 3, 1, 1), RELU, pool(2, 2), conv(5, 3, 1, 1), RELU, pool(2, 2)]
        + [conv(4, 3, 1, 1), RELU, conv(3, 3, 1, 1), RELU, pool(2, 2)],
    ),
    "residual": (
        [32, 48, 3],
        [conv(4, 7, 2, 3), RELU, pool(3, 2, 1), conv(4, 3, 1, 1), RELU, conv(4, 3, 1, 1), {"op": "add", "other": 2}, RELU]
        + [conv(4, 3, 1, 1), RELU, conv(4, 3, 1, 1), {"op": "add", "other": 7}, RELU]
        + [conv(6, 3, 2, 1), RELU, conv(6, 3, 1, 1), conv(6, 1, 2, 0, of=12), {"op": "add", "other": 15}, RELU],
    ),
}


# --- the networks, in float64 -------------------------------------------------------------------------------------------


def scattered(count, seed):
    """The same numbers in -1..1 as scattered() in tests/support/tiny-models.ts."""
    state, out = seed, np.empty(count, np.float32)
    for i in range(count):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        out[i] = state / 2**31 - 1
    return out.astype(np.float64)


def windows(x, kernel, stride, pad, fill=0.0):
    x = np.pad(x, ((pad, pad), (pad, pad), (0, 0)), constant_values=fill)
    rows, cols = [(n - kernel) // stride + 1 for n in x.shape[:2]]
    for dy in range(kernel):
        for dx in range(kernel):
            yield x[dy : dy + stride * rows : stride, dx : dx + stride * cols : stride][:rows, :cols]


def convolved(x, kernels, bias, stride, pad):
    k = kernels.shape[0]
    taps = kernels.reshape(k * k, *kernels.shape[2:])
    return sum(part @ tap for part, tap in zip(windows(x, k, stride, pad), taps)) + bias


ACTIVATIONS = {"relu": lambda x: np.maximum(x, 0), "elu": lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0)))}


def run(picture, layers):
    """What each layer gives, [row, column, channel], and the weights of each convolution."""
    given, weights, seed = [], [], 0
    for layer in layers:
        x = given[layer["of"]] if "of" in layer else given[-1] if given else picture
        if layer["op"] == "conv":
            k, n, c = layer["kernel"], layer["filters"], x.shape[2]
            weights.append((scattered(k * k * c * n, seed + 1).reshape(k, k, c, n), scattered(n, seed + 2)))
            x = convolved(x, *weights[-1], layer["stride"], layer["pad"])
            seed += 2
        elif layer["op"] == "pool":
            x = np.max(list(windows(x, layer["kernel"], layer["stride"], layer["pad"], -np.inf)), axis=0)
        elif layer["op"] == "add":
            x = x + given[layer["other"]]
        else:
            x = ACTIVATIONS[layer["op"]](x)
        given.append(x)
    return given, weights


def demo():
    """The demo's network: what its input becomes before the first convolution, what follows, and all weights."""
    import h5py

    with h5py.File(HERE.parent.parent / "demo/model/pilotnet.h5") as file:
        config = json.loads(file.attrs["model_config"])["config"]["layers"]
        x = (scattered(66 * 200 * 3, 1001).reshape(66, 200, 3) + 1) * 127.5
        rescaling = next(layer["config"] for layer in config if layer["class_name"] == "Rescaling")
        picture = x = x * rescaling["scale"] + rescaling["offset"]
        layers, given, weights, dense = [], [], [], []
        for kind, layer in ((layer["class_name"], layer["config"]) for layer in config):
            if kind not in ("Conv2D", "Dense"):
                continue
            stored = file["model_weights"][layer["name"]][layer["name"]]
            kernels, bias = [np.float64(stored[name][()]) for name in ("kernel:0", "bias:0")]
            if kind == "Dense":
                dense.append((kernels, bias, layer["activation"]))
                continue
            assert layer["activation"] == "relu" and layer["padding"] == "valid"
            weights.append((kernels, bias))
            stride = layer["strides"][0]
            raw = convolved(x, kernels, bias, stride, 0)
            x = np.maximum(raw, 0)
            layers += [conv(kernels.shape[3], kernels.shape[0], stride), FUSED_RELU]
            given += [raw, x]
    return picture, layers, given, weights, dense


# --- what ports find in them --------------------------------------------------------------------------------------------


def convolutions(net):
    """(convolution, what it gives, what its layer gives, what the activation behind it gives)."""
    for i, layer in enumerate(net["layers"]):
        if layer["op"] == "conv":
            after = net["layers"][i + 1]
            fused = after.get("fused", False)
            raw, activated = net["given"][i], net["given"][i + 1]
            yield layer, raw, activated if fused else raw, activated


def relus(net):
    return [(layer, activated) for layer, _, _, activated in convolutions(net)]


def layer_outputs(net):
    return [(layer, output) for layer, _, output, _ in convolutions(net)]


def minmax(x, epsilon=0.0):
    return (x - x.min()) / (x.max() - x.min() + epsilon)


# --- ports in TensorFlow and Keras --------------------------------------------------------------------------------------


def tensorflow_ports():
    import cv2
    import keras
    import tensorflow as tf

    def up_to(mask, layer, size):
        ones = np.ones((layer["kernel"], layer["kernel"], 1, 1), np.float32)
        mask = tf.constant(mask[None, :, :, None], tf.float32)
        return tf.nn.conv2d_transpose(mask, ones, (1, *size, 1), layer["stride"], padding="VALID").numpy()[0, :, :, 0]

    def keras_up(mask, kernel, stride, padding, activation=None):
        layer = keras.layers.Conv2DTranspose(
            1, kernel, strides=stride, padding=padding, kernel_initializer="ones", activation=activation
        )
        return layer(mask[None, :, :, None].astype(np.float32)).numpy()[0, :, :, 0]

    def donkeycar_3(net):
        maps = [(layer, output.mean(2)) for layer, output in layer_outputs(net)]
        mask = np.ones_like(maps[-1][1])
        for i in reversed(range(len(maps))):
            size = maps[i - 1][1].shape if i else net["picture"].shape[:2]
            mask = up_to(mask * maps[i][1], maps[i][0], size)
        return minmax(mask)

    def drone_causality(net):
        maps = [(layer, minmax(output.mean(2), 1e-6)) for layer, output in layer_outputs(net)]
        mask = maps[-1][1]
        for i in reversed(range(len(maps))):
            mask = up_to(mask, maps[i][0], maps[i - 1][1].shape if i else net["picture"].shape[:2])
            if i:
                mask = mask * maps[i - 1][1]
        return mask

    def deep_viz_keras(net):
        mask = None
        for _, output in reversed(layer_outputs(net)):
            average = output.mean(2)
            average = average - average.min()
            average = average / (average.max() - average.min() + 1e-6)
            if mask is None:
                mask = average
            else:
                mask = (mask if mask.shape == average.shape else keras_up(mask, 3, 2, "same")) * average
        return mask

    def keras_copy(net):
        maps = [(layer, output.mean(2)) for layer, output in layer_outputs(net)]
        mask = maps[-1][1]
        for i in reversed(range(len(maps))):
            layer, size = maps[i][0], maps[i - 1][1].shape if i else net["picture"].shape[:2]
            if mask.shape != size:
                mask = keras_up(mask, layer["kernel"], layer["stride"], "valid", net["activation"])
                mask = np.pad(mask, [(size[0] - mask.shape[0], 0), (size[1] - mask.shape[1], 0)])
            if i:
                mask = mask * maps[i - 1][1]
        return mask

    def second_graph(net):
        maps = [(layer, activated.mean(2)) for layer, _, _, activated in convolutions(net)]
        mask = None
        for i in reversed(range(len(maps))):
            layer, average = maps[i]
            mask = keras_up(average if mask is None else average * mask, layer["kernel"], layer["stride"], "valid", "relu")
            size = maps[i - 1][1].shape if i else net["picture"].shape[:2]
            if mask.shape[0] != size[0]:
                more = 1 if mask.shape[1] != size[1] else 0
                padded = keras.layers.ZeroPadding2D((1, more))(mask[None, :, :, None])
                mask = keras.layers.Cropping2D(((1, 0), (more, 0)))(padded).numpy()[0, :, :, 0]
        return mask

    def resized(mask, size):
        return cv2.resize(mask.astype(np.float32), (size[1], size[0]))

    def cnn_model(net):
        maps = [output.mean(2) for _, output in relus(net)]
        mask = maps[-1]
        for below in reversed(maps[:-1]):
            mask = resized(mask, below.shape) * below
        return np.clip(minmax(mask), 0, 1)

    def convolution_head(net):
        picture = tf.image.per_image_standardization(net["picture"]).numpy()
        maps = [a / (a.max(0).max(0) + 1e-4) for a in [picture] + [output for _, output in relus(net)]]
        means = [a.mean(2) for a in maps]
        mask = means[-1]
        for below in reversed(means[:-1]):
            mask = resized(mask, below.shape) * below
        return np.clip(minmax(mask), 0, 1)

    def donkeycar_4(net):
        picture = tf.Variable(net["picture"][None])
        with tf.GradientTape() as tape:
            x, weights = picture, iter(net["weights"])
            for layer in net["layers"]:
                if layer["op"] == "conv":
                    kernels, bias = next(weights)
                    x = tf.nn.conv2d(x, kernels, layer["stride"], "VALID") + bias
                else:
                    x = tf.nn.relu(x)
            x = tf.reshape(x, [1, -1])
            for kernels, bias, activation in net["dense"]:
                x = keras.activations.get(activation)(x @ kernels + bias)
            # A number, or the likeliest of several.
            answer = x[0][tf.argmax(x[0])]
        squares = tf.square(tape.gradient(answer, picture)).numpy()
        return minmax(np.sqrt(squares).sum(-1)[0], 1e-7)

    return {
        "port-donkeycar-4": (donkeycar_4, ["demo", "valid"]),
        "port-donkeycar-3": (donkeycar_3, ["demo", "valid"]),
        "port-drone-causality": (drone_causality, ["demo", "valid", "fused elu"]),
        "port-deep-viz-keras": (deep_viz_keras, ["padded"]),
        "port-keras-copy": (keras_copy, ["demo", "valid", "fused elu", "gaps"]),
        "port-keras-second-graph": (second_graph, ["valid", "elu"]),
        "port-cnn-model": (cnn_model, ["demo", "valid", "padded", "pooled"]),
        "port-convolution-head": (convolution_head, ["demo", "padded"]),
    }


# --- ports in PyTorch ---------------------------------------------------------------------------------------------------


def torch_ports():
    import torch
    import torch.nn.functional as F

    def tensor(x):
        return torch.tensor(x.transpose(2, 0, 1)[None], dtype=torch.float32)

    def ones(kernel):
        return torch.ones(1, 1, kernel, kernel)

    def ouster(net):
        maps = [(layer, tensor(output).sum(-3, keepdim=True)) for layer, output in relus(net)]
        size, up = None, None
        for i in reversed(range(len(maps))):
            layer, mask = maps[i]
            mask = mask if up is None else mask * up
            if i > 0:
                size = maps[i - 1][1].shape[-2:]
            k, s, p = layer["kernel"], layer["stride"], layer["pad"]
            more = tuple((n + 2 * p - k) % s for n in size)
            up = F.conv_transpose2d(mask, ones(k), stride=s, padding=p, output_padding=more)
        return minmax(up.numpy()[0, 0])

    def resnet(net):
        blocks = [i + 1 for i, layer in enumerate(net["layers"]) if layer["op"] == "add"]
        maps = [tensor(net["given"][i]).mean(1, keepdim=True) for i in [1, *blocks]]
        mask = maps[-1]
        for below in reversed(maps[:-1]):
            if mask.shape != below.shape:
                mask = F.conv_transpose2d(mask, ones(3), stride=2, padding=1, output_padding=1)
            mask = mask * below
        return F.conv_transpose2d(mask, ones(7), stride=2, padding=3, output_padding=1).numpy()[0, 0]

    def before_pooling(net):
        places = [i for i, layer in enumerate(net["layers"]) if layer["op"] == "pool"]
        return [tensor(net["given"][i - 1]).mean(1, keepdim=True) for i in places]

    def vgg_deconv(net):
        mask, ups = None, []
        for average in reversed(before_pooling(net)):
            mask = average if mask is None else mask * average
            mask = F.conv_transpose2d(mask, ones(3), stride=2, padding=1, output_padding=1)
            ups.append(mask)
        return ups[len(ups) - 2].numpy()[0, 0]

    def vgg_nearest(net):
        mask, double = None, torch.nn.Upsample(scale_factor=2)
        for average in reversed(before_pooling(net)):
            mask = average if mask is None else double(mask) * average
            mask = F.conv_transpose2d(mask, ones(3), stride=1, padding=1)
        return mask.numpy()[0, 0]

    def vgg_bn(net):
        maps = [tensor(output).sum(1, keepdim=True) for _, output in relus(net)]
        mask = maps[-1]
        for below in reversed(maps[:-1]):
            k, s = (3, 1) if mask.shape == below.shape else (4, 2)
            mask = minmax(F.conv_transpose2d(mask, ones(k), stride=s, padding=1) * below)
        return mask.numpy()[0, 0]

    def lenet(net):
        mask = None
        for layer, output in reversed(list(zip(net["layers"], net["given"]))):
            if layer["op"] not in ("conv", "pool"):
                continue
            average = minmax(tensor(output).mean(1, keepdim=True), 1e-6)
            mask = average if mask is None else mask * average
            mask = F.conv_transpose2d(mask, ones(layer["kernel"]), stride=layer["stride"], output_padding=layer["pad"])
        return F.relu(mask).numpy()[0, 0]

    def interpolate(net):
        maps = [tensor(output).mean(1, keepdim=True) for _, output in relus(net)]
        mask = maps[-1]
        for below in reversed(maps[:-1]):
            mask = F.interpolate(mask, size=below.shape[2:], mode="nearest") * below
        mask = F.interpolate(mask, size=net["picture"].shape[:2], mode="bilinear", align_corners=False)
        return minmax(mask.numpy()[0, 0])

    def carla_driver(net):
        maps = [(layer, tensor(output).mean(1, keepdim=True)) for layer, output in relus(net)]
        mask = maps[-1][1]
        for i in reversed(range(len(maps))):
            layer = maps[i][0]
            size = maps[i - 1][1].shape[2:] if i else net["picture"].shape[:2]
            mask = F.conv_transpose2d(mask, ones(layer["kernel"]), stride=layer["stride"])
            mask = F.pad(mask, (size[1] - mask.shape[3], 0, size[0] - mask.shape[2], 0))
            if i:
                mask = mask * maps[i - 1][1]
        return mask.numpy()[0, 0]

    return {
        "port-ouster": (ouster, ["demo", "valid", "padded"]),
        "port-resnet": (resnet, ["residual"]),
        "port-vgg-deconv": (vgg_deconv, ["vgg"]),
        "port-vgg-nearest": (vgg_nearest, ["vgg"]),
        "port-vgg-bn": (vgg_bn, ["vgg"]),
        "port-lenet": (lenet, ["lenet"]),
        "port-interpolate": (interpolate, ["demo", "padded", "pooled"]),
        "port-carla-driver": (carla_driver, ["demo", "valid"]),
    }


# --- ports in Torch7, MXNet and Chainer, by definition ------------------------------------------------------------------


def deconvolved(small, kernel, stride, pad, more):
    """Each element is added to every one that its window saw; `more` rows and columns follow, then padding is cut."""
    rows, cols = [(n - 1) * stride + kernel + more for n in small.shape]
    full = np.zeros((rows, cols))
    for (row, col), value in np.ndenumerate(small):
        full[row * stride : row * stride + kernel, col * stride : col * stride + kernel] += value
    return full[pad : rows - pad, pad : cols - pad]


def numpy_ports():
    def vis_lua(net):
        maps = [(layer, output.sum(2)) for layer, output in relus(net)]
        up = None
        for i in reversed(range(len(maps))):
            layer, mask = maps[i]
            mask = mask if up is None else mask * up
            size = maps[i - 1][1].shape if i else net["picture"].shape[:2]
            up = np.zeros(size)
            made = deconvolved(mask, layer["kernel"], layer["stride"], 0, 0)
            assert all(0 <= n - m < layer["stride"] for n, m in zip(size, made.shape))
            up[: made.shape[0], : made.shape[1]] = made
        return minmax(up)

    def nodes(net):
        """Convolutions and poolings up to the last activation, with what each takes."""
        last = max(i for i, layer in enumerate(net["layers"]) if layer["op"] in ACTIVATIONS)
        taken = [net["picture"], *net["given"]]
        found = [(layer, taken[i]) for i, layer in enumerate(net["layers"]) if layer["op"] in ("conv", "pool") and i <= last]
        return found, net["given"][last].mean(2)

    def mxnet(net):
        found, mask = nodes(net)
        mask = minmax(mask)
        for layer, taken in reversed(found):
            average = minmax(taken.mean(2))
            pad = layer["pad"] if layer["op"] == "conv" else 0
            up = deconvolved(mask, layer["kernel"], layer["stride"], pad, layer["stride"] - 1)
            mask = up[: average.shape[0], : average.shape[1]] * average
        return minmax(mask)

    def chainer(net):
        found, mask = nodes(net)
        for layer, taken in reversed(found[1:]):
            s, p, average = layer["stride"], layer["pad"], taken.mean(2)
            rows, cols = [n + 2 * p - s * (m - 1) for n, m in zip(average.shape, mask.shape)]
            full = np.zeros([n + 2 * p for n in average.shape])
            for (row, col), value in np.ndenumerate(mask):
                full[row * s : row * s + rows, col * s : col * s + cols] += value
            mask = full[p : full.shape[0] - p, p : full.shape[1] - p] * average
        return minmax(mask)

    return {
        "port-vis-lua": (vis_lua, ["demo", "valid"]),
        "port-mxnet": (mxnet, ["demo", "lenet", "pooled", "padded"]),
        "port-chainer": (chainer, ["demo", "lenet", "pooled"]),
    }


# --- all of them --------------------------------------------------------------------------------------------------------

FRAMEWORKS = {"numpy": numpy_ports, "tensorflow": tensorflow_ports, "torch": torch_ports}
FINAL_MINMAX = set(
    "port-donkeycar-4 port-donkeycar-3 port-cnn-model port-convolution-head port-ouster port-interpolate port-vis-lua port-mxnet port-chainer".split()
)


def prepared(name):
    if name == "demo":
        picture, layers, given, weights, dense = demo()
    else:
        (height, width, channels), layers = NETWORKS[name]
        picture = scattered(height * width * channels, 1001).reshape(height, width, channels)
        given, weights = run(picture, layers)
        dense = []
    activation = "elu" if FUSED_ELU in layers else "relu"
    found = {"picture": picture, "layers": layers, "given": given, "activation": activation}
    return {**found, "weights": weights, "dense": dense}


def masks_of(framework):
    nets, masks = {}, []
    for port, (draw, names) in FRAMEWORKS[framework]().items():
        for name in names:
            nets.setdefault(name, prepared(name))
            mask = np.asarray(draw(nets[name]), np.float64)
            assert np.isfinite(mask).all() and mask.max() > mask.min(), (port, name)
            if port not in FINAL_MINMAX:
                mask = mask / np.abs(mask).max()
            # Of the demo's large masks every seventh element.
            kept = mask.ravel()[:: 7 if name == "demo" else 1]
            values = base64.b64encode(kept.astype("<f4").tobytes()).decode()
            masks.append({"port": port, "network": name, "size": list(mask.shape), "values": values})
    return masks


if len(sys.argv) > 2:
    Path(sys.argv[2]).write_text(json.dumps(masks_of(sys.argv[1])))
    sys.exit()

found = []
with tempfile.TemporaryDirectory() as folder:
    for framework in FRAMEWORKS:
        part = Path(folder) / framework
        subprocess.run([sys.executable, __file__, framework, str(part)], check=True)
        found += json.loads(part.read_text())

target = HERE / "port_profiles.json"
networks = ",\n".join(
    "    " + json.dumps({"name": name, "input": shape, "layers": layers}) for name, (shape, layers) in NETWORKS.items()
)
masks = ",\n".join("    " + json.dumps(mask) for mask in found)
made_by = '"madeBy": "tests/golden/port_profiles_oracle.py"'
target.write_text('{\n  %s,\n  "networks": [\n%s\n  ],\n  "masks": [\n%s\n  ]\n}\n' % (made_by, networks, masks))
print(target.stat().st_size, "bytes,", len(found), "masks")
