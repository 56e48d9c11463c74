"""The space in which pictures are compared: the classifier's embedding, whitened a little.

The directions in which all pictures differ most say what the classes of the
training are, and drown what tells other things apart. So the embedding is joined
with the strongest responses of the last layer, and each direction is scaled down
by a power of its variance (whitening, Jegou and Chum 2012, by less than a half). What comes
out has 512 dimensions and length 1.
"""

import argparse
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from data import Pictures, as_input
from drawings import drawings
from model import DIMENSION, Mini

SEED = 1
SAMPLE = 6_000
DRAWINGS = 600
PART = 250
PEAK_WEIGHT = 0.2
# Variances to the power of minus twice this: 0 leaves them, 0.5 would make them equal.
POWER = 0.15
# A share of the mean variance that is added to each: the smallest are noise.
FLOOR = 0.05


class SearchSpace(nn.Module):
    """From embeddings and peaks to what is compared; see `Mini.look`."""

    def __init__(self, peaks: int) -> None:
        super().__init__()
        joined = DIMENSION + peaks
        self.register_buffer("peak_mean", torch.zeros(peaks))
        self.register_buffer("peak_scale", torch.ones(peaks))
        self.register_buffer("centre", torch.zeros(joined))
        self.register_buffer("basis", torch.zeros(joined, DIMENSION))

    def join(self, embeddings: Tensor, peaks: Tensor) -> Tensor:
        scaled = F.normalize((peaks - self.peak_mean) * self.peak_scale, dim=1)
        return torch.cat([embeddings, PEAK_WEIGHT * scaled], 1)

    def forward(self, embeddings: Tensor, peaks: Tensor) -> Tensor:
        """Vectors [batch, DIMENSION] of length 1."""
        return F.normalize((self.join(embeddings, peaks) - self.centre) @ self.basis, dim=1)

    def directions(self, embeddings: Tensor) -> Tensor:
        """Where embeddings without a picture lie, such as the prototypes of classes."""
        joined = torch.cat([embeddings, torch.zeros(len(embeddings), len(self.peak_mean))], 1)
        return F.normalize((joined - self.centre) @ self.basis, dim=1)

    def fit(self, embeddings: Tensor, peaks: Tensor) -> None:
        self.peak_mean.copy_(peaks.mean(0))
        self.peak_scale.copy_(1 / (peaks.std(0) + 1e-6))
        joined = self.join(embeddings, peaks)
        self.centre.copy_(joined.mean(0))
        centred = joined - self.centre
        variances, directions = torch.linalg.eigh(centred.t() @ centred / len(centred))
        scales = (variances.clamp(min=0) + FLOOR * variances.mean()) ** -POWER
        # The directions come by growing variance.
        self.basis.copy_((directions * scales)[:, -DIMENSION:])


@torch.no_grad()
def look_at_all(model: Mini, pictures: Pictures) -> tuple[Tensor, Tensor]:
    """Embeddings and peaks of all pictures."""
    was_training = model.training
    model.eval()
    parts = [
        model.look(as_input(pictures.colours(slice(start, start + PART))))
        for start in range(0, len(pictures), PART)
    ]
    model.train(was_training)
    embeddings, peaks = zip(*parts)
    return torch.cat(embeddings), torch.cat(peaks)


def load_space(file: Path) -> SearchSpace:
    values = torch.load(file, map_location="cpu")
    space = SearchSpace(len(values["peak_mean"]))
    space.load_state_dict(values)
    return space


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder of the arrays")
    parser.add_argument("--weights", type=Path, default=Path("mini-2.pt"))
    parser.add_argument("--out", type=Path, default=Path("space.pt"))
    arguments = parser.parse_args()
    torch.manual_seed(SEED)
    model = Mini()
    model.load_state_dict(torch.load(arguments.weights, map_location="cpu"))
    training, _ = Pictures.read(arguments.data, "train").split()
    sample = training.select(torch.randperm(len(training))[:SAMPLE])
    drawn = Pictures.of_no_class(drawings(DRAWINGS, SEED))
    seen = [look_at_all(model, pictures) for pictures in (sample, drawn)]
    embeddings, peaks = (torch.cat(parts) for parts in zip(*seen))
    space = SearchSpace(peaks.shape[1])
    space.fit(embeddings, peaks)
    torch.save(space.state_dict(), arguments.out)


if __name__ == "__main__":
    main()
