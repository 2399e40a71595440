"""Writes relevance.json and relevance_pilotnet.json: relevance as zennit propagates it, for relevance.test.ts.

Run: python relevance_oracle.py   (needs torch, zennit, numpy, h5py, opencv-python-headless)

Four small networks, whose weights and pictures come from the generator that the test has too, and the bundled PilotNet on
two frames of the bundled drive. Everything is float64 here. Each pass is written as the product writes it; where zennit
has a composite for it, that composite is taken, else its rules one by one.

zennit merges batch normalisation only behind a linear layer. Before a convolution it is folded here:
W'[o,c] = W[o,c]·g[c] and b' = b + W·h with g = scale / sqrt(variance + epsilon), h = offset − g·mean. With zero padding
b' differs from place to place, because the padding lies behind the normalisation: FoldedConv keeps it as a map.
"""

import base64
import hashlib
import json
from pathlib import Path

import cv2
import h5py
import numpy as np
import torch
from torch import nn
from torch.nn import functional
from zennit.canonizers import SequentialMergeBatchNorm
from zennit.composites import (
    EpsilonAlpha2Beta1,
    EpsilonGammaBox,
    EpsilonPlus,
    EpsilonPlusFlat,
    SpecialFirstLayerMapComposite,
    layer_map_base,
)
from zennit.layer import Sum
from zennit.rules import AlphaBeta, Epsilon, Flat, Gamma, WSquare, ZBox, ZPlus
from zennit.types import Convolution

HERE = Path(__file__).parent
torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)


class Weights:
    """The same numbers in -1..1 as scattered() in tests/support/tiny-models.ts: a seed for each list, counted up."""

    def __init__(self, seed=0):
        self.seed = seed

    def next(self, *shape, scale=1.0):
        self.seed += 1
        state, out = self.seed, np.empty(int(np.prod(shape)), np.float32)
        for i in range(out.size):
            state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
            out[i] = state / 2**31 - 1
        return torch.tensor(out.reshape(shape).astype(np.float64)) * scale


class FoldedConv(nn.Conv2d):
    """A convolution whose bias is a map: one number a channel and place."""

    def forward(self, x):
        return functional.conv2d(x, self.weight, None, self.stride, self.padding) + self.bias


def conv(w, channels, filters, kernel, stride=1, pad=0, bias=True):
    layer = nn.Conv2d(channels, filters, kernel, stride, pad, bias=bias)
    layer.weight.data = w.next(filters, channels, kernel, kernel, scale=0.25)
    if bias:
        layer.bias.data = w.next(filters, scale=0.25)
    return layer


def dense(w, inputs, units):
    layer = nn.Linear(inputs, units)
    layer.weight.data = w.next(units, inputs, scale=0.125)
    layer.bias.data = w.next(units, scale=0.125)
    return layer


def batch_norm(w, channels):
    """Scales 0.5..1.5 and variances 0.5..1.5; eps is ONNX's own."""
    layer = nn.BatchNorm2d(channels, eps=1e-5)
    layer.weight.data = 1 + w.next(channels, scale=0.5)
    layer.bias.data = w.next(channels, scale=0.5)
    layer.running_mean.data = w.next(channels, scale=0.5)
    layer.running_var.data = 1 + w.next(channels, scale=0.5)
    return layer


def folded(norm, layer, size):
    """A batch normalisation and the convolution behind it, as one layer on maps of `size`."""
    gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    rest = norm.bias - gain * norm.running_mean
    made = FoldedConv(layer.in_channels, layer.out_channels, layer.kernel_size, layer.stride, layer.padding)
    made.weight.data = layer.weight.data * gain.data[None, :, None, None]
    offsets = rest.data[None, :, None, None].expand(1, -1, *size)
    made.bias.data = layer(offsets).detach()[0]
    return made


class Residual(nn.Module):
    def __init__(self, w):
        super().__init__()
        self.stem = nn.Sequential(conv(w, 3, 4, 3, 1, 1), nn.ReLU())
        self.inner = nn.Sequential(conv(w, 4, 4, 3, 1, 1), nn.ReLU(), conv(w, 4, 4, 3, 1, 1))
        self.sum = Sum()
        self.after = nn.Sequential(nn.ReLU(), nn.AvgPool2d(2))
        self.narrow = nn.Sequential(conv(w, 4, 3, 1), nn.ReLU())
        self.wide = nn.Sequential(conv(w, 4, 3, 3, 1, 1), nn.ReLU())
        self.head = nn.Sequential(nn.MaxPool2d(2), nn.Flatten(), dense(w, 6 * 5 * 6, 1))

    def forward(self, x):
        stem = self.stem(x)
        maps = self.after(self.sum(torch.stack([self.inner(stem), stem], dim=-1)))
        return self.head(torch.cat([self.narrow(maps), self.wide(maps)], dim=1))


HEIGHT, WIDTH = 20, 26


def plain():
    w = Weights()
    return nn.Sequential(
        conv(w, 3, 6, 5, 2), nn.ReLU(), conv(w, 6, 8, 3, 1, 1), nn.ReLU(),
        nn.Flatten(), dense(w, 8 * 8 * 11, 10), nn.ReLU(), dense(w, 10, 1),
    )  # fmt: skip


def norm_after():
    w = Weights()
    return nn.Sequential(
        conv(w, 3, 6, 3, 2, 1, bias=False), batch_norm(w, 6), nn.ReLU(),
        conv(w, 6, 8, 3, 2), batch_norm(w, 8), nn.ReLU(),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), dense(w, 8, 1),
    )  # fmt: skip


def norm_before():
    w = Weights()
    first, conv1 = batch_norm(w, 3), conv(w, 3, 6, 3, 2)
    second, conv2 = batch_norm(w, 6), conv(w, 6, 8, 3, 1, 1)
    return nn.Sequential(
        folded(first, conv1, (20, 26)), nn.ReLU(), folded(second, conv2, (9, 12)), nn.ReLU(),
        batch_norm(w, 8), nn.Flatten(), dense(w, 8 * 9 * 12, 10), nn.ReLU(), dense(w, 10, 1),
    )  # fmt: skip


def residual():
    return Residual(Weights())


class ChannelsLastFlatten(nn.Module):
    def forward(self, x):
        return x.permute(0, 2, 3, 1).flatten(1)


def pilotnet():
    """The bundled network behind its own scaling, through which relevance passes unchanged."""
    modules = []
    with h5py.File(HERE / "../../demo/model/pilotnet.h5") as file:
        found = {}
        file["model_weights"].visititems(
            lambda name, item: found.update({tuple(name.split("/")[-2:]): np.array(item, np.float64)})
            if isinstance(item, h5py.Dataset)
            else None
        )
    weights = lambda layer: [
        torch.tensor(next(v for k, v in found.items() if k[0] == layer and k[1].startswith(what)))
        for what in ("kernel", "bias")
    ]
    for name in ("conv1", "conv2", "conv3", "conv4", "conv5"):
        kernel, bias = weights(name)
        size, _, channels, filters = kernel.shape
        layer = nn.Conv2d(channels, filters, size, 2 if size == 5 else 1)
        layer.weight.data, layer.bias.data = kernel.permute(3, 2, 0, 1).contiguous(), bias
        modules += [layer, nn.ReLU()]
    modules.append(ChannelsLastFlatten())
    for name in ("dense100", "dense50", "dense10", "steering"):
        kernel, bias = weights(name)
        layer = nn.Linear(*kernel.shape)
        layer.weight.data, layer.bias.data = kernel.T.contiguous(), bias
        modules += [layer, nn.ReLU()]
    return nn.Sequential(*modules[:-1])


def epsilon(value, with_bias=True):
    return {"kind": "epsilon", "epsilon": value, "withBias": with_bias}


def alpha_beta(alpha):
    return {"kind": "alpha-beta", "alpha": alpha}


GAMMA = {"kind": "gamma", "gamma": 0.25}
BOX = {"kind": "z-box", "low": [-1, -1, -1], "high": [1, 1, 1]}


def passing(first, convolutions=None, dense=None, start="steering"):
    convolutions = convolutions or first
    rules = {"firstConvolution": first, "convolutions": convolutions, "dense": dense or convolutions}
    return {"kind": "relevance", "from": start, **rules}


SMALL = epsilon(1e-6)
PASSES = {
    "lrp-0": passing(epsilon(0)),
    "epsilon 1e-6": passing(epsilon(1e-6)),
    "epsilon 0.25": passing(epsilon(0.25)),
    "epsilon 100": passing(epsilon(100)),
    "epsilon without bias": passing(epsilon(0.25, False)),
    "z-plus": passing(alpha_beta(1)),
    "alpha2-beta1": passing(alpha_beta(2)),
    "gamma": passing(GAMMA),
    "w-square, alpha2-beta1": passing({"kind": "w-square"}, alpha_beta(2), SMALL),
    "z-box, z-plus": passing(BOX, alpha_beta(1), SMALL),
    "epsilon-plus": passing(alpha_beta(1), None, SMALL),
    "epsilon-alpha2-beta1": passing(alpha_beta(2), None, SMALL),
    "epsilon-gamma-box": passing(BOX, GAMMA, SMALL),
    "epsilon-plus-flat": passing({"kind": "flat"}, alpha_beta(1), SMALL),
    "phi": passing(epsilon(0, False), start="last-stage"),
}

COMPOSITES = {
    "epsilon-plus": lambda **more: EpsilonPlus(**more),
    "epsilon-alpha2-beta1": lambda **more: EpsilonAlpha2Beta1(**more),
    "epsilon-gamma-box": lambda **more: EpsilonGammaBox(
        low=-torch.ones(1, 3, 1, 1), high=torch.ones(1, 3, 1, 1), **more
    ),
    "epsilon-plus-flat": lambda **more: EpsilonPlusFlat(**more),
}


def hook(rule):
    kind = rule["kind"]
    if kind == "epsilon":
        # LRP-0 divides by 0 where nothing arrives: such a neuron has nothing to hand on.
        exact = lambda z: torch.where(z == 0, torch.inf, z)
        zeros = [] if rule["withBias"] else ["bias"]
        return Epsilon(epsilon=rule["epsilon"] or exact, zero_params=zeros)
    if kind == "alpha-beta":
        return ZPlus() if rule["alpha"] == 1 else AlphaBeta(rule["alpha"], rule["alpha"] - 1)
    if kind == "gamma":
        return Gamma(rule["gamma"])
    if kind == "z-box":
        return ZBox(*(torch.tensor(rule[end], dtype=torch.float64)[None, :, None, None] for end in ("low", "high")))
    # As published (Montavon et al. 2017, Deep Taylor Decomposition): of the weights alone.
    return WSquare(zero_params=["bias"]) if kind == "w-square" else Flat()


def composite(name, rules):
    canonizers = [SequentialMergeBatchNorm()]
    if name in COMPOSITES:
        return COMPOSITES[name](canonizers=canonizers)
    return SpecialFirstLayerMapComposite(
        layer_map=layer_map_base() + [(Convolution, hook(rules["convolutions"])), (nn.Linear, hook(rules["dense"]))],
        first_map=[(Convolution, hook(rules["firstConvolution"]))],
        canonizers=canonizers,
    )


def up_to_last_convolution(network):
    """The network up to the activation behind its last convolution."""
    assert isinstance(network, nn.Sequential)
    last = max(i for i, layer in enumerate(network) if isinstance(layer, nn.Conv2d))
    relu = next(i for i in range(last, len(network)) if isinstance(network[i], nn.ReLU))
    return network[: relu + 1]


def relevance(network, name, rules, picture):
    """Summed over channels: [row, column]; and what is explained."""
    network = network.eval()
    if rules["from"] == "last-stage":
        network = up_to_last_convolution(network)
    picture = picture.clone().requires_grad_()
    with composite(name, rules).context(network) as modified:
        output = modified(picture)
        (found,) = torch.autograd.grad(output, picture, output.detach())
    return found[0].sum(dim=0).numpy(), float(output.detach().sum())


def packed(values):
    """16 bits a value, as multiples of `step`, base64: within 1/65534 of the largest."""
    step = float(np.abs(values).max() / 32767)
    return {"step": step, "values": base64.b64encode(np.round(values / step).astype("<i2").tobytes()).decode()}


def entry(network, name, picture):
    values, explained = relevance(network, name, PASSES[name], picture)
    assert np.isfinite(values).all(), name
    print(f"  {name:26} explained {explained:9.5f}  sum {values.sum():11.5f}  largest {np.abs(values).max():9.5f}")
    return {"name": name, "pass": PASSES[name], "explained": explained, "sum": float(values.sum()), **packed(values)}


def write(file, content):
    target = HERE / file
    target.write_text(json.dumps({"madeBy": "tests/golden/relevance_oracle.py", **content}) + "\n")
    print(target.stat().st_size, "bytes")


networks = []
for make in (plain, norm_after, norm_before, residual):
    print(make.__name__)
    picture = Weights(1000).next(1, 3, HEIGHT, WIDTH)
    # In the residual network the two last convolutions stand side by side: what the last stage is, is not the point here.
    names = [name for name in PASSES if make is not residual or name != "phi"]
    passes = [entry(make(), name, picture) for name in names]
    networks.append({"name": make.__name__.replace("_", "-"), "height": HEIGHT, "width": WIDTH, "passes": passes})
write("relevance.json", {"networks": networks})

frames = []
drive = HERE / "../../demo/drive/IMG"
for index in (40, 200):
    file = sorted(drive.iterdir())[index]
    image = cv2.cvtColor(cv2.imread(str(file)), cv2.COLOR_BGR2RGB)
    pixels = cv2.resize(image, (200, 66), interpolation=cv2.INTER_LINEAR)
    picture = torch.tensor(pixels.astype(np.float64)).permute(2, 0, 1)[None] / 127.5 - 1
    print(file.name)
    # Whole maps of the first frame, sums of both.
    passes = [entry(pilotnet(), name, picture) for name in PASSES if name != "lrp-0"]
    whole = {"epsilon 100", "alpha2-beta1", "z-box, z-plus", "epsilon-gamma-box", "phi"} if not frames else set()
    kept = [p if p["name"] in whole else {k: p[k] for k in ("name", "pass", "explained", "sum")} for p in passes]
    digest = hashlib.sha256(pixels.tobytes()).hexdigest()
    frames.append({"frame": index, "file": file.name, "inputSha256": digest, "passes": kept})
write("relevance_pilotnet.json", {"frames": frames})
