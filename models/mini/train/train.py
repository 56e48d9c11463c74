"""Trains mini-1 on the arrays that prepare.py made.

The resolution grows from 32 to 48 to 64 pixels over the run: early epochs learn
the coarse things at a quarter of the cost.
"""

import argparse
import math
import random
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from model import Mini, normalize_colours

SEED = 0
BATCH = 256
PEAK_LEARNING_RATE = 0.25
WARM_UP = 0.15
MOMENTUM = 0.9
WEIGHT_DECAY = 5e-4
LABEL_SMOOTHING = 0.1


class Pictures:
    """One split of the data: `pixels` uint8 [count, 64, 64, 3] and `classes` int64 [count]."""

    def __init__(self, folder: Path, name: str) -> None:
        self.pixels = torch.from_numpy(np.load(folder / f"{name}_pictures.npy"))
        self.classes = torch.from_numpy(np.load(folder / f"{name}_classes.npy"))

    def __len__(self) -> int:
        return len(self.pixels)

    def colours(self, indices: Tensor | slice) -> Tensor:
        """Pictures as floats in [0, 1], [batch, 3, 64, 64]."""
        return self.pixels[indices].permute(0, 3, 1, 2).float().div_(255)


def random_crop(x: Tensor, side: int) -> Tensor:
    """One crop for the whole batch, of 45 to 100 % of the area and any shape near square, resized."""
    area = random.uniform(0.45, 1.0)
    stretch = math.exp(random.uniform(-0.25, 0.25))
    height = min(64, max(24, int(64 * math.sqrt(area) * stretch)))
    width = min(64, max(24, int(64 * math.sqrt(area) / stretch)))
    top = random.randint(0, 64 - height)
    left = random.randint(0, 64 - width)
    crop = x[:, :, top : top + height, left : left + width]
    return F.interpolate(crop, size=(side, side), mode="bilinear", align_corners=False)


def random_light(x: Tensor) -> Tensor:
    """Each picture up to 15 % brighter or darker, and each of its colours again."""
    brightness = 1 + 0.3 * (torch.rand(len(x), 1, 1, 1) - 0.5)
    tint = 1 + 0.3 * (torch.rand(len(x), 3, 1, 1) - 0.5)
    return (x * brightness * tint).clamp_(0, 1)


def augment(x: Tensor, side: int) -> Tensor:
    mirrored = torch.rand(len(x)) < 0.5
    x[mirrored] = x[mirrored].flip(3)
    return as_input(random_light(random_crop(x, side)))


def as_input(x: Tensor) -> Tensor:
    return normalize_colours(x).contiguous(memory_format=torch.channels_last)


def side_at(epoch: int, epochs: int) -> int:
    if epoch < epochs * 0.3:
        return 32
    return 48 if epoch < epochs * 0.65 else 64


def learning_rate_at(progress: float) -> float:
    """Linear warm-up, then half a cosine down to zero. `progress` is in [0, 1]."""
    if progress < WARM_UP:
        return PEAK_LEARNING_RATE * progress / WARM_UP
    rest = (progress - WARM_UP) / (1 - WARM_UP)
    return PEAK_LEARNING_RATE * 0.5 * (1 + math.cos(math.pi * rest))


def optimizer_of(model: Mini) -> torch.optim.SGD:
    """Weight decay pulls on matrices and kernels only, not on normalisation."""
    matrices = [p for p in model.parameters() if p.ndim > 1]
    vectors = [p for p in model.parameters() if p.ndim <= 1]
    groups = [
        {"params": matrices, "weight_decay": WEIGHT_DECAY},
        {"params": vectors, "weight_decay": 0},
    ]
    return torch.optim.SGD(groups, lr=PEAK_LEARNING_RATE, momentum=MOMENTUM, nesterov=True)


@torch.no_grad()
def evaluate(model: Mini, pictures: Pictures) -> dict[str, float]:
    """Accuracy of the classifier, and precision at 1 and 20 of leave-one-out search."""
    model.eval()
    embeddings = torch.cat(
        [
            model.embed(as_input(pictures.colours(slice(start, start + 500))))
            for start in range(0, len(pictures), 500)
        ]
    )
    right = model.classify(embeddings).argmax(1) == pictures.classes
    similarities = embeddings @ embeddings.t()
    similarities.fill_diagonal_(-9)
    nearest = similarities.topk(20, 1).indices
    hits = (pictures.classes[nearest] == pictures.classes[:, None]).float()
    model.train()
    return {
        "accuracy": right.float().mean().item(),
        "precision_at_1": hits[:, 0].mean().item(),
        "precision_at_20": hits.mean().item(),
    }


def train(arguments: argparse.Namespace) -> None:
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(SEED)
    random.seed(SEED)
    training = Pictures(arguments.data, "train")
    validation = Pictures(arguments.data, "validation")
    model = Mini().to(memory_format=torch.channels_last)
    optimizer = optimizer_of(model)
    steps = arguments.epochs * (len(training) // BATCH)
    step = 0
    started = time.time()

    for epoch in range(arguments.epochs):
        side = side_at(epoch, arguments.epochs)
        order = torch.randperm(len(training))
        for start in range(0, len(training) - BATCH + 1, BATCH):
            for group in optimizer.param_groups:
                group["lr"] = learning_rate_at(step / steps)
            indices = order[start : start + BATCH]
            logits = model(augment(training.colours(indices), side))
            loss = F.cross_entropy(
                logits, training.classes[indices], label_smoothing=LABEL_SMOOTHING
            )
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            step += 1
            if step % 100 == 0:
                seconds = time.time() - started
                print(
                    f"epoch {epoch} step {step}/{steps} side {side} "
                    f"loss {loss.item():.3f} {seconds:.0f} s",
                    flush=True,
                )
        torch.save(model.state_dict(), arguments.out)
        print(f"epoch {epoch} {evaluate(model, validation)}", flush=True)
        if time.time() - started > arguments.max_seconds:
            print("time is up")
            break


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder of the arrays")
    parser.add_argument("--out", type=Path, default=Path("mini-1.pt"), help="file for the weights")
    parser.add_argument("--epochs", type=int, default=7)
    parser.add_argument(
        "--max-seconds", type=float, default=3600, help="stop after the epoch that passes this"
    )
    parser.add_argument("--threads", type=int, default=2)
    train(parser.parse_args())


if __name__ == "__main__":
    main()
