"""Pictures of nothing in particular: random shapes in a few colours, as icons, charts and drawings have.

A network that has only seen photographs calls every drawing something, and is
sure of it. These belong to no class, and it learns to say so.
"""

import colorsys
import math
import random

import numpy as np
from PIL import Image, ImageDraw

SIDE = 64
# Drawn at this many times the size, so that edges are smooth.
SCALE = 3
CANVAS = SIDE * SCALE

Colour = tuple[int, int, int]
Point = tuple[float, float]


def palette(dice: random.Random) -> list[Colour]:
    """Three to six colours: of neighbouring hues, of any hues, or greys."""
    hue, spread = dice.random(), dice.choice((0.08, 0.3, 1.0))
    saturation = dice.choice((0.0, 0.4, 0.7, 1.0))
    return [
        tuple(
            round(255 * part)
            for part in colorsys.hsv_to_rgb(
                (hue + spread * (dice.random() - 0.5)) % 1,
                saturation * dice.uniform(0.5, 1),
                dice.uniform(0.05, 1),
            )
        )
        for _ in range(dice.randint(3, 6))
    ]


def background(dice: random.Random, first: Colour, second: Colour) -> Image.Image:
    """One colour, or a gradient between two in any direction."""
    if dice.random() < 0.5:
        return Image.new("RGB", (CANVAS, CANVAS), first)
    angle = dice.uniform(0, 2 * math.pi)
    place = np.linspace(-0.5, 0.5, CANVAS)
    ramp = place[None] * math.cos(angle) + place[:, None] * math.sin(angle)
    share = ((ramp - ramp.min()) / np.ptp(ramp))[..., None]
    return Image.fromarray((np.array(first) * (1 - share) + np.array(second) * share).astype(np.uint8))


def blob(dice: random.Random, middle: Point, radius: float) -> list[Point]:
    """The outline of a polygon, a star or a smooth lump around `middle`."""
    corners = dice.choice((3, 4, 5, 6, 10, 40))
    turn, dent, waves = dice.uniform(0, 7), dice.uniform(0, 0.5), dice.randint(2, 5)
    outline = []
    for corner in range(corners):
        angle = turn + 2 * math.pi * corner / corners
        bend = math.cos(waves * angle) if corners == 40 else (-1) ** corner
        reach = radius * (1 - dent * (1 + bend) / 2)
        outline.append((middle[0] + reach * math.cos(angle), middle[1] + reach * math.sin(angle)))
    return outline


def draw_shape(dice: random.Random, canvas: ImageDraw.ImageDraw, colours: list[Colour]) -> None:
    fill, outline = dice.choice(colours), dice.choice(colours)
    pen = dice.choice((0, 0, 3, 6, 9))
    x, y = dice.uniform(0, CANVAS), dice.uniform(0, CANVAS)
    width, height = (CANVAS * dice.uniform(0.05, 0.4) for _ in range(2))
    box = (x - width, y - height, x + width, y + height)
    kind = dice.randrange(6)
    if kind == 0:
        canvas.ellipse(box, fill, outline, pen)
    elif kind == 1:
        canvas.rounded_rectangle(box, dice.choice((0, 10, 30)), fill, outline, pen)
    elif kind == 2:
        canvas.polygon(blob(dice, (x, y), width), fill, outline)
    elif kind == 3:
        canvas.arc(box, dice.uniform(0, 360), dice.uniform(0, 360), fill, pen + 3)
    elif kind == 4:
        canvas.line([(x, y), *blob(dice, (x, y), height)[:3]], fill, pen + 2, "curve")
    else:
        # A row of equal things: bars, windows, dots, letters.
        for step in range(dice.randint(3, 9)):
            left = x + step * 0.3 * width
            canvas.rectangle((left, y - dice.random() * height, left + 0.2 * width, y), fill)


def drawing(dice: random.Random) -> np.ndarray:
    """One picture, uint8 [SIDE, SIDE, 3]."""
    colours = palette(dice)
    picture = background(dice, colours[0], colours[1])
    canvas = ImageDraw.Draw(picture)
    for _ in range(dice.choice((0, 1, 2, 3, 4, 5, 7, 9, 12, 15, 20))):
        draw_shape(dice, canvas, colours)
    return np.asarray(picture.resize((SIDE, SIDE), Image.Resampling.BOX))


def drawings(count: int, seed: int) -> np.ndarray:
    """Pictures, uint8 [count, SIDE, SIDE, 3]."""
    dice = random.Random(seed)
    return np.stack([drawing(dice) for _ in range(count)])
