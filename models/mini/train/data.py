"""The packed pictures of prepare.py, and the order in which training sees them."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from model import normalize_colours

# The last pictures of each class are never trained on: the temperature of the
# tags and every choice between versions are made on them, so that the
# validation set stays a test.
HELD_OUT_PER_CLASS = 10
# A batch holds this many pictures of a class at a time, so that the contrastive
# loss finds partners.
GROUP = 4
# The class of pictures that belong to none.
NO_CLASS = -1


class Pictures:
    """`pixels` uint8 [count, 64, 64, 3] and `classes` int64 [count]."""

    def __init__(self, pixels: Tensor, classes: Tensor) -> None:
        self.pixels = pixels
        self.classes = classes

    @classmethod
    def read(cls, folder: Path, name: str) -> "Pictures":
        pixels = np.load(folder / f"{name}_pictures.npy")
        classes = np.load(folder / f"{name}_classes.npy")
        return cls(torch.from_numpy(pixels), torch.from_numpy(classes))

    @classmethod
    def of_no_class(cls, pixels: np.ndarray) -> "Pictures":
        return cls(torch.from_numpy(pixels), torch.full((len(pixels),), NO_CLASS))

    def __len__(self) -> int:
        return len(self.pixels)

    def select(self, indices: Tensor) -> "Pictures":
        return Pictures(self.pixels[indices], self.classes[indices])

    def colours(self, indices: Tensor | slice) -> Tensor:
        """Pictures as floats in [0, 1], [batch, 3, 64, 64]."""
        return self.pixels[indices].permute(0, 3, 1, 2).float().div_(255)

    def held_out(self) -> Tensor:
        """True for the last HELD_OUT_PER_CLASS pictures of each class, [count]."""
        mask = torch.zeros(len(self), dtype=torch.bool)
        for number in self.classes.unique():
            mask[(self.classes == number).nonzero().squeeze(1)[-HELD_OUT_PER_CLASS:]] = True
        return mask

    def split(self) -> tuple["Pictures", "Pictures"]:
        """What is trained on, and what is held out."""
        held_out = self.held_out()
        return self.select(~held_out), self.select(held_out)


def batches(pictures: Pictures, size: int) -> Iterator[Tensor]:
    """Indices, `size` at a time, for ever: every picture once a round, in groups of one class."""
    by_class = [(pictures.classes == c).nonzero().squeeze(1) for c in pictures.classes.unique()]
    while True:
        groups = []
        for members in by_class:
            shuffled = members[torch.randperm(len(members))]
            groups.append(shuffled[: len(shuffled) // GROUP * GROUP].view(-1, GROUP))
        order = torch.cat(groups)
        order = order[torch.randperm(len(order))].view(-1)
        for start in range(0, len(order) - size + 1, size):
            yield order[start : start + size]


def as_input(x: Tensor) -> Tensor:
    return normalize_colours(x).contiguous(memory_format=torch.channels_last)
