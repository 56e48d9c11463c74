"""Exports the trained weights as ONNX, the classes' directions, and the class list.

The logits leave the file calibrated: they are divided by the temperature that
fits the held-out pictures best. The list is what
packages/core/scripts/build-mini-labels.mjs makes labels.json of.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from data import Pictures
from evaluate import temperature_for
from model import SIDE, Mini
from space import SearchSpace, load_space, look_at_all

OPSET = 14
# Arrays of at least this many numbers are kept as int8 in the file.
LARGE = 10_000


class Exported(nn.Module):
    """The network with both of its answers: vectors of length 1, and calibrated logits."""

    def __init__(self, model: Mini, space: SearchSpace, temperature: float) -> None:
        super().__init__()
        self.model = model
        self.space = space
        self.temperature = temperature

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        embeddings, peaks = self.model.look(x)
        return self.space(embeddings, peaks), self.model.classify(embeddings) / self.temperature


def export_model(model: Mini, space: SearchSpace, temperature: float, target: Path) -> None:
    names = ["pixel_values", "image_embeds", "tag_logits"]
    torch.onnx.export(
        Exported(model, space, temperature).eval(),
        torch.randn(2, 3, SIDE, SIDE),
        str(target),
        opset_version=OPSET,
        input_names=names[:1],
        output_names=names[1:],
        dynamic_axes={name: {0: "batch"} for name in names},
    )


def shrink(file: Path) -> None:
    """Keeps large weights as int8, widened when the file is loaded: a quarter of the size.

    Each output channel has a scale of its own, so that its largest weight is 127.
    """
    model = onnx.load(str(file))
    graph = model.graph
    outputs = {node.input[1]: -1 for node in graph.node if node.op_type == "MatMul"}
    nodes = []
    for entry in list(graph.initializer):
        values = numpy_helper.to_array(entry)
        if values.dtype != np.float32 or values.size < LARGE:
            continue
        name, channel = entry.name, outputs.get(entry.name, 0) % values.ndim
        others = tuple(axis for axis in range(values.ndim) if axis != channel)
        scale = np.maximum(np.abs(values).max(others, keepdims=True) / 127, 1e-12)
        whole = np.round(values / scale).astype(np.int8)
        entry.CopyFrom(numpy_helper.from_array(whole, f"{name}.int8"))
        graph.initializer.append(numpy_helper.from_array(scale, f"{name}.scale"))
        nodes += [
            helper.make_node("Cast", [f"{name}.int8"], [f"{name}.wide"], to=TensorProto.FLOAT),
            helper.make_node("Mul", [f"{name}.wide", f"{name}.scale"], [name]),
        ]
    for place, node in enumerate(nodes):
        graph.node.insert(place, node)
    onnx.checker.check_model(model)
    onnx.save(model, str(file))


def export_prototypes(model: Mini, space: SearchSpace, target: Path) -> None:
    """Where pictures of each class lie: float16, little-endian, [CLASSES, DIMENSION]."""
    prototypes = F.normalize(model.prototypes.detach(), dim=1)
    target.write_bytes(space.directions(prototypes).numpy().astype("<f2").tobytes())


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
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder of the arrays")
    parser.add_argument("--weights", type=Path, default=Path("mini-2.pt"))
    parser.add_argument("--space", type=Path, default=Path("space.pt"))
    parser.add_argument("--out", type=Path, default=Path(".."), help="folder of the model")
    arguments = parser.parse_args()
    model = Mini().eval()
    model.load_state_dict(torch.load(arguments.weights, map_location="cpu"))
    _, held_out = Pictures.read(arguments.data, "train").split()
    space = load_space(arguments.space)
    with torch.no_grad():
        logits = model.classify(look_at_all(model, held_out)[0])
    temperature = temperature_for(logits, held_out.classes)
    print(f"temperature {temperature:.3f}")
    export_model(model, space, temperature, arguments.out / "model.onnx")
    shrink(arguments.out / "model.onnx")
    export_prototypes(model, space, arguments.out / "prototypes.bin")
    export_classes(arguments.source, arguments.out / "train" / "classes.json")


if __name__ == "__main__":
    main()
