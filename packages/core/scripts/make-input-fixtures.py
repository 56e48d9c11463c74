#!/usr/bin/python3
"""Writes src/pictures/resize/pillow-inputs.json: what Pillow makes of noise.

Each case is a picture's size, the input that a model wants, and the first half of the
SHA-256 of the pixels that Pillow makes of it, with torchvision's rounding of `Resize` and
`CenterCrop`.
Run it with a Python that has Pillow:  /usr/bin/python3 scripts/make-input-fixtures.py
"""

import hashlib
import json
import pathlib

import PIL
from PIL import Image, ImageOps

FILTERS = {"bicubic": Image.BICUBIC, "bilinear": Image.BILINEAR, "lanczos": Image.LANCZOS}
PAD_COLOR = (124, 116, 104)

# Odd, tiny, long, enlarged, equal to the input, and larger than a photo on a page.
PICTURES = [
    (500, 375), (375, 500), (61, 47), (40, 333), (333, 40), (64, 64), (65, 64),
    (224, 224), (128, 91), (3, 1), (1, 1), (1, 9), (900, 17), (641, 480), (1023, 769),
]

# width, height, resize, resizeTo
INPUTS = [
    (64, 64, "crop", 64), (64, 64, "crop", 73), (56, 56, "crop", 64), (48, 80, "crop", 80),
    (64, 64, "squash", None), (80, 48, "squash", None),
    (64, 64, "pad", None), (48, 80, "pad", None), (81, 48, "pad", None),
]

# As the models in use have them, of a few pictures only.
LARGE = [
    (224, 224, "crop", 224), (224, 224, "crop", 256), (224, 224, "squash", None),
    (320, 320, "squash", None), (336, 224, "pad", None),
]
LARGE_PICTURES = [(500, 375), (333, 40), (1023, 769)]


def noise(width, height):
    """The bytes of a linear congruential generator: a picture that any language can make."""
    state, pixels = 1, bytearray()
    for _ in range(width * height * 3):
        state = (state * 1_103_515_245 + 12_345) & 0x7FFFFFFF
        pixels.append((state >> 16) & 255)
    return Image.frombytes("RGB", (width, height), bytes(pixels))


def torchvision_crop(image, width, height, resize_to, resample):
    shorter = min(image.size)
    size = tuple(
        resize_to if side == shorter else int(resize_to * side / shorter) for side in image.size
    )
    resized = image.resize(size, resample)
    left = int(round((size[0] - width) / 2.0))
    top = int(round((size[1] - height) / 2.0))
    return resized.crop((left, top, left + width, top + height))


def make(image, width, height, resize, resize_to, resample):
    if resize == "crop":
        return torchvision_crop(image, width, height, resize_to, resample)
    if resize == "squash":
        return image.resize((width, height), resample)
    return ImageOps.pad(image, (width, height), resample, color=PAD_COLOR)


def can_pad(picture, width, height):
    """Pillow refuses to make a picture of no rows; we make one row."""
    ratio = picture[0] / picture[1]
    return min(round(width / ratio), round(height * ratio)) > 0


def cases():
    made = {}
    for inputs, pictures in ((INPUTS, PICTURES), (LARGE, LARGE_PICTURES)):
        for picture in pictures:
            image = made.setdefault(picture, noise(*picture))
            for width, height, resize, resize_to in inputs:
                if resize == "pad" and not can_pad(picture, width, height):
                    continue
                for name, resample in FILTERS.items():
                    pixels = make(image, width, height, resize, resize_to, resample).tobytes()
                    yield [
                        *picture, width, height, resize, resize_to, name,
                        hashlib.sha256(pixels).hexdigest()[:32],
                    ]


target = pathlib.Path(__file__).parent.parent / "src/pictures/resize/pillow-inputs.json"
lines = [json.dumps(case) for case in cases()]
head = f'{{\n  "pillow": "{PIL.__version__}",\n  "padColor": {list(PAD_COLOR)},\n  "cases": [\n'
target.write_text(head + ",\n".join(f"    {line}" for line in lines) + "\n  ]\n}\n")
print(f"{len(lines)} cases, {target.stat().st_size} bytes")
