"""Gradients of single ONNX operators: python tests/golden/gradients_oracle.py (numpy, onnx, torch).

Each is worked out by central differences in float64 through onnx's own reference implementation, and, where torch has the
operator, by torch's autograd, which must agree. Explained is the sum of cos(i) times number i of the output; the picture is
sin(1.7 i + 0.3) times the case's scale.
"""
import base64
import json
import os

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

CASES = []
# onnx's implementation computes erf in float32, the probabilities of opset 11 as those of opset 13, and LRN as nobody else.
TORCH_ALONE = {'Erf', 'Gelu', 'Softmax, opset 11', 'LRN'}


def numbers(shape, seed, scale=1.0):
    """Weights without a pattern."""
    return np.round(np.random.default_rng(seed).normal(0, scale, shape), 3)


def case(name, shape, nodes, constants=None, opset=17, torch_of=None, scale=1.5, output='y'):
    """nodes: (operator, inputs, outputs, attributes)."""
    CASES.append((name, shape, nodes, constants or {}, opset, torch_of, scale, output))


def model_of(shape, nodes, constants, opset, output, dtype):
    kind = TensorProto.DOUBLE if dtype == np.float64 else TensorProto.FLOAT
    initialisers = [
        numpy_helper.from_array(np.asarray(value, dtype if np.asarray(value).dtype.kind == 'f' else np.int64), name)
        for name, value in constants.items()
    ]
    made = [helper.make_node(op, ins.split(' ') if ins else [], outs.split(' '), **attributes) for op, ins, outs, attributes in nodes]
    graph = helper.make_graph(
        made, 'g',
        [helper.make_tensor_value_info('x', kind, ['N', *shape])],
        [helper.make_tensor_value_info(output, kind, None)],
        initialisers,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid('', opset)])
    model.ir_version = 8 if opset > 9 else 7
    model.producer_name = ''
    return model


def differences(model, picture):
    run = ReferenceEvaluator(model)
    weights = None

    def explained(x):
        nonlocal weights
        (y,) = run.run(None, {'x': x})
        y = np.asarray(y, np.float64).ravel()
        weights = np.cos(np.arange(y.size)) if weights is None else weights
        return float(weights @ y), y.size

    gradient = np.zeros(picture.size)
    step = 1e-6
    for at in range(picture.size):
        low, high = picture.copy().ravel(), picture.copy().ravel()
        low[at] -= step
        high[at] += step
        gradient[at] = (explained(high.reshape(picture.shape))[0] - explained(low.reshape(picture.shape))[0]) / (2 * step)
    return gradient, explained(picture)[1]


def by_torch(torch_of, picture):
    x = torch.tensor(picture, requires_grad=True)
    y = torch_of(x).reshape(-1)
    (y @ torch.cos(torch.arange(y.numel(), dtype=torch.float64))).backward()
    return x.grad.numpy().ravel()


t = lambda value: torch.tensor(np.asarray(value, np.float64))

# Windows.
W = numbers((4, 3, 3, 2), 1)
case('Conv strides and pads', (3, 7, 6), [('Conv', 'x w', 'y', dict(strides=[2, 1], pads=[1, 0, 2, 1]))], {'w': W},
     torch_of=lambda x: F.conv2d(F.pad(x, (0, 1, 1, 2)), t(W), stride=(2, 1)))
case('Conv unreached rows', (3, 8, 8), [('Conv', 'x w b', 'y', dict(strides=[3, 3]))], {'w': W, 'b': numbers(4, 2)},
     torch_of=lambda x: F.conv2d(x, t(W), stride=3))
case('Conv dilations', (3, 8, 7), [('Conv', 'x w', 'y', dict(dilations=[2, 3], strides=[1, 2]))], {'w': W},
     torch_of=lambda x: F.conv2d(x, t(W), dilation=(2, 3), stride=(1, 2)))
G = numbers((4, 2, 3, 3), 3)
case('Conv groups', (4, 5, 6), [('Conv', 'x w', 'y', dict(group=2, pads=[1, 1, 1, 1]))], {'w': G},
     torch_of=lambda x: F.conv2d(x, t(G), groups=2, padding=1))
D = numbers((3, 1, 3, 3), 4)
case('Conv depthwise, same', (3, 6, 5), [('Conv', 'x w', 'y', dict(group=3, strides=[2, 2], auto_pad='SAME_UPPER'))], {'w': D})
case('Conv same lower', (3, 6, 5), [('Conv', 'x w', 'y', dict(strides=[2, 2], auto_pad='SAME_LOWER'))], {'w': W})
T = numbers((3, 2, 3, 2), 5)
case('ConvTranspose', (3, 4, 3), [('ConvTranspose', 'x w', 'y', dict(strides=[2, 3], pads=[1, 0, 1, 0], output_padding=[1, 2]))],
     {'w': T}, torch_of=lambda x: F.conv_transpose2d(x, t(T), stride=(2, 3), padding=(1, 0), output_padding=(1, 2)))
TG = numbers((4, 1, 2, 2), 6)
case('ConvTranspose groups', (4, 3, 3), [('ConvTranspose', 'x w', 'y', dict(group=2, strides=[2, 2]))], {'w': TG},
     torch_of=lambda x: F.conv_transpose2d(x, t(TG), stride=2, groups=2))
for opset in (7, 17):
    case(f'MaxPool, opset {opset}', (2, 5, 6), [('MaxPool', 'x', 'y', dict(kernel_shape=[3, 2], strides=[2, 1], pads=[1, 0, 1, 1]))],
         opset=opset, torch_of=lambda x: F.max_pool2d(F.pad(x, (0, 1, 1, 1), value=-1e9), (3, 2), (2, 1)))
case('MaxPool below zero', (1, 4, 4), [('Abs', 'x', 'a', {}), ('Neg', 'a', 'n', {}), ('MaxPool', 'n', 'y', dict(kernel_shape=[3, 3], pads=[1, 1, 1, 1]))],
     torch_of=lambda x: F.max_pool2d(-x.abs(), 3, 1, padding=1))
case('MaxPool dilations and ceil', (2, 7, 7), [('MaxPool', 'x', 'y', dict(kernel_shape=[2, 2], strides=[2, 2], dilations=[2, 2], ceil_mode=1))],
     torch_of=lambda x: F.max_pool2d(x, 2, 2, dilation=2, ceil_mode=True))
case('AveragePool', (2, 5, 6), [('AveragePool', 'x', 'y', dict(kernel_shape=[3, 2], strides=[2, 2], pads=[1, 0, 1, 0]))],
     torch_of=lambda x: F.avg_pool2d(x, (3, 2), 2, padding=(1, 0), count_include_pad=False))
case('AveragePool counting pads', (2, 5, 6), [('AveragePool', 'x', 'y', dict(kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1], count_include_pad=1))],
     torch_of=lambda x: F.avg_pool2d(x, 3, 2, padding=1))
case('GlobalAveragePool', (3, 3, 4), [('GlobalAveragePool', 'x', 'y', {})], torch_of=lambda x: x.mean((2, 3)))
case('GlobalMaxPool', (3, 3, 4), [('GlobalMaxPool', 'x', 'y', {})], torch_of=lambda x: x.amax((2, 3)))

# Matrices.
flat = ('Flatten', 'x', 'f', {})
M = numbers((24, 3), 7)
case('Gemm', (2, 3, 4), [flat, ('Gemm', 'f m b', 'y', dict(alpha=0.5, beta=2.0))], {'m': M, 'b': numbers(3, 8)},
     torch_of=lambda x: 0.5 * x.reshape(1, -1) @ t(M))
case('Gemm transposed', (2, 3, 4), [flat, ('Gemm', 'f m', 'y', dict(transB=1))], {'m': M.T.copy()}, torch_of=lambda x: x.reshape(1, -1) @ t(M))
case('MatMul', (2, 3, 4), [('MatMul', 'x m', 'y', {})], {'m': numbers((4, 5), 9)})
case('MatMul from the left', (2, 3, 4), [('MatMul', 'm x', 'y', {})], {'m': numbers((5, 3), 9)})
case('MatMul of two', (2, 3, 3), [('Transpose', 'x', 'z', dict(perm=[0, 1, 3, 2])), ('MatMul', 'x z', 'y', {})],
     torch_of=lambda x: x @ x.transpose(2, 3))

# Arithmetic, stretched and not.
S = np.abs(numbers((3, 1, 1), 10)) + 0.5
for op, of in (('Add', lambda x: x + t(S)), ('Sub', lambda x: x - t(S)), ('Mul', lambda x: x * t(S)), ('Div', lambda x: x / t(S))):
    case(f'{op} a constant', (3, 2, 3), [(op, 'x s', 'y', {})], {'s': S}, torch_of=of)
case('Sub from a constant', (3, 2, 3), [('Sub', 's x', 'y', {})], {'s': S})
case('Div of a constant', (3, 2, 3), [('Div', 's x', 'y', {})], {'s': S})
gate = [('ReduceMean', 'x', 'm', dict(axes=[2, 3], keepdims=1)), ('Sigmoid', 'm', 'g', {})]
gate_of = lambda x: torch.sigmoid(x.mean((2, 3), keepdim=True))
case('Mul of two, stretched', (3, 2, 3), [*gate, ('Mul', 'x g', 'y', {})], torch_of=lambda x: x * gate_of(x))
case('Div of two, stretched', (3, 2, 3), [*gate, ('Div', 'x g', 'y', {})], torch_of=lambda x: x / gate_of(x))
case('Sub of two, stretched', (3, 2, 3), [*gate, ('Sub', 'g x', 'y', {})], torch_of=lambda x: gate_of(x) - x)
case('Add of two, stretched', (3, 2, 3), [*gate, ('Add', 'x g', 'y', {})], torch_of=lambda x: gate_of(x) + x)
case('Sum and Mean of three', (2, 2, 3), [('Exp', 'x', 'e', {}), ('Sum', 'x e x', 's', {}), ('Mean', 's e', 'y', {})],
     torch_of=lambda x: (2 * x + 2 * x.exp()) / 2)
case('Max and Min', (2, 3, 3), [('Neg', 'x', 'n', {}), ('Max', 'x n c', 'm', {}), ('Mul', 'm x', 'q', {}), ('Min', 'q h', 'y', {})],
     {'c': np.array(0.4), 'h': np.array(1.1)}, torch_of=lambda x: torch.clamp(torch.maximum(x.abs(), t(0.4)) * x, max=1.1))
case('Pow', (2, 3, 3), [('Abs', 'x', 'a', {}), ('Pow', 'a p', 'y', {})], {'p': np.array(2.5)}, torch_of=lambda x: x.abs() ** 2.5)
case('Pow of two', (2, 2, 2), [('Abs', 'x', 'a', {}), ('Pow', 'a x', 'y', {})], torch_of=lambda x: x.abs() ** x)
case('Where', (2, 3, 3), [('Greater', 'x c', 'q', {}), ('Exp', 'x', 'e', {}), ('Where', 'q x e', 'y', {})], {'c': np.array(0.2)},
     torch_of=lambda x: torch.where(x > 0.2, x, x.exp()))

# Functions of one number.
for op, attributes, of in (
    ('Relu', {}, F.relu), ('LeakyRelu', dict(alpha=0.3), lambda x: F.leaky_relu(x, 0.3)), ('Elu', dict(alpha=1.5), lambda x: F.elu(x, 1.5)),
    ('Celu', dict(alpha=1.5), lambda x: F.celu(x, 1.5)), ('Selu', {}, F.selu), ('ThresholdedRelu', dict(alpha=0.6), lambda x: x * (x > 0.6)),
    ('Sigmoid', {}, torch.sigmoid), ('HardSigmoid', dict(alpha=0.4, beta=0.45), lambda x: (0.4 * x + 0.45).clamp(0, 1)),
    ('Tanh', {}, torch.tanh), ('Softplus', {}, F.softplus), ('Softsign', {}, F.softsign), ('Erf', {}, torch.erf), ('Exp', {}, torch.exp),
    ('Neg', {}, lambda x: -x), ('Abs', {}, torch.abs), ('Reciprocal', {}, lambda x: 1 / x), ('Sin', {}, torch.sin), ('Cos', {}, torch.cos),
    ('Tan', {}, torch.tan), ('Atan', {}, torch.atan)):
    case(op, (2, 3, 3), [(op, 'x', 'y', attributes)], torch_of=of)
case('HardSwish', (2, 3, 4), [('HardSwish', 'x', 'y', {})], torch_of=F.hardswish, scale=5)
case('Mish', (2, 3, 3), [('Mish', 'x', 'y', {})], opset=18, torch_of=F.mish)
case('Gelu', (2, 3, 3), [('Gelu', 'x', 'y', {})], opset=20, torch_of=F.gelu)
case('Gelu by tanh', (2, 3, 3), [('Gelu', 'x', 'y', dict(approximate='tanh'))], opset=20, torch_of=lambda x: F.gelu(x, approximate='tanh'))
for op, of in (('Log', torch.log), ('Sqrt', torch.sqrt)):
    case(op, (2, 3, 3), [('Exp', 'x', 'e', {}), (op, 'e', 'y', {})], torch_of=lambda x, of=of: of(x.exp()))
P = np.abs(numbers((2, 1, 1), 11))
case('PRelu', (2, 3, 3), [('PRelu', 'x s', 'y', {})], {'s': P}, torch_of=lambda x: F.prelu(x, t(P.ravel())))
case('Clip, opset 10', (2, 3, 3), [('Clip', 'x', 'y', dict(min=-0.7, max=0.8))], opset=10, torch_of=lambda x: x.clamp(-0.7, 0.8))
case('Clip', (2, 3, 3), [('Clip', 'x l h', 'y', {})], {'l': np.array(-0.7), 'h': np.array(0.8)}, torch_of=lambda x: x.clamp(-0.7, 0.8))
case('Clip from below', (2, 3, 3), [('Clip', 'x l', 'y', {})], {'l': np.array(0.1)}, torch_of=lambda x: x.clamp(min=0.1))

# Probabilities and normalisation.
for op, of in (('Softmax', F.softmax), ('LogSoftmax', F.log_softmax)):
    case(f'{op}, opset 13', (3, 2, 3), [(op, 'x', 'y', dict(axis=1))], opset=13, torch_of=lambda x, of=of: of(x, 1))
case('Softmax, opset 11', (3, 2, 3), [('Softmax', 'x', 'y', dict(axis=2))], opset=11, torch_of=lambda x: F.softmax(x.reshape(1, 3, 6), 2))
B = {'s': numbers(3, 12), 'b': numbers(3, 13), 'm': numbers(3, 14), 'v': np.abs(numbers(3, 15)) + 0.2}
case('BatchNormalization', (3, 2, 3), [('BatchNormalization', 'x s b m v', 'y', dict(epsilon=1e-3))], B,
     torch_of=lambda x: F.batch_norm(x, t(B['m']), t(B['v']), t(B['s']), t(B['b']), eps=1e-3))
case('InstanceNormalization', (3, 2, 3), [('InstanceNormalization', 'x s b', 'y', dict(epsilon=1e-3))], {k: B[k] for k in 'sb'},
     torch_of=lambda x: F.instance_norm(x, weight=t(B['s']), bias=t(B['b']), eps=1e-3))
L = numbers((2, 3), 16)
case('LayerNormalization', (3, 2, 3), [('LayerNormalization', 'x s', 'y', dict(axis=-2, epsilon=1e-3))], {'s': L},
     torch_of=lambda x: F.layer_norm(x, (2, 3), t(L), eps=1e-3))
case('LRN', (5, 2, 2), [('LRN', 'x', 'y', dict(alpha=0.3, beta=0.6, bias=1.2, size=3))],
     torch_of=lambda x: F.local_response_norm(x, 3, 0.3, 0.6, 1.2))

# Reductions.
for opset in (11, 18):
    axes = (lambda nodes: nodes) if opset == 11 else None
    for op, of in (('ReduceMean', lambda x: x.mean((1, 3))), ('ReduceMax', lambda x: x.amax((1, 3))), ('ReduceMin', lambda x: x.amin((1, 3))),
                   ('ReduceSum', lambda x: x.sum((1, 3))), ('ReduceL2', lambda x: (x * x).sum((1, 3)).sqrt())):
        if opset == 11:
            case(f'{op}, opset {opset}', (3, 2, 3), [(op, 'x', 'y', dict(axes=[1, -1], keepdims=0))], opset=opset, torch_of=of)
        else:
            case(f'{op}, opset {opset}', (3, 2, 3), [(op, 'x a', 'y', dict(keepdims=0))], {'a': np.array([1, -1])}, opset=opset, torch_of=of)
case('ReduceSumSquare', (3, 2, 3), [('ReduceSumSquare', 'x', 'y', dict(axes=[2], keepdims=1))], torch_of=lambda x: (x * x).sum(2))

# Places.
case('Transpose, Reshape, Squeeze, Unsqueeze', (2, 3, 4),
     [('Transpose', 'x', 'a', dict(perm=[0, 2, 3, 1])), ('Reshape', 'a r', 'b', {}), ('Unsqueeze', 'b u', 'c', {}), ('Squeeze', 'c u', 'd', {}), ('Mul', 'd w', 'y', {})],
     {'r': np.array([0, -1]), 'u': np.array([1]), 'w': numbers((24,), 17)})
case('Concat', (2, 3, 3), [('Exp', 'x', 'e', {}), ('Concat', 'x e c x', 'y', dict(axis=-1))], {'c': numbers((1, 2, 3, 2), 18)},
     torch_of=lambda x: torch.cat([x, x.exp(), t(numbers((1, 2, 3, 2), 18)), x], -1))
case('Split, opset 11', (5, 2, 3), [('Split', 'x', 'a b', dict(axis=1, split=[2, 3])), ('Exp', 'b', 'y', {})], opset=11)
case('Split', (4, 2, 3), [('Split', 'x s', 'a b', dict(axis=1)), ('Sin', 'b', 'c', {}), ('Mul', 'a c', 'y', {})], {'s': np.array([2, 2])})
case('Slice, opset 9', (3, 5, 6), [('Slice', 'x', 'y', dict(starts=[1, -4], ends=[4, 1000], axes=[2, 3]))], opset=9, torch_of=lambda x: x[:, :, 1:4, -4:])
case('Slice with steps', (3, 5, 6), [('Slice', 'x s e a t', 'y', {})],
     {'s': np.array([-1, 1, 2]), 'e': np.array([-(2**62), 6, 0]), 'a': np.array([2, 3, 1]), 't': np.array([-1, 2, -1])},
     torch_of=lambda x: x.flip(2)[:, :, :, 1:6:2].flip(1)[:, 0:2])
case('Pad, opset 9', (2, 3, 3), [('Pad', 'x', 'p', dict(pads=[0, 0, 1, 0, 0, 0, 2, 1])), ('Exp', 'p', 'y', {})], opset=9,
     torch_of=lambda x: F.pad(x, (0, 1, 1, 2)).exp())
for mode, of in (('constant', 'constant'), ('reflect', 'reflect'), ('edge', 'replicate')):
    case(f'Pad {mode}', (2, 4, 4), [('Pad', 'x p', 'q', dict(mode=mode)), ('Exp', 'q', 'y', {})], {'p': np.array([0, 0, 2, 1, 0, 0, 1, 3])},
         torch_of=lambda x, of=of: F.pad(x, (1, 3, 2, 1), mode=of).exp())
case('Pad cuts', (2, 4, 4), [('Pad', 'x p', 'q', {}), ('Exp', 'q', 'y', {})], {'p': np.array([0, 0, -1, 1, 0, 0, 1, -2])},
     torch_of=lambda x: F.pad(x, (1, -2, -1, 1)).exp())
case('Gather', (4, 2, 3), [('Gather', 'x i', 'y', dict(axis=1))], {'i': np.array([[3, 0], [-1, 0]])},
     torch_of=lambda x: x[:, torch.tensor([[3, 0], [3, 0]])])
case('Gather of one', (4, 2, 3), [('Gather', 'x i', 'y', dict(axis=3))], {'i': np.array(2)}, torch_of=lambda x: x[..., 2])
case('Expand and Tile', (1, 2, 3), [('Expand', 'x e', 'a', {}), ('Tile', 'a r', 'b', {}), ('Exp', 'b', 'y', {})],
     {'e': np.array([1, 3, 2, 3]), 'r': np.array([1, 1, 2, 2])}, torch_of=lambda x: x.expand(1, 3, 2, 3).repeat(1, 1, 2, 2).exp())
case('DepthToSpace', (8, 2, 3), [('DepthToSpace', 'x', 'y', dict(blocksize=2))])
case('DepthToSpace CRD', (8, 2, 3), [('DepthToSpace', 'x', 'y', dict(blocksize=2, mode='CRD'))], torch_of=lambda x: F.pixel_shuffle(x, 2))
case('SpaceToDepth', (2, 4, 6), [('SpaceToDepth', 'x', 'y', dict(blocksize=2))])
for mode in ('half_pixel', 'align_corners', 'asymmetric', 'pytorch_half_pixel'):
    case(f'Resize linear, {mode}', (2, 3, 5), [('Resize', 'x  s', 'y', dict(mode='linear', coordinate_transformation_mode=mode))],
         {'s': np.array([1, 1, 3, 0.6])})
case('Resize linear to a size', (2, 4, 5), [('Resize', 'x   z', 'y', dict(mode='linear', coordinate_transformation_mode='half_pixel'))],
     {'z': np.array([1, 2, 7, 3])}, torch_of=lambda x: F.interpolate(x, (7, 3), mode='bilinear', align_corners=False))
for mode, rounding in (('half_pixel', 'round_prefer_floor'), ('half_pixel', 'round_prefer_ceil'), ('asymmetric', 'floor'), ('asymmetric', 'ceil')):
    case(f'Resize nearest, {mode}, {rounding}', (2, 3, 5),
         [('Resize', 'x  s', 'y', dict(mode='nearest', coordinate_transformation_mode=mode, nearest_mode=rounding))], {'s': np.array([1, 1, 2, 0.6])})

# Ways that part and meet, and what no gradient goes through.
case('residual block', (3, 5, 5),
     [('Conv', 'x w', 'c', dict(pads=[1, 1, 1, 1])), ('Relu', 'c', 'r', {}), ('Conv', 'r w', 'd', dict(pads=[1, 1, 1, 1])), ('Add', 'd x', 's', {}),
      ('Relu', 's', 'y', {})], {'w': numbers((3, 3, 3, 3), 19, 0.4)})
case('shapes of the picture', (3, 2, 4),
     [('Shape', 'x', 's', {}), ('Gather', 's i', 'n', dict(axis=0)), ('Unsqueeze', 'n u', 'v', {}), ('Concat', 'v m', 'r', dict(axis=0)), ('Reshape', 'x r', 'f', {}),
      ('Gemm', 'f k', 'y', {})], {'i': np.array(0), 'u': np.array([0]), 'm': np.array([-1]), 'k': numbers((24, 2), 20)})


def main():
    told = []
    for name, shape, nodes, constants, opset, torch_of, scale, output in CASES:
        picture = (np.sin(1.7 * np.arange(int(np.prod(shape))) + 0.3) * scale).reshape(1, *shape)
        try:
            gradient, size = differences(model_of(shape, nodes, constants, opset, output, np.float64), picture)
        except Exception as failure:  # onnx's implementation lacks a few settings and old opsets
            print(name, 'by torch alone:', repr(failure)[:90])
            gradient, size = None, None
            assert torch_of is not None, name
        if torch_of is not None:
            by = by_torch(torch_of, picture)
            size = size or torch_of(torch.tensor(picture)).numel()
            if gradient is not None:
                difference = np.abs(by - gradient).max() / np.abs(by).max()
                assert difference < 1e-6 or name in TORCH_ALONE, (name, difference)
            gradient = by
        model = model_of(shape, nodes, constants, opset, output, np.float32)
        told.append({
            'name': name, 'shape': list(shape), 'scale': scale, 'outputs': size, 'byTorch': torch_of is not None,
            'model': base64.b64encode(model.SerializeToString()).decode(),
            'gradient': [float(f'{value:.7g}') for value in gradient],
        })
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'gradients.json')
    with open(path, 'w') as file:
        file.write('[\n' + ',\n'.join(json.dumps(one) for one in told) + '\n]\n')
    print(len(told), 'cases,', sum(one['byTorch'] for one in told), 'by torch;', os.path.getsize(path), 'bytes')


main()
