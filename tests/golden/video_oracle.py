"""Writes video.json: SHA-256 of the RGB pixels of some frames of real videos, as cv2.VideoCapture gives them.

    python tests/golden/video_oracle.py SHARED > tests/golden/video.json

SHARED is the folder of real data. Made with opencv-python-headless 4.11.0; 5.0.0 gives the same, since these videos say
nothing of their colours. Only hashes are kept: the videos are other people's.
"""

import hashlib
import json
import os
import sys

import cv2

VIDEOS = {
    "drives/video_danziger/both-data-mountain-track-10-crash.mp4": [0, 1, 130, 259, 260],
    "drives/video_danziger/both-data-mountain-track-15-crash.mp4": [0, 118, 236],
    "drives/deeppicar_dctian/images/video01.avi": [0, 12, 111, 221],
}

answers = {}
for name, frames in VIDEOS.items():
    video = cv2.VideoCapture(os.path.join(sys.argv[1], name))
    answers[name] = {}
    index = 0
    while True:
        read, bgr = video.read()
        if not read:
            break
        if index in frames:
            answers[name][index] = hashlib.sha256(bgr[:, :, ::-1].tobytes()).hexdigest()
        index += 1
    answers[name]["count"] = index
print(json.dumps(answers, separators=(",", ":")))
