"""Accuracy, search and calibration of a trained network.

Run by itself it prints the figures of the held-out pictures, by which versions
are compared, and of the validation set.
"""

import argparse
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from data import Pictures
from model import Mini
from space import SearchSpace, load_space, look_at_all

PART = 250
NEIGHBOURS = 20


@torch.no_grad()
def accuracy(model: Mini, pictures: Pictures) -> float:
    embeddings, _ = look_at_all(model, pictures)
    right = model.classify(embeddings).argmax(1) == pictures.classes
    return right.float().mean().item()


def precision(embeddings: Tensor, classes: Tensor) -> tuple[float, float]:
    """Precision at 1 and at NEIGHBOURS, every picture searching among all the others."""
    hits = []
    for start in range(0, len(embeddings), PART):
        similarities = embeddings[start : start + PART] @ embeddings.t()
        itself = torch.arange(start, start + len(similarities))
        similarities[torch.arange(len(similarities)), itself] = -9
        nearest = similarities.topk(NEIGHBOURS, 1).indices
        hits.append((classes[nearest] == classes[itself][:, None]).float())
    found = torch.cat(hits)
    return found[:, 0].mean().item(), found.mean().item()


def calibration_error(logits: Tensor, classes: Tensor, bins: int = 10) -> float:
    """Expected calibration error (Guo et al. 2017): how far confidence and accuracy are apart."""
    confidence, guess = F.softmax(logits, 1).max(1)
    right = (guess == classes).float()
    bin_of = (confidence * bins).long().clamp(max=bins - 1)
    gaps = [
        (right[bin_of == b].mean() - confidence[bin_of == b].mean()).abs() * (bin_of == b).float().mean()
        for b in range(bins)
        if (bin_of == b).any()
    ]
    return sum(gaps).item()


def temperature_for(logits: Tensor, classes: Tensor) -> float:
    """What logits are divided by for the lowest cross entropy, to 1 %."""
    candidates = torch.exp(torch.arange(-0.7, 0.7, 0.01))
    losses = torch.stack([F.cross_entropy(logits / t, classes) for t in candidates])
    return candidates[losses.argmin()].item()


@torch.no_grad()
def report(model: Mini, space: SearchSpace, pictures: Pictures) -> dict[str, float]:
    embeddings, peaks = look_at_all(model, pictures)
    logits = model.classify(embeddings)
    at_1, at_20 = precision(space(embeddings, peaks), pictures.classes)
    figures = {
        "accuracy": (logits.argmax(1) == pictures.classes).float().mean().item(),
        "precision_at_1": at_1,
        "precision_at_20": at_20,
        "best_temperature": temperature_for(logits, pictures.classes),
        "calibration_error": calibration_error(logits, pictures.classes),
    }
    return {name: round(value, 4) for name, value in figures.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder of the arrays")
    parser.add_argument("--weights", type=Path, default=Path("mini-2.pt"))
    parser.add_argument("--space", type=Path, default=Path("space.pt"))
    arguments = parser.parse_args()
    model = Mini()
    model.load_state_dict(torch.load(arguments.weights, map_location="cpu"))
    space = load_space(arguments.space)
    _, held_out = Pictures.read(arguments.data, "train").split()
    print("held out", report(model, space, held_out))
    print("validation", report(model, space, Pictures.read(arguments.data, "validation")))


if __name__ == "__main__":
    main()
