"""Exports the trained weights as ONNX, and the class list that belongs to its output.

The list is what packages/core/scripts/build-mini-labels.mjs makes labels.json of.
"""

import argparse
import json
from pathlib import Path

import torch
from torch import Tensor, nn

from model import Mini

OPSET = 14


class WithEmbedding(nn.Module):
    """The network with both of its answers: embeddings of length 1, and class logits."""

    def __init__(self, model: Mini) -> None:
        super().__init__()
        self.model = model

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        embeddings = self.model.embed(x)
        return embeddings, self.model.classify(embeddings)


def export_model(weights: Path, target: Path) -> None:
    model = Mini()
    model.load_state_dict(torch.load(weights, map_location="cpu"))
    names = ["pixel_values", "image_embeds", "tag_logits"]
    torch.onnx.export(
        WithEmbedding(model.eval()).eval(),
        torch.randn(2, 3, 64, 64),
        str(target),
        opset_version=OPSET,
        input_names=names[:1],
        output_names=names[1:],
        dynamic_axes={name: {0: "batch"} for name in names},
    )


def export_classes(source: Path, target: Path) -> None:
    """Writes WordNet ids and names in the order of the output, one class a line."""
    rows = [line.split("\t") for line in (source / "words.txt").read_text().splitlines()]
    words = {row[0]: row[1] for row in rows}
    entries = [
        {"wnid": wnid, "names": [name.strip() for name in words[wnid].split(",")]}
        for wnid in (source / "wnids.txt").read_text().split()
    ]
    lines = [
        "  " + json.dumps(entry, ensure_ascii=False, separators=(",", ":")) for entry in entries
    ]
    target.write_text("[\n" + ",\n".join(lines) + "\n]\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path, help="the folder tiny-imagenet-200")
    parser.add_argument("--weights", type=Path, default=Path("mini-1.pt"))
    parser.add_argument("--model", type=Path, default=Path("../model.onnx"))
    parser.add_argument("--classes", type=Path, default=Path("classes.json"))
    arguments = parser.parse_args()
    export_model(arguments.weights, arguments.model)
    export_classes(arguments.source, arguments.classes)


if __name__ == "__main__":
    main()
