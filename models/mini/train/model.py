"""The network of mini-2: a small residual network with a cosine classifier.

Training and export both use it, so that the exported file is the trained network.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

# CLIP's normalisation of colours on a scale of 0 to 1, so that one
# preprocessing serves this model and CLIP.
MEAN = (0.48145466, 0.4578275, 0.40821073)
STD = (0.26862954, 0.26130258, 0.27577711)

# Pixels a side of a picture, and of the two looks at it. The training resizes
# every picture, so that one which was not is sharper than any the network knows.
SIDE = 64
FIRST_LOOK = 60
SECOND_LOOK = 48

CLASSES = 200
DIMENSION = 512
STEM_CHANNELS = 40
# (channels, blocks, stride of the first block)
STAGES = ((40, 1, 1), (80, 2, 2), (160, 2, 2), (320, 2, 2))

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
        # A block starts as its shortcut and learns what to add.
        nn.init.zeros_(self.norm2.weight)
        self.shortcut = None
        if stride != 1 or channels_in != channels_out:
            self.shortcut = nn.Sequential(
                nn.AvgPool2d(2, ceil_mode=True) if stride == 2 else nn.Identity(),
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
        channels_in = STEM_CHANNELS
        layers: list[nn.Module] = [
            nn.Conv2d(3, channels_in, 3, 2, 1, bias=False),
            nn.BatchNorm2d(channels_in),
            nn.ReLU(),
        ]
        for channels_out, blocks, stride in STAGES:
            for block in range(blocks):
                layers.append(ResidualBlock(channels_in, channels_out, stride if block == 0 else 1))
                channels_in = channels_out
        self.body = nn.Sequential(*layers)
        self.projection = nn.Linear(2 * channels_in, DIMENSION, bias=False)
        self.neck = nn.BatchNorm1d(DIMENSION)
        self.prototypes = nn.Parameter(torch.randn(CLASSES, DIMENSION) * 0.05)

    def pool(self, x: Tensor) -> Tensor:
        """Features [batch, 2 x last channels]: average and maximum over the picture."""
        z = self.body(x)
        return torch.cat([z.mean((2, 3)), z.amax((2, 3))], 1).float()

    def embed(self, x: Tensor) -> Tensor:
        """Embeddings [batch, DIMENSION] of length 1."""
        return F.normalize(self.neck(self.projection(self.pool(x)).float()), dim=1)

    def look(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Embeddings and peaks (the maxima of `pool`), of two looks at a picture.

        The second is at the mirror image at four fifths of the first one's size: what
        the network sees at both sizes and both ways round is there.
        """
        pooled = (self.pool(resize(x, FIRST_LOOK)) + self.pool(resize(x.flip(3), SECOND_LOOK))) / 2
        embeddings = F.normalize(self.neck(self.projection(pooled)), dim=1)
        return embeddings, pooled.chunk(2, 1)[1]

    def classify(self, embeddings: Tensor) -> Tensor:
        """Logits: LOGIT_SCALE times the cosine of each embedding and each class's prototype."""
        return LOGIT_SCALE * embeddings @ F.normalize(self.prototypes, dim=1).t()

    def forward(self, x: Tensor) -> Tensor:
        return self.classify(self.embed(x))


def resize(x: Tensor, side: int) -> Tensor:
    return F.interpolate(x, size=(side, side), mode="bilinear", align_corners=False)


def normalize_colours(x: Tensor) -> Tensor:
    """Colours in [0, 1], [batch, 3, height, width], to what the network expects."""
    mean = torch.tensor(MEAN).view(1, 3, 1, 1)
    std = torch.tensor(STD).view(1, 3, 1, 1)
    return (x - mean) / std
