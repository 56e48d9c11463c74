"""Draws the curves of a run from its log: losses and held-out accuracy over time, as SVG."""

import argparse
import json
from pathlib import Path

WIDTH, HEIGHT, MARGIN = 640, 260, 44
# (key of the log, what it is called, colour)
LOSSES = (
    ("classifier_loss", "classifier", "#2563eb"),
    ("contrastive_loss", "contrastive", "#d97706"),
)
ACCURACY = ("held_out_accuracy", "accuracy on held-out pictures (right)", "#16a34a")


def path(points: list[tuple[float, float]], colour: str) -> str:
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>'


def text(x: float, y: float, words: str, colour: str = "#444", anchor: str = "start") -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" fill="{colour}" text-anchor="{anchor}">{words}</text>'


def draw(entries: list[dict[str, float]]) -> str:
    seconds = max(entry["seconds"] for entry in entries)
    losses = [entry[key] for entry in entries for key, _, _ in LOSSES if key in entry]
    low, high = min(losses), max(losses)
    accuracies = [entry[ACCURACY[0]] for entry in entries if ACCURACY[0] in entry]
    worst, best = min(accuracies), max(accuracies)

    def across(entry: dict[str, float]) -> float:
        return MARGIN + (WIDTH - 2 * MARGIN) * entry["seconds"] / seconds

    def up(value: float, bottom: float, top: float) -> float:
        share = (value - bottom) / ((top - bottom) or 1)
        return HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * share

    parts = []
    for number, (key, name, colour) in enumerate(LOSSES):
        points = [(across(entry), up(entry[key], low, high)) for entry in entries if key in entry]
        parts += [path(points, colour), text(MARGIN + 100 * number, 20, name, colour)]
    key, name, colour = ACCURACY
    points = [(across(entry), up(entry[key], worst, best)) for entry in entries if key in entry]
    parts += [path(points, colour), text(MARGIN + 210, 20, name, colour)]
    bottom = HEIGHT - MARGIN
    right = WIDTH - MARGIN
    parts += [
        f'<path d="M{MARGIN} {MARGIN}V{bottom}H{right}V{MARGIN}" fill="none" stroke="#999"/>',
        text(MARGIN - 6, bottom, f"{low:.1f}", anchor="end"),
        text(MARGIN - 6, MARGIN + 4, f"{high:.1f}", anchor="end"),
        text(right + 6, bottom, f"{worst:.2f}", colour),
        text(right + 6, MARGIN + 4, f"{best:.2f}", colour),
        text(MARGIN, HEIGHT - 20, "0"),
        text(right, HEIGHT - 20, f"{seconds / 60:.0f} minutes", anchor="end"),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="12">'
        "<title>Losses and held-out accuracy over the minutes of the training</title>"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--log", type=Path, default=Path("training.jsonl"))
    parser.add_argument("--out", type=Path, default=Path("curves.svg"))
    arguments = parser.parse_args()
    lines = arguments.log.read_text().splitlines()
    arguments.out.write_text(draw([json.loads(line) for line in lines]))


if __name__ == "__main__":
    main()
