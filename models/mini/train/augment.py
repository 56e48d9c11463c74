"""What happens to a training picture: the edits under which its embedding should stay put.

Every function takes and returns a batch of colours in [0, 1], [batch, 3, height, width],
and draws its own numbers for each picture.
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor

SMALLEST_CROP = 0.45
ROTATED, ROTATION = 0.2, math.radians(8)
BORDERED = 0.06
BLURRED = 0.15
COVERED = 0.12
RECOMPRESSED = 0.3


def uniform(count: int, low: float, high: float) -> Tensor:
    return torch.empty(count).uniform_(low, high)


def crop(x: Tensor, side: int) -> Tensor:
    """A crop of 45 to 100 % of the area, mirrored half of the time, sometimes turned or framed."""
    count = len(x)
    area = uniform(count, SMALLEST_CROP, 1)
    stretch = torch.exp(uniform(count, -0.25, 0.25))
    width = (area * stretch).sqrt().clamp_(max=1)
    height = (area / stretch).sqrt().clamp_(max=1)
    framed = torch.rand(count) < BORDERED
    frame = uniform(count, 1.05, 1.3)
    width = torch.where(framed, frame, width)
    height = torch.where(framed, frame, height)
    left = uniform(count, -1, 1) * (1 - width).abs()
    top = uniform(count, -1, 1) * (1 - height).abs()
    angle = uniform(count, -ROTATION, ROTATION) * (torch.rand(count) < ROTATED)
    mirror = 1 - 2 * (torch.rand(count) < 0.5).float()
    cos, sin = angle.cos(), angle.sin()
    theta = torch.stack(
        [
            torch.stack([mirror * width * cos, -height * sin, left], 1),
            torch.stack([mirror * width * sin, height * cos, top], 1),
        ],
        1,
    )
    grid = F.affine_grid(theta, [count, 3, side, side], align_corners=False)
    out = F.grid_sample(x, grid, mode="bilinear", padding_mode="border", align_corners=False)
    which = framed.nonzero().squeeze(1)
    if len(which) > 0:
        outside = (grid[which].abs() > 1).any(3)[:, None]
        out[which] = torch.where(outside, torch.rand(len(which), 3, 1, 1), out[which])
    return out


def light(x: Tensor) -> Tensor:
    """Brightness, contrast and saturation up to 25 % up or down, and a slight tint."""
    count = len(x)
    shape = (count, 1, 1, 1)
    grey = x.mean(1, keepdim=True)
    level = grey.mean((2, 3), keepdim=True)
    saturation = uniform(count, 0.75, 1.25).view(shape)
    contrast = uniform(count, 0.75, 1.25).view(shape)
    gain = uniform(count, 0.8, 1.2).view(shape) * torch.empty(count, 3, 1, 1).uniform_(0.9, 1.1)
    # ((grey + s (x - grey) - level) c + level) g, with the picture-sized terms gathered.
    x = x * (saturation * contrast * gain)
    x += grey * ((1 - saturation) * contrast * gain)
    x += level * (1 - contrast) * gain
    return x.clamp_(0, 1)


def blur(x: Tensor) -> Tensor:
    """Some pictures lose half of their resolution, as a thumbnail or a low JPEG quality does."""
    which = (torch.rand(len(x)) < BLURRED).nonzero().squeeze(1)
    if len(which) > 0:
        small = F.avg_pool2d(x[which], 2)
        x[which] = F.interpolate(small, size=x.shape[2:], mode="bilinear", align_corners=False)
    return x


def cover(x: Tensor) -> Tensor:
    """Some pictures get a flat bar of one colour, as a caption or a watermark covers a part."""
    which = (torch.rand(len(x)) < COVERED).nonzero().squeeze(1)
    count = len(which)
    if count == 0:
        return x
    place = (torch.arange(x.shape[2]) + 0.5) / x.shape[2]
    width, height = uniform(count, 0.2, 0.9), uniform(count, 0.08, 0.35)
    left, top = uniform(count, 0, 1) * (1 - width), uniform(count, 0, 1) * (1 - height)
    across = (place >= left[:, None]) & (place < (left + width)[:, None])
    down = (place >= top[:, None]) & (place < (top + height)[:, None])
    covered = (down[:, :, None] & across[:, None, :])[:, None]
    x[which] = torch.where(covered, torch.rand(count, 3, 1, 1), x[which])
    return x


def write_over(x: Tensor) -> Tensor:
    """Letters across every picture, half transparent, and a dark caption with light ones along an edge.

    Blocks of noise stand for the letters: at this size they look like that.
    """
    count, _, side, _ = x.shape
    shape = (count, 1, 1, 1)
    place = (torch.arange(side) + 0.5) / side
    down, across = place.view(1, 1, -1, 1), place.view(1, 1, 1, -1)
    letters = F.interpolate((torch.rand(count, 1, 20, 20) < 0.4).float(), size=(side, side))
    slope = uniform(count, -0.6, 0.6).view(shape)
    middle = uniform(count, 0.4, 0.6).view(shape) + slope * (across - 0.5)
    line = (down - middle).abs() < uniform(count, 0.05, 0.2).view(shape)
    strength = uniform(count, 0.3, 0.65).view(shape)
    x = torch.lerp(x, torch.ones_like(x), line * letters * strength)
    height = uniform(count, 0.1, 0.22).view(shape)
    depth = torch.where(torch.rand(shape) < 0.5, down, 1 - down)
    ink = (letters > 0) & ((depth - height / 2).abs() < height / 4)
    caption = torch.where(ink, uniform(count, 0.8, 1).view(shape), uniform(count, 0, 0.2).view(shape))
    return torch.where(depth < height, torch.lerp(x, caption.expand_as(x), 0.85), x)


def recompress(x: Tensor) -> Tensor:
    """Some pictures lose what JPEG would lose at qualities of about 15 to 70, in blocks of 8 x 8."""
    which = (torch.rand(len(x)) < RECOMPRESSED).nonzero().squeeze(1)
    count, blocks = len(which), x.shape[2] // 8
    if count == 0:
        return x
    place = torch.arange(8.0)
    waves = torch.cos(math.pi / 8 * place[:, None] * (place + 0.5)) / 2
    waves[0] /= math.sqrt(2)
    # Coarser for finer waves, about as the standard's example table has it.
    steps = (10 + 6 * (place[:, None] + place)) / 255
    steps = steps * torch.exp(uniform(count, -0.5, 1.2)).view(-1, 1, 1, 1, 1, 1)
    tiles = x[which].reshape(count, 3, blocks, 8, blocks, 8).permute(0, 1, 2, 4, 3, 5)
    spectrum = waves @ tiles @ waves.t()
    kept = waves.t() @ ((spectrum / steps).round() * steps) @ waves
    x[which] = kept.permute(0, 1, 2, 4, 3, 5).reshape(count, 3, *x.shape[2:]).clamp_(0, 1)
    return x


def augment(x: Tensor, side: int) -> Tensor:
    return recompress(cover(blur(light(crop(x, side)))))
