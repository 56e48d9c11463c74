"""Starts the network from the published file of the first version.

That file has no batch normalisation left: it was folded into the convolutions.
It is put back so that the network says what the file says, and can go on
learning as it did.
"""

from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from model import Mini, ResidualBlock


def copy_norm(target: nn.Module, values: dict[str, Tensor], prefix: str) -> None:
    for name in ("weight", "bias", "running_mean", "running_var"):
        getattr(target, name).data.copy_(values[f"{prefix}.{name}"])


def pairs_of(model: Mini) -> list[tuple[nn.Conv2d, nn.BatchNorm2d]]:
    """Each convolution that the first version has with its normalisation, in the file's order."""
    blocks = [layer for layer in model.body if isinstance(layer, ResidualBlock)]
    pairs = [(model.body[0], model.body[1])]
    for before, block in zip([None, *blocks], blocks):
        if before is not None and before.conv2.out_channels == block.conv2.out_channels:
            if block.shortcut is None:
                continue  # A second block of its stage: the first version has none.
        pairs += [(block.conv1, block.norm1), (block.conv2, block.norm2)]
        if block.shortcut is not None:
            pairs.append((block.shortcut[1], block.shortcut[2]))
    return pairs


@torch.no_grad()
def start_from(file: Path, model: Mini, sample: Tensor) -> None:
    """Copies the weights. `sample`, [batch, 3, side, side], sets the statistics of the normalisation."""
    graph = onnx.load(str(file)).graph
    values = {
        entry.name: torch.from_numpy(numpy_helper.to_array(entry).copy())
        for entry in graph.initializer
    }
    convolutions = [node for node in graph.node if node.op_type == "Conv"]
    pairs = pairs_of(model)
    assert len(convolutions) == len(pairs), "the file is not the first version"
    hooks = []
    for node, (convolution, norm) in zip(convolutions, pairs):
        convolution.weight.copy_(values[node.input[1]])
        bias = values[node.input[2]]
        hooks.append(norm.register_forward_hook(as_identity_plus(bias)))
    projection = next(node for node in graph.node if node.op_type == "MatMul")
    model.projection.weight.copy_(values[projection.input[1]].t())
    copy_norm(model.neck, values, "m.bn")
    model.prototypes.copy_(values["m.w"])
    model.eval()
    model.pool(sample)
    model.train()
    for hook in hooks:
        hook.remove()


def as_identity_plus(bias: Tensor):
    """A hook that sets a normalisation to add `bias` and otherwise change nothing."""

    def hook(norm: nn.BatchNorm2d, inputs: tuple[Tensor], output: Tensor) -> Tensor:
        x = inputs[0]
        norm.running_mean.copy_(x.mean((0, 2, 3)))
        norm.running_var.copy_(x.var((0, 2, 3)))
        norm.weight.copy_((norm.running_var + norm.eps).sqrt())
        norm.bias.copy_(norm.running_mean + bias)
        return x + bias.view(1, -1, 1, 1)

    return hook
