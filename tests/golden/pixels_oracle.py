"""Writes pixels.json: what OpenCV, Pillow and TensorFlow make of synthetic pictures, for pixels.test.ts.

Run: python pixels_oracle.py   (needs numpy, opencv-python, pillow, tensorflow; versions are recorded in the output)

Pictures are made on both sides from the same linear congruential generator, so only results are stored: of each
result every `every`-th element (base64) and, for 8-bit results, the SHA-256 of all of them.
"""

import base64
import hashlib
import json
import os
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import cv2
import numpy as np
import PIL
import tensorflow as tf
from PIL import Image

STORED_ELEMENTS = 400
CV2_FLAGS = {
    "nearest": cv2.INTER_NEAREST,
    "linear": cv2.INTER_LINEAR,
    "area": cv2.INTER_AREA,
    "cubic": cv2.INTER_CUBIC,
}
PIL_FLAGS = {
    "nearest": Image.NEAREST,
    "bilinear": Image.BILINEAR,
    "bicubic": Image.BICUBIC,
    "lanczos": Image.LANCZOS,
}


def picture(height, width, channels=3, seed=1):
    """Noise: byte i is the top byte of the state after i + 1 steps of the generator."""
    state, out = seed, np.empty(height * width * channels, np.uint8)
    for i in range(out.size):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        out[i] = state >> 24
    return out.reshape(height, width, channels)


def resize(image, method, width, height):
    if method.startswith("cv2-"):
        flag = CV2_FLAGS[method[4:]]
        return cv2.resize(image, (width, height), interpolation=flag)
    if method.startswith("pil-"):
        flag = PIL_FLAGS[method[4:]]
        if image.dtype == np.uint8:
            # Rows first, as Pillow always did; from Pillow 13 on some sizes take columns first and round otherwise.
            if flag != Image.NEAREST:
                image = np.asarray(Image.fromarray(image).resize((width, image.shape[0]), flag))
            return np.asarray(Image.fromarray(image).resize((width, height), flag))
        planes = [Image.fromarray(image[..., c], mode="F") for c in range(image.shape[2])]
        return np.stack([np.asarray(p.resize((width, height), flag)) for p in planes], -1)
    if method == "tf-nearest":
        return tf.image.resize(image, (height, width), method="nearest").numpy()
    if method == "tf-bilinear":
        return tf.image.resize(image, (height, width), method="bilinear").numpy()
    if method == "tf-bilinear-legacy":
        return tf.compat.v1.image.resize_images(image, (height, width), align_corners=False).numpy()
    raise ValueError(method)


def encode(result, exact=True):
    flat = np.ascontiguousarray(result).reshape(-1)
    every = max(1, flat.size // STORED_ELEMENTS) | 1  # odd, so that every channel is met
    if every % 3 == 0:
        every += 2
    sample = flat[::every]
    kind = "uint8" if flat.dtype == np.uint8 else "float32"
    out = {
        "shape": list(result.shape) if result.ndim == 3 else [*result.shape, 1],
        "type": kind,
        "every": every,
        "sample": base64.b64encode(sample.astype("<u1" if kind == "uint8" else "<f4").tobytes()).decode(),
    }
    if kind == "uint8" and exact:
        out["sha256"] = hashlib.sha256(flat.tobytes()).hexdigest()
    return out


SIZES = [  # input height, width -> output height, width
    (160, 320, 66, 200),  # Udacity frame to PilotNet
    (75, 320, 66, 200),  # the same, cropped to rows 60:135
    (120, 160, 66, 200),  # Donkey frame: shrinks one way, grows the other
    (160, 320, 80, 160),  # exactly 2
    (96, 120, 24, 40),  # whole numbers, not the same
    (61, 97, 20, 33),  # odd
    (17, 23, 40, 59),  # grows
    (17, 23, 34, 46),  # grows by 2
    (33, 50, 33, 20),  # one way only
    (33, 50, 11, 50),
    (5, 7, 1, 1),
    (1, 1, 4, 3),
]
METHODS = [
    "cv2-nearest", "cv2-linear", "cv2-area", "cv2-cubic",
    "pil-nearest", "pil-bilinear", "pil-bicubic", "pil-lanczos",
    "tf-nearest", "tf-bilinear", "tf-bilinear-legacy",
]  # fmt: skip
CONVERSIONS = [
    "RGB2BGR", "RGB2GRAY", "BGR2GRAY", "RGB2YUV", "BGR2YUV", "RGB2YCrCb", "BGR2YCrCb",
    "RGB2HSV", "BGR2HSV", "RGB2HLS", "BGR2HLS", "RGB2LAB", "BGR2LAB",
]  # fmt: skip

cases = []


def add(step, image_size, scale, result):
    height, width = image_size
    cases.append({"step": step, "height": height, "width": width, "scale": scale, **encode(result, exact=step.get("method") != "cv2-cubic")})


for h, w, out_h, out_w in SIZES:
    image = picture(h, w)
    for method in METHODS:
        step = {"op": "resize", "width": out_w, "height": out_h, "method": method}
        add(step, (h, w), None, resize(image, method, out_w, out_h))
        if h * w < 4000:
            floats = image.astype(np.float32) * np.float32(1 / 256)
            add(step, (h, w), 1 / 256, resize(floats, method, out_w, out_h))
for conversion in CONVERSIONS:
    step = {"op": "colour", "conversion": conversion}
    code = getattr(cv2, "COLOR_" + conversion)
    image = picture(160, 320)
    add(step, (160, 320), None, cv2.cvtColor(image, code))
    if conversion.endswith("LAB"):
        continue  # of floats OpenCV interpolates a coarse table; ours is the definition
    floats = picture(31, 43).astype(np.float32) * np.float32(1 / 256)
    add(step, (31, 43), 1 / 256, cv2.cvtColor(floats, code))
for name, run in {
    "tf-rgb-to-grayscale": tf.image.rgb_to_grayscale,
    "tf-rgb-to-yuv": tf.image.rgb_to_yuv,
    "tf-rgb-to-hsv": tf.image.rgb_to_hsv,
}.items():
    step = {"op": "colour", "conversion": name}
    image = picture(31, 43)
    add(step, (31, 43), None, run(image.astype(np.float32)).numpy())
    floats = image.astype(np.float32) * np.float32(1 / 256)
    add(step, (31, 43), 1 / 256, run(floats).numpy())
for channel in (0, 2):
    image = picture(31, 43)
    equalized = image.copy()
    equalized[..., channel] = cv2.equalizeHist(image[..., channel])
    add({"op": "equalize-hist", "channel": channel}, (31, 43), None, equalized)
image = picture(31, 43)
add({"op": "standardise"}, (31, 43), None, tf.image.per_image_standardization(image).numpy())
normalised = cv2.normalize(image.astype(np.float32), None, -1, 1, cv2.NORM_MINMAX)
add({"op": "min-max", "low": -1, "high": 1}, (31, 43), None, normalised)
add({"op": "channels", "pick": [2, 2, 0]}, (31, 43), None, image[..., [2, 2, 0]])
for kernel in (3, 5, 7):
    for h, w in ((66, 200), (13, 21), (4, 5)):
        step = {"op": "gaussian-blur", "kernel": kernel}
        image = picture(h, w)
        add(step, (h, w), None, cv2.GaussianBlur(image, (kernel, kernel), 0))
        floats = image.astype(np.float32) * np.float32(1 / 256)
        if h < 66:
            add(step, (h, w), 1 / 256, cv2.GaussianBlur(floats, (kernel, kernel), 0))

versions = {"opencv": cv2.__version__, "pillow": PIL.__version__, "tensorflow": tf.__version__, "numpy": np.__version__}
lines = ",\n".join("    " + json.dumps(case) for case in cases)
text = '{\n  "madeBy": "tests/golden/pixels_oracle.py",\n  "versions": %s,\n  "cases": [\n%s\n  ]\n}\n'
(Path(__file__).parent / "pixels.json").write_text(text % (json.dumps(versions), lines))
print(len(cases), "cases", (Path(__file__).parent / "pixels.json").stat().st_size, "bytes")
