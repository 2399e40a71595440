"""Writes decode.json: tiny pictures and what cv2 and PIL decode from them; see README.md.

    /path/to/python decode_oracle.py [folder of the real data]

Each entry has the SHA-256 of the RGB bytes (rows from the top, 3 bytes a pixel). cv2 and PIL must agree, else it is
not written. `generated` carries the encoded bytes; `real` names files of other people, which are not committed.
"""

import base64
import hashlib
import io
import json
import struct
import sys
import zlib
from pathlib import Path

import cv2
import numpy as np
import PIL
from PIL import Image

here = Path(__file__).parent
real_data = Path(sys.argv[1]) if len(sys.argv) > 1 else here.parents[2] / "shared"


def rgb_by_pil(data: bytes) -> np.ndarray:
    return np.array(Image.open(io.BytesIO(data)).convert("RGB"))


def rgb_by_cv2(data: bytes) -> np.ndarray:
    return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)[:, :, ::-1]


def decoded(data: bytes, readers=(rgb_by_pil, rgb_by_cv2)) -> dict:
    pictures = [np.ascontiguousarray(read(data)) for read in readers]
    for other in pictures[1:]:
        assert np.array_equal(pictures[0], other), "cv2 and PIL disagree"
    height, width, _ = pictures[0].shape
    return {"width": width, "height": height, "sha256": hashlib.sha256(pictures[0].tobytes()).hexdigest()}


def saved(picture: Image.Image, kind: str, **options) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def with_gamma(png: bytes) -> bytes:
    """A gAMA chunk behind the header, which a viewer obeys and cv2 and PIL do not."""
    body = b"gAMA" + struct.pack(">I", 100000)
    chunk = struct.pack(">I", 4) + body + struct.pack(">I", zlib.crc32(body))
    return png[:33] + chunk + png[33:]


random = np.random.default_rng(20)
noise = cv2.GaussianBlur(random.integers(0, 256, (18, 22, 3), dtype=np.uint8), (5, 5), 2)
colour = Image.fromarray(noise)
deep = random.integers(0, 65536, (6, 5, 3), dtype=np.uint16)
pictures = {
    "jpeg-420.jpg": saved(colour, "JPEG", quality=85),
    "jpeg-444.jpg": saved(colour, "JPEG", quality=90, subsampling=0),
    "jpeg-progressive.jpg": saved(colour, "JPEG", progressive=True),
    "jpeg-grey.jpg": saved(colour.convert("L"), "JPEG"),
    "png-rgb.png": saved(colour, "PNG"),
    "png-rgb-gamma.png": with_gamma(saved(colour, "PNG")),
    "png-opaque-alpha.png": saved(colour.convert("RGBA"), "PNG"),
    "png-palette.png": saved(colour.convert("P"), "PNG"),
    "png-grey.png": saved(colour.convert("L"), "PNG"),
    "png-16bit.png": cv2.imencode(".png", deep)[1].tobytes(),
    "bmp.bmp": saved(colour, "BMP"),
    "webp-lossless.webp": saved(colour, "WEBP", lossless=True),
    "webp-lossy.webp": saved(colour, "WEBP"),
    "gif.gif": saved(colour, "GIF"),
}
generated = [{"name": name, "base64": base64.b64encode(data).decode(), **decoded(data)} for name, data in pictures.items()]
# cv2 rounds CMYK otherwise, by at most 1; PIL is the reference.
cmyk = saved(colour.convert("CMYK"), "JPEG")
generated.append({"name": "jpeg-cmyk.jpg", "base64": base64.b64encode(cmyk).decode(), **decoded(cmyk, (rgb_by_pil,))})

real = []
for folder in ["drives/udacity_official_track1/IMG", "drives/udacity_racha_full/IMG",
               "drives/donkey_tubv2_cl3m3nt/data/images", "drives/donkey_tubv2_upstream_tests/tub/images",
               "drives/deeppicar_dctian/images", "models/authors_netsvf/images"]:
    files = sorted(path for path in (real_data / folder).glob("*") if path.suffix in (".jpg", ".png"))
    for path in files[:: max(1, len(files) // 8)][:8]:
        real.append({"path": path.relative_to(real_data).as_posix(), **decoded(path.read_bytes())})

by = {"cv2": cv2.__version__, "PIL": PIL.__version__}
(here / "decode.json").write_text(json.dumps({"by": by, "generated": generated, "real": real}, indent=1) + "\n")
print(len(generated), len(real), by)
