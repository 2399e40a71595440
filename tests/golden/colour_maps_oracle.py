"""Writes colour_maps.json: nine colours of each perceptual map as matplotlib has them, for colour-maps.test.ts.

Run: python colour_maps_oracle.py   (needs matplotlib; its version is recorded in the output)
"""

import json
from pathlib import Path

import matplotlib
from matplotlib import colormaps

LEVELS = [0, 32, 64, 96, 128, 159, 191, 223, 255]
NAMES = ["viridis", "inferno", "cividis", "turbo", "magma", "plasma", "gray"]

maps = {name: [[round(255 * c) for c in colormaps[name](level)[:3]] for level in LEVELS] for name in NAMES}
golden = {"matplotlib": matplotlib.__version__, "levels": LEVELS, "maps": maps}
Path(__file__).with_name("colour_maps.json").write_text(json.dumps(golden) + "\n")
