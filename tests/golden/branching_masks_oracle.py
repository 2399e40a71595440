"""Writes branching_masks.json: masks of two small branching networks, for branching-masks.test.ts.

Run: python branching_masks_oracle.py   (needs numpy only)

The networks run here in float64, convolutions written as sums over the kernel, and VisualBackProp is written out by hand
for each: which maps are averaged, and the windows through which each is scaled up, stand below as the section of the paper
on ResNet and the author's first option for concatenation have them. Weights come from the generator that the test has too.
"""

import base64
import json
from pathlib import Path

import numpy as np


class Weights:
    """The same numbers in -1..1 as scattered() in tests/support/tiny-models.ts: a seed for each list, counted up."""

    def __init__(self):
        self.seed = 0

    def next(self, *shape):
        self.seed += 1
        state, out = self.seed, np.empty(int(np.prod(shape)), np.float32)
        for i in range(out.size):
            state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
            out[i] = state / 2**31 - 1
        return out.reshape(shape).astype(np.float64)


def padded(x, pad):
    return np.pad(x, ((pad, pad), (pad, pad), (0, 0)))


def windows(x, kernel, stride, pad):
    """For each place within the kernel the elements under it, all windows at once."""
    x = padded(x, pad)
    rows, cols = [(n - kernel) // stride + 1 for n in x.shape[:2]]
    for dy in range(kernel):
        for dx in range(kernel):
            yield x[dy : dy + stride * rows : stride, dx : dx + stride * cols : stride][:rows, :cols]


def conv(w, x, filters, kernel, stride=1, pad=0):
    kernels, bias = w.next(kernel, kernel, x.shape[2], filters), w.next(filters)
    taps = kernels.reshape(kernel * kernel, x.shape[2], filters)
    return sum(part @ tap for part, tap in zip(windows(x, kernel, stride, pad), taps)) + bias


def relu(x):
    return np.maximum(x, 0)


def max_pool(x, kernel, stride, pad=0):
    return np.max(list(windows(x, kernel, stride, pad)), axis=0)


def up(small, size, kernel, stride, pad=0):
    """Each element is added to every one that its window saw; what lies in the padding is lost."""
    full = np.zeros((size[0] + 2 * pad, size[1] + 2 * pad))
    for (row, col), value in np.ndenumerate(small):
        full[row * stride : row * stride + kernel, col * stride : col * stride + kernel] += value
    return full[pad : pad + size[0], pad : pad + size[1]]


def back_prop(picture, stages):
    """stages: (map, [(size of the map before, kernel, stride, pad), ...] from the stage below up to it)."""
    mask = stages[-1][0].mean(axis=2)
    for index in reversed(range(len(stages))):
        for size, kernel, stride, pad in reversed(stages[index][1]):
            mask = up(mask, size, kernel, stride, pad)
        if index > 0:
            mask = mask * stages[index - 1][0].mean(axis=2)
    assert mask.shape == picture.shape[:2]
    return (mask - mask.min()) / (mask.max() - mask.min())


def residual(picture):
    w = Weights()
    stem = relu(conv(w, picture, 4, 3, 2, 1))
    pool = max_pool(stem, 3, 2, 1)
    inner1 = relu(conv(w, pool, 4, 3, 1, 1))
    block1 = relu(conv(w, inner1, 4, 3, 1, 1) + pool)
    inner2 = relu(conv(w, block1, 6, 3, 2, 1))
    outer2 = conv(w, inner2, 6, 3, 1, 1)
    block2 = relu(conv(w, block1, 6, 1, 2) + outer2)
    size = lambda x: x.shape[:2]
    return back_prop(
        picture,
        [
            (stem, [(size(picture), 3, 2, 1)]),
            (block1, [(size(stem), 3, 2, 1), (size(pool), 3, 1, 1), (size(inner1), 3, 1, 1)]),
            (block2, [(size(block1), 3, 2, 1), (size(inner2), 3, 1, 1)]),
        ],
    )


def inception(picture):
    w = Weights()
    stem = relu(conv(w, picture, 4, 5, 2))
    direct = relu(conv(w, stem, 3, 1))
    medium = relu(conv(w, relu(conv(w, stem, 2, 1)), 4, 3, 1, 1))
    wide = relu(conv(w, relu(conv(w, relu(conv(w, stem, 2, 1)), 3, 3, 1, 1)), 3, 3, 1, 1))
    pooled = relu(conv(w, max_pool(stem, 3, 1, 1), 2, 1))
    mixed1 = np.concatenate([direct, medium, wide, pooled], axis=2)
    between = relu(conv(w, mixed1, 5, 3))
    straight = relu(conv(w, between, 4, 3, 2))
    narrow = relu(conv(w, between, 3, 1))
    mixed2 = np.concatenate([straight, relu(conv(w, narrow, 4, 3, 2)), max_pool(between, 3, 2)], axis=2)
    size = lambda x: x.shape[:2]
    return back_prop(
        picture,
        [
            (stem, [(size(picture), 5, 2, 0)]),
            # The branch with three convolutions: 1 x 1, 3 x 3, 3 x 3.
            (mixed1, [(size(stem), 1, 1, 0), (size(stem), 3, 1, 1), (size(stem), 3, 1, 1)]),
            (between, [(size(mixed1), 3, 1, 0)]),
            # The branch with two: 1 x 1, then 3 x 3 by steps of 2.
            (mixed2, [(size(between), 1, 1, 0), (size(between), 3, 2, 0)]),
        ],
    )


HEIGHT, WIDTH = 25, 34
networks = []
for name, network in (("residual", residual), ("inception", inception)):
    pictures = Weights()
    pictures.seed = 1000
    mask = network(pictures.next(HEIGHT, WIDTH, 3))
    encoded = base64.b64encode(mask.astype("<f4").tobytes()).decode()
    networks.append({"name": name, "height": HEIGHT, "width": WIDTH, "mask": encoded})

text = ",\n".join("    " + json.dumps(net) for net in networks)
target = Path(__file__).parent / "branching_masks.json"
target.write_text('{\n  "madeBy": "tests/golden/branching_masks_oracle.py",\n  "networks": [\n%s\n  ]\n}\n' % text)
print(target.stat().st_size, "bytes")
