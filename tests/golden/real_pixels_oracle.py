"""Writes real_pixels.json: SHA-256 of real camera frames prepared by OpenCV as their networks' authors did.

Run: python real_pixels_oracle.py DRIVES   (the folder of real drives; needs numpy, opencv-python)

Only hashes are kept: the frames are other people's. real-pixels.test.ts prepares the same frames and compares.
"""

import hashlib
import json
import sys
from pathlib import Path

import cv2

FRAME = "udacity_official_track1/IMG/center_2016_12_01_13_36_00_987.jpg"


def crop(image):
    return image[60:135]


RECIPES = {
    "whole frame": ([("resize", "cv2-linear")], lambda i: cv2.resize(i, (200, 66))),
    "crop, linear, YUV of swapped colours": (
        [("crop",), ("resize", "cv2-linear"), ("colour", "BGR2YUV")],
        lambda i: cv2.cvtColor(cv2.resize(crop(i), (200, 66)), cv2.COLOR_BGR2YUV),
    ),
    "YUV, crop, area, blur": (
        [("colour", "RGB2YUV"), ("crop",), ("resize", "cv2-area"), ("blur", 3)],
        lambda i: cv2.GaussianBlur(
            cv2.resize(crop(cv2.cvtColor(i, cv2.COLOR_RGB2YUV)), (200, 66), interpolation=cv2.INTER_AREA), (3, 3), 0
        ),
    ),
    "crop, YUV, blur, linear": (
        [("crop",), ("colour", "RGB2YUV"), ("blur", 3), ("resize", "cv2-linear")],
        lambda i: cv2.resize(cv2.GaussianBlur(cv2.cvtColor(crop(i), cv2.COLOR_RGB2YUV), (3, 3), 0), (200, 66)),
    ),
    "crop, HSV": (
        [("crop",), ("colour", "RGB2HSV"), ("resize", "cv2-nearest")],
        lambda i: cv2.resize(cv2.cvtColor(crop(i), cv2.COLOR_RGB2HSV), (200, 66), interpolation=cv2.INTER_NEAREST),
    ),
}


def step(op, value=None):
    if op == "crop":
        return {"op": "crop", "top": 60, "bottom": 25}
    if op == "resize":
        return {"op": "resize", "width": 200, "height": 66, "method": value}
    if op == "colour":
        return {"op": "colour", "conversion": value}
    return {"op": "gaussian-blur", "kernel": value}


image = cv2.cvtColor(cv2.imread(str(Path(sys.argv[1]) / FRAME)), cv2.COLOR_BGR2RGB)
recipes = [
    {"name": name, "steps": [step(*s) for s in steps], "sha256": hashlib.sha256(run(image).tobytes()).hexdigest()}
    for name, (steps, run) in RECIPES.items()
]
out = {"madeBy": "tests/golden/real_pixels_oracle.py", "opencv": cv2.__version__, "frame": FRAME, "recipes": recipes}
(Path(__file__).parent / "real_pixels.json").write_text(json.dumps(out, indent=2) + "\n")
