"""Writes visualbackprop.json: VisualBackProp masks of random averaged maps, for visualbackprop.test.ts.

Run: python visualbackprop_oracle.py   (needs numpy only)

Written from the definition in another way than the product: the map is stuffed with zeros by the stride, then fully
convolved with a stuffed kernel of ones in two dimensions, then cut; float64 throughout.
"""

import base64
import json
from pathlib import Path

import numpy as np


def noise(count, seed):
    """Linear congruential generator, 0..1 in steps of 1/256; about half are 0, as after a ReLU."""
    state, out = seed, np.empty(count)
    for i in range(count):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        out[i] = max((state >> 24) - 100, 0) / 256
    return out


def up(small, window):
    """Zero-stuffing, full convolution with ones, cut to the size below."""
    axes = (window["vertical"], window["horizontal"])
    kernel = np.zeros([(a["kernel"] - 1) * a["dilation"] + 1 for a in axes])
    kernel[:: axes[0]["dilation"], :: axes[1]["dilation"]] = 1
    stuffed = np.zeros([(m - 1) * a["stride"] + 1 for m, a in zip(small.shape, axes)])
    stuffed[:: axes[0]["stride"], :: axes[1]["stride"]] = small
    # Room for what the window never reached at the end, then the full convolution.
    spare = [a["inputSize"] + a["padBefore"] + k for a, k in zip(axes, kernel.shape)]
    full = np.zeros([s + k + e for s, k, e in zip(stuffed.shape, kernel.shape, spare)])
    for dy, dx in np.argwhere(kernel):
        full[dy : dy + stuffed.shape[0], dx : dx + stuffed.shape[1]] += stuffed
    (top, left), (rows, cols) = [a["padBefore"] for a in axes], [a["inputSize"] for a in axes]
    return full[top : top + rows, left : left + cols]


def axis(n, kernel, stride=1, dilation=1, pad=(0, 0)):
    out = (n + sum(pad) - dilation * (kernel - 1) - 1) // stride + 1
    return dict(kernel=kernel, stride=stride, dilation=dilation, padBefore=pad[0], inputSize=n, outputSize=out)


def same(n, kernel, stride=1):
    """TensorFlow's SAME: as little before as after, the odd one after."""
    out = -(-n // stride)
    total = max((out - 1) * stride + kernel - n, 0)
    return axis(n, kernel, stride, 1, (total // 2, total - total // 2))


def network(name, height, width, stages):
    """stages: per stage a list of windows, each (kind, function of n giving the axis), or a pair of functions."""
    out, masks_below = [], (height, width)
    for index, windows in enumerate(stages):
        steps = []
        for number, (kind, vertical, horizontal) in enumerate(windows):
            step = {
                "kind": kind,
                "layer": f"stage{index + 1}-{kind}{number + 1}",
                "vertical": vertical(masks_below[0]),
                "horizontal": horizontal(masks_below[1]),
            }
            masks_below = (step["vertical"]["outputSize"], step["horizontal"]["outputSize"])
            steps.append(step)
        out.append({"height": masks_below[0], "width": masks_below[1], "steps": steps})
    return {"name": name, "height": height, "width": width, "stages": out}


def conv(kernel, stride=1, dilation=1, pad=(0, 0), across=None):
    def along(n):
        return axis(n, kernel, stride, dilation, pad)

    return ("convolution", along, across or along)


def conv_same(kernel, stride=1):
    return ("convolution", lambda n: same(n, kernel, stride), lambda n: same(n, kernel, stride))


def pool(kernel, stride):
    return ("pooling", lambda n: axis(n, kernel, stride), lambda n: axis(n, kernel, stride))


NETWORKS = [
    network("pilotnet", 66, 200, [[conv(5, 2)], [conv(5, 2)], [conv(5, 2)], [conv(3)], [conv(3)]]),
    network("same", 33, 50, [[conv_same(5, 2)], [conv_same(3, 2)], [conv_same(3)], [conv_same(8, 4)]]),
    network("pooled", 37, 52, [[conv(3)], [pool(2, 2), conv(3)], [pool(3, 2), conv(3, 1, 1, (1, 1))]]),
    network("dilated", 30, 41, [[conv(3, 1, 2)], [conv(3, 2, 3, (2, 1))], [conv(2, 4, 2, (1, 1))]]),
    network("oblong", 25, 44, [[conv(5, 1, across=lambda n: axis(n, 3, 2))], [conv(1, 2, across=lambda n: axis(n, 7, 3))]]),
]

encode = lambda a: base64.b64encode(np.ascontiguousarray(a).astype("<f4").tobytes()).decode()

for number, net in enumerate(NETWORKS):
    averaged = [
        noise(s["height"] * s["width"], 1000 * number + index + 1).reshape(s["height"], s["width"])
        for index, s in enumerate(net["stages"])
    ]
    mask, intermediates = averaged[-1], []
    for index in reversed(range(len(averaged))):
        if index < len(averaged) - 1:
            mask = mask * averaged[index]
        intermediates.insert(0, mask)
        for step in reversed(net["stages"][index]["steps"]):
            mask = up(mask, step)
    net["intermediateSums"] = [float(m.sum()) for m in intermediates]
    net["range"] = [float(mask.min()), float(mask.max())]
    net["mask"] = encode((mask - mask.min()) / (mask.max() - mask.min()))

text = ",\n".join("    " + json.dumps(net) for net in NETWORKS)
target = Path(__file__).parent / "visualbackprop.json"
target.write_text('{\n  "madeBy": "tests/golden/visualbackprop_oracle.py",\n  "networks": [\n%s\n  ]\n}\n' % text)
print(target.stat().st_size, "bytes", [(n["name"], [(s["height"], s["width"]) for s in n["stages"]]) for n in NETWORKS])
