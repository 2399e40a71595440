"""Small TensorFlow Lite networks and what TensorFlow's own interpreter answers to them.

Run: python tests/golden/tflite_oracle.py
Needs tensorflow (made with the versions named in tflite.json). Writes tests/fixtures/tflite/*.tflite, whose weights are
random numbers of this script, and tests/golden/tflite.json: for each network its answers to twenty inputs of numbers in
-1..1 by the generator `scattered` of tests/support/tiny-models.ts, seeds 1 to 20.
"""

import json
import os
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
import tensorflow as tf
from keras import layers

here = Path(__file__).parent
fixtures = here.parent / "fixtures" / "tflite"
frames = 20


def scattered(length: int, seed: int) -> np.ndarray:
    values = np.empty(length, np.float32)
    state = seed
    for index in range(length):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        values[index] = np.float32(state / 2**31 - 1)
    return values


def picture(height=12, width=16, channels=3):
    return keras.Input((height, width, channels), name="img_in")


def linear():
    """As DonkeyCar's linear pilot: strided convolutions, two numbers."""
    image = picture()
    x = layers.Conv2D(4, 5, strides=2, activation="relu", name="conv2d_1")(image)
    x = layers.Dropout(0.1)(x)
    x = layers.Conv2D(6, 3, activation="relu", padding="same", name="conv2d_2")(x)
    x = layers.Flatten(name="flattened")(x)
    x = layers.Dense(8, activation="relu", name="dense_1")(x)
    outputs = [layers.Dense(1, name="n_outputs0")(x), layers.Dense(1, name="n_outputs1")(x)]
    return keras.Model(image, outputs)


def activations():
    """Every activation, fused and on its own, between 1x1 convolutions; normalisation, which the converter folds."""
    x = image = picture(6, 8)
    for activation in ["relu", "relu6", "tanh", "sigmoid", "elu", "hard_swish", "linear"]:
        x = layers.Conv2D(4, 1, activation=activation)(x)
        x = layers.BatchNormalization()(x)
    x = layers.LeakyReLU(negative_slope=0.2)(x)
    x = layers.PReLU(shared_axes=[1, 2])(x)
    x = layers.PReLU()(x)
    x = layers.Flatten()(x)
    return keras.Model(image, layers.Dense(5, activation="softmax", name="angle_out")(x))


class Dilated(layers.Layer):
    """Keras takes a dilated convolution apart into operators that move pixels into the batch; TensorFlow itself does not."""

    def build(self, shape):
        self.kernel = self.add_weight(shape=(3, 3, shape[-1], 4))

    def call(self, x):
        return tf.nn.conv2d(x, self.kernel, strides=1, padding="SAME", dilations=(2, 3))


def windows():
    """Depthwise, grouped, dilated and transposed convolutions; pooling with padding."""
    image = picture()
    x = layers.DepthwiseConv2D(3, depth_multiplier=2, padding="same", activation="relu")(image)
    x = layers.Conv2D(8, 3, strides=(2, 1), padding="same", activation="relu6")(x)
    x = layers.Conv2D(8, 3, groups=2, padding="same", activation="relu")(x)
    x = layers.ReLU()(Dilated()(x))
    x = layers.MaxPooling2D(3, strides=2, padding="same")(x)
    x = layers.Conv2DTranspose(3, 3, strides=2, padding="same", activation="relu")(x)
    x = layers.AveragePooling2D((2, 3), strides=(1, 2), padding="same")(x)
    x = layers.Conv2DTranspose(2, 2, strides=3)(x)
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(image, layers.Dense(1, name="steering")(x))


def shapes():
    """Cropping, padding, resizing of both kinds, transposing, joining, adding."""
    image = picture()
    x = layers.Cropping2D(((3, 1), (2, 0)))(image)
    x = layers.ZeroPadding2D(((1, 2), (0, 3)))(x)
    x = layers.Rescaling(0.5, offset=-0.25)(x)
    x = layers.Resizing(9, 13, interpolation="bilinear")(x)
    x = layers.Conv2D(4, 3, activation="relu", padding="same")(x)
    y = layers.Conv2D(4, 1)(x)
    x = layers.ReLU()(layers.Add()([x, y]))
    x = layers.UpSampling2D((2, 1), interpolation="nearest")(x)
    x = layers.Concatenate()([x, layers.UpSampling2D((2, 1), interpolation="bilinear")(y)])
    x = layers.Permute((2, 1, 3))(x)
    x = layers.Conv2D(3, 3, strides=2, activation="relu")(x)
    x = layers.Reshape((-1, 3))(x)
    x = layers.Flatten()(x)
    x = layers.Multiply()([x, x])
    return keras.Model(image, layers.Dense(1, name="steering")(x))


def inertial():
    """As DonkeyCar's pilot with an inertial unit: a picture and six numbers."""
    image, imu = picture(), keras.Input((6,), name="imu_in")
    x = layers.Conv2D(4, 5, strides=2, activation="relu")(image)
    x = layers.Flatten()(x)
    y = layers.Dense(5, activation="relu")(imu)
    x = layers.Concatenate()([x, y])
    return keras.Model([image, imu], [layers.Dense(1, name="n_outputs0")(x), layers.Dense(1, name="n_outputs1")(x)])


class Scalar(layers.Layer):
    """Steering without an axis of its own, from means over rows and columns."""

    def call(self, x):
        return tf.squeeze(tf.reduce_mean(x, axis=[1, 2], keepdims=True) * 2.0 - 0.5, axis=[1, 2, 3])

    def compute_output_shape(self, shape):
        return (shape[0],)


def scalar():
    image = picture()
    x = layers.Conv2D(3, 3, strides=2, activation="relu")(image)
    x = layers.Conv2D(1, 3)(x)
    return keras.Model(image, Scalar(name="steering")(x))


def taken_apart():
    """What Keras writes as several operators: dilation through the batch, nearest upsampling as copies, normalisation, GELU."""
    image = picture(11, 14)
    x = layers.Conv2D(6, 3, dilation_rate=(2, 3), padding="same", activation="gelu")(image)
    x = layers.LayerNormalization()(x)
    x = layers.DepthwiseConv2D(3, dilation_rate=2)(x)
    x = layers.UpSampling2D((2, 3))(x)
    x = layers.Conv2D(5, 3, strides=2, activation="relu")(x)
    x = layers.GlobalMaxPooling2D()(x)
    return keras.Model(image, layers.Dense(1, name="steering")(x))


def half_precision(converter):
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.target_spec.supported_types = [tf.float16]


def eight_bit_weights(converter):
    converter.optimizations = [tf.lite.Optimize.DEFAULT]


def eight_bits(converter):
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: ([scattered(12 * 16 * 3, seed).reshape(1, 12, 16, 3)] for seed in range(8))
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = converter.inference_output_type = tf.int8


def wide():
    """Large enough that the converter keeps its weights in 8 bits."""
    image = picture()
    x = layers.Conv2D(12, 5, strides=2, activation="relu")(image)
    x = layers.Conv2D(16, 3, activation="relu")(x)
    x = layers.Flatten()(x)
    x = layers.Dense(20, activation="relu")(x)
    return keras.Model(image, layers.Dense(1, name="steering")(x))


networks = {
    "linear": (linear, None),
    "activations": (activations, None),
    "windows": (windows, None),
    "shapes": (shapes, None),
    "inertial": (inertial, None),
    "scalar": (scalar, None),
    "half-precision": (linear, half_precision),
    "eight-bit-weights": (wide, eight_bit_weights),
    "eight-bits": (wide, eight_bits),
    "taken-apart": (taken_apart, None),
}


def randomise(model, seed):
    random = np.random.default_rng(seed)
    for weight in model.weights:
        fan_in = max(1, int(np.prod(weight.shape[:-1])))
        values = random.normal(0, 1 / np.sqrt(fan_in), weight.shape)
        weight.assign(np.abs(values) + 0.5 if "variance" in weight.path or "gamma" in weight.path else values)


def answers(content):
    interpreter = tf.lite.Interpreter(
        model_content=content, experimental_op_resolver_type=tf.lite.experimental.OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
    )
    runner = interpreter.get_signature_runner()
    result = []
    for seed in range(1, frames + 1):
        inputs = {
            name: scattered(int(np.prod(detail["shape"])), seed).reshape(detail["shape"])
            for name, detail in runner.get_input_details().items()
        }
        named = runner(**inputs)
        outputs = [named[name] for name in sorted(named)]
        result.append([[float(value) for value in output.ravel()] for output in outputs])
    return result


golden = {"versions": f"tensorflow {tf.__version__}, keras {keras.__version__}", "networks": {}}
fixtures.mkdir(parents=True, exist_ok=True)
for index, (name, (build, setting)) in enumerate(networks.items()):
    keras.utils.set_random_seed(index)
    model = build()
    randomise(model, index)
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    if setting is not None:
        setting(converter)
    content = converter.convert()
    (fixtures / f"{name}.tflite").write_bytes(content)
    if name != "eight-bits":
        golden["networks"][name] = answers(content)
(here / "tflite.json").write_text(json.dumps(golden) + "\n")
