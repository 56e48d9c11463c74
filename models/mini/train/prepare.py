"""Packs Tiny-ImageNet into arrays: the pictures as 64x64 RGB bytes, the classes as numbers.

A class's number is its line in wnids.txt, which is also its place in the model's output.
"""

import argparse
from pathlib import Path

import numpy as np
from PIL import Image


def read_picture(path: Path) -> np.ndarray:
    return np.asarray(Image.open(path).convert("RGB"))


def training_pictures(source: Path, wnids: list[str]) -> list[tuple[Path, int]]:
    """Every training picture with its class, ordered by class and then by file name."""
    return [
        (path, number)
        for number, wnid in enumerate(wnids)
        for path in sorted((source / "train" / wnid / "images").glob("*.JPEG"))
    ]


def validation_pictures(source: Path, wnids: list[str]) -> list[tuple[Path, int]]:
    """Every validation picture with its class, in the order of val_annotations.txt."""
    numbers = {wnid: number for number, wnid in enumerate(wnids)}
    lines = (source / "val" / "val_annotations.txt").read_text().splitlines()
    rows = [line.split("\t") for line in lines]
    return [(source / "val" / "images" / row[0], numbers[row[1]]) for row in rows]


def save(target: Path, name: str, pictures: list[tuple[Path, int]]) -> None:
    """Writes NAME_pictures.npy (uint8, [count, 64, 64, 3]) and NAME_classes.npy (int64, [count])."""
    pixels = np.empty((len(pictures), 64, 64, 3), np.uint8)
    for index, (path, _) in enumerate(pictures):
        pixels[index] = read_picture(path)
    classes = np.array([number for _, number in pictures], np.int64)
    np.save(target / f"{name}_pictures.npy", pixels)
    np.save(target / f"{name}_classes.npy", classes)
    print(f"{name}: {len(pictures)} pictures")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path, help="the folder tiny-imagenet-200")
    parser.add_argument("--out", type=Path, default=Path("data"), help="folder for the arrays")
    arguments = parser.parse_args()

    arguments.out.mkdir(parents=True, exist_ok=True)
    wnids = (arguments.source / "wnids.txt").read_text().split()
    save(arguments.out, "train", training_pictures(arguments.source, wnids))
    save(arguments.out, "validation", validation_pictures(arguments.source, wnids))


if __name__ == "__main__":
    main()
