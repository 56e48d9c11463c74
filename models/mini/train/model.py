"""The network of mini-1: a small residual network with a cosine classifier.

Training and export both use it, so that the exported file is the trained network.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

# CLIP's normalisation of colours on a scale of 0 to 1, so that one
# preprocessing serves this model and CLIP.
MEAN = (0.48145466, 0.4578275, 0.40821073)
STD = (0.26862954, 0.26130258, 0.27577711)

CLASSES = 200
DIMENSION = 512
STAGE_CHANNELS = (40, 80, 160, 320)

# Cosines lie in [-1, 1]; times this they are logits that a softmax can separate.
LOGIT_SCALE = 20.0


class ResidualBlock(nn.Module):
    """Two 3x3 convolutions with a shortcut, which is projected when the shape changes."""

    def __init__(self, channels_in: int, channels_out: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels_in, channels_out, 3, stride, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(channels_out)
        self.conv2 = nn.Conv2d(channels_out, channels_out, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(channels_out)
        self.shortcut = None
        if stride != 1 or channels_in != channels_out:
            self.shortcut = nn.Sequential(
                nn.AvgPool2d(2) if stride == 2 else nn.Identity(),
                nn.Conv2d(channels_in, channels_out, 1, bias=False),
                nn.BatchNorm2d(channels_out),
            )

    def forward(self, x: Tensor) -> Tensor:
        z = F.relu(self.norm1(self.conv1(x)))
        z = self.norm2(self.conv2(z))
        return F.relu(z + (x if self.shortcut is None else self.shortcut(x)))


class Mini(nn.Module):
    """Pictures [batch, 3, side, side], normalised, to class logits [batch, CLASSES]."""

    def __init__(self) -> None:
        super().__init__()
        first = STAGE_CHANNELS[0]
        self.stem = nn.Sequential(
            nn.Conv2d(3, first, 3, 2, 1, bias=False),
            nn.BatchNorm2d(first),
            nn.ReLU(),
        )
        blocks = []
        channels_in = first
        for stage, channels_out in enumerate(STAGE_CHANNELS):
            blocks.append(ResidualBlock(channels_in, channels_out, 1 if stage == 0 else 2))
            channels_in = channels_out
        self.stages = nn.Sequential(*blocks)
        self.projection = nn.Linear(2 * channels_in, DIMENSION, bias=False)
        self.neck = nn.BatchNorm1d(DIMENSION)
        self.prototypes = nn.Parameter(torch.randn(CLASSES, DIMENSION) * 0.05)

    def embed(self, x: Tensor) -> Tensor:
        """Embeddings [batch, DIMENSION] of length 1: average and maximum over the picture, projected."""
        z = self.stages(self.stem(x))
        pooled = torch.cat([z.mean((2, 3)), z.amax((2, 3))], 1)
        return F.normalize(self.neck(self.projection(pooled)), dim=1)

    def classify(self, embeddings: Tensor) -> Tensor:
        """Logits: LOGIT_SCALE times the cosine of each embedding and each class's prototype."""
        return LOGIT_SCALE * embeddings @ F.normalize(self.prototypes, dim=1).t()

    def forward(self, x: Tensor) -> Tensor:
        return self.classify(self.embed(x))


def normalize_colours(x: Tensor) -> Tensor:
    """Colours in [0, 1], [batch, 3, height, width], to what the network expects."""
    mean = torch.tensor(MEAN).view(1, 3, 1, 1)
    std = torch.tensor(STD).view(1, 3, 1, 1)
    return (x - mean) / std
