"""Trains mini-2 on the arrays that prepare.py made, for a given time.

The schedule follows the clock, not the count of steps: learning rate and
resolution depend on the fraction of the time that has passed, so that a run
ends fully annealed on a machine of any speed. The state is written every few
minutes and a stopped run continues from it.
"""

import argparse
import copy
import json
import math
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from augment import augment, write_over
from data import NO_CLASS, Pictures, as_input, batches
from evaluate import accuracy
from drawings import drawings
from model import Mini

SEED = 0
# Photographs in a batch; DRAWN pictures that are of no class are added, and
# TWINS of them all are in it a second time, written over.
BATCH = 192
DRAWN = 12
TWINS = 28
DRAWINGS = 20_000
PEAK_LEARNING_RATE = 0.12
WARM_UP = 0.03
MOMENTUM = 0.9
WEIGHT_DECAY = 5e-4
LABEL_SMOOTHING = 0.1
CONTRASTIVE_WEIGHT = 0.25
CONTRASTIVE_TEMPERATURE = 0.1
TWIN_WEIGHT = 0.2
TWIN_TEMPERATURE = 0.07
# Each average step replaces this share of the average, every AVERAGE_EVERY steps.
AVERAGE_SHARE = 0.005
AVERAGE_EVERY = 4
# (until this fraction of the time, side in pixels): early epochs learn the
# coarse things at a fraction of the cost.
RESOLUTIONS = ((0.25, 32), (0.6, 40), (0.85, 48), (1.0, 56))


def side_at(progress: float) -> int:
    return next(side for until, side in RESOLUTIONS if progress <= until or until == 1.0)


def learning_rate_at(progress: float) -> float:
    """Linear warm-up, then half a cosine down to zero. `progress` is in [0, 1]."""
    if progress < WARM_UP:
        return PEAK_LEARNING_RATE * progress / WARM_UP
    rest = (progress - WARM_UP) / (1 - WARM_UP)
    return PEAK_LEARNING_RATE * 0.5 * (1 + math.cos(math.pi * min(1.0, rest)))


def contrastive_loss(embeddings: Tensor, classes: Tensor) -> Tensor:
    """Supervised contrastive loss (Khosla et al. 2020, the outer sum) within the batch.

    Pictures of no class are only what others are told apart from.
    """
    similarities = embeddings @ embeddings.t() / CONTRASTIVE_TEMPERATURE
    itself = torch.eye(len(classes), dtype=torch.bool)
    log_shares = F.log_softmax(similarities.masked_fill(itself, -1e4), dim=1)
    partners = ((classes[:, None] == classes[None]) & (classes >= 0) & ~itself).float()
    return -((log_shares * partners).sum(1) / partners.sum(1).clamp(min=1)).mean()


def classifier_loss(logits: Tensor, classes: Tensor) -> Tensor:
    """Cross entropy; what belongs to no class should be given to all alike (Hendrycks et al. 2019)."""
    known = classes >= 0
    named = F.cross_entropy(logits[known], classes[known], label_smoothing=LABEL_SMOOTHING)
    unnamed = -F.log_softmax(logits[~known], dim=1).mean()
    share = known.float().mean()
    return share * named + (1 - share) * unnamed


def twin_loss(embeddings: Tensor, twins: int) -> Tensor:
    """Each of the last `twins` must know which picture it is: the one as far from the start."""
    originals, again = embeddings[:-twins], embeddings[-twins:]
    similarities = again @ originals.t() / TWIN_TEMPERATURE
    return F.cross_entropy(similarities, torch.arange(twins))


def optimizer_of(model: nn.Module) -> torch.optim.SGD:
    """Weight decay pulls on matrices and kernels only, not on normalisation."""
    matrices = [p for p in model.parameters() if p.ndim > 1]
    vectors = [p for p in model.parameters() if p.ndim <= 1]
    groups = [
        {"params": matrices, "weight_decay": WEIGHT_DECAY},
        {"params": vectors, "weight_decay": 0},
    ]
    return torch.optim.SGD(groups, lr=0, momentum=MOMENTUM, nesterov=True)


@torch.no_grad()
def average_into(average: nn.Module, model: nn.Module, share: float) -> None:
    """Moves the running average of weights and statistics towards the model."""
    current = model.state_dict()
    for name, value in average.state_dict().items():
        if value.dtype.is_floating_point:
            value.lerp_(current[name], share)
        else:
            value.copy_(current[name])


def twin_of(model: Mini) -> Mini:
    """A second model on the same weights, with gradients of its own."""
    twin = copy.deepcopy(model)
    for own, shared in zip(twin.parameters(), model.parameters()):
        own.data = shared.data
    return twin


def losses_of(
    model: Mini, colours: Tensor, classes: Tensor, drawn: Tensor, side: int, twins: int
) -> tuple[float, ...]:
    """The losses of a share of a batch; leaves their gradients in the model."""
    colours = torch.cat([drawn, colours])
    classes = torch.cat([torch.full((len(drawn),), NO_CLASS), classes])
    again = write_over(augment(colours[:twins], side))
    x = as_input(torch.cat([augment(colours, side), again]))
    classes = torch.cat([classes, classes[:twins]])
    with torch.cpu.amp.autocast(dtype=torch.bfloat16):
        pooled = model.pool(x)
    embeddings = F.normalize(model.neck(model.projection(pooled)), dim=1)
    classified = classifier_loss(model.classify(embeddings), classes)
    contrasted = contrastive_loss(embeddings, classes)
    told_apart = twin_loss(embeddings, twins)
    (classified + CONTRASTIVE_WEIGHT * contrasted + TWIN_WEIGHT * told_apart).backward()
    return classified.item(), contrasted.item(), told_apart.item()


class Run:
    """A training run: what must survive a stop, and one step of it.

    Each core works on its share of a batch with kernels of one thread. Kernels
    of several threads spin while they wait for each other, which costs more
    than it gains when other programs want the same cores.
    """

    def __init__(self, state: Path, log: Path, threads: int) -> None:
        self.state_file = state
        self.log_file = log
        torch.set_num_threads(1)
        self.threads = ThreadPoolExecutor(threads, initializer=lambda: torch.set_num_threads(1))
        self.model = Mini().to(memory_format=torch.channels_last)
        self.models = [self.model] + [twin_of(self.model) for _ in range(threads - 1)]
        self.average = copy.deepcopy(self.model)
        self.optimizer = optimizer_of(self.model)
        self.step = 0
        self.seen = 0
        self.seconds = 0.0
        if state.exists():
            saved = torch.load(state)
            self.model.load_state_dict(saved["model"])
            self.average.load_state_dict(saved["average"])
            self.optimizer.load_state_dict(saved["optimizer"])
            self.step, self.seen, self.seconds = saved["step"], saved["seen"], saved["seconds"]
            torch.manual_seed(SEED + self.step)

    def save(self) -> None:
        saved = {
            "model": self.model.state_dict(),
            "average": self.average.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "step": self.step,
            "seen": self.seen,
            "seconds": self.seconds,
        }
        partial = self.state_file.with_suffix(".partial")
        torch.save(saved, partial)
        partial.replace(self.state_file)

    def log(self, **values: float) -> None:
        line = json.dumps({"step": self.step, "seconds": round(self.seconds), **values})
        with self.log_file.open("a") as file:
            file.write(line + "\n")
        print(line, flush=True)

    def train_on(
        self, colours: Tensor, classes: Tensor, drawn: Tensor, progress: float
    ) -> tuple[float, ...]:
        """One step; its losses."""
        for group in self.optimizer.param_groups:
            group["lr"] = learning_rate_at(progress)
        for model in self.models:
            model.zero_grad(set_to_none=True)
        count = len(self.models)
        side = side_at(progress)
        losses = list(
            self.threads.map(
                lambda share: losses_of(*share, side, TWINS // count),
                zip(self.models, colours.chunk(count), classes.chunk(count), drawn.chunk(count)),
            )
        )
        for own, *others in zip(*(model.parameters() for model in self.models)):
            for other in others:
                own.grad.add_(other.grad)
            own.grad.div_(count)
        self.optimizer.step()
        self.step += 1
        self.seen += len(classes)
        if self.step % AVERAGE_EVERY == 0:
            # A young run averages over what there is.
            average_into(self.average, self.model, max(AVERAGE_SHARE, 10 / (10 + self.step)))
        return tuple(sum(part) / count for part in zip(*losses))


def train(arguments: argparse.Namespace) -> None:
    torch.manual_seed(SEED)
    training, held_out = Pictures.read(arguments.data, "train").split()
    drawn = Pictures.of_no_class(drawings(DRAWINGS, SEED))
    run = Run(arguments.state, arguments.log, arguments.threads)
    before = run.seconds
    started = time.time()
    saved_at = evaluated_at = before
    recent: list[tuple[float, ...]] = []

    for indices in batches(training, BATCH):
        run.seconds = before + time.time() - started
        progress = run.seconds / arguments.seconds
        if progress >= 1:
            break
        some = drawn.colours(torch.randint(len(drawn), (DRAWN,)))
        recent.append(
            run.train_on(training.colours(indices), training.classes[indices], some, progress)
        )
        if run.step % 50 == 0:
            classified, contrasted, told_apart = (sum(part) / len(recent) for part in zip(*recent))
            recent.clear()
            run.log(
                epoch=round(run.seen / len(training), 3),
                side=side_at(progress),
                learning_rate=round(learning_rate_at(progress), 5),
                classifier_loss=round(classified, 4),
                contrastive_loss=round(contrasted, 4),
                twin_loss=round(told_apart, 4),
            )
        if run.seconds - saved_at > 180:
            run.save()
            saved_at = run.seconds
        if run.seconds - evaluated_at > 420:
            run.log(held_out_accuracy=round(accuracy(run.average, held_out), 4))
            evaluated_at = run.seconds

    run.save()
    torch.save(run.average.state_dict(), arguments.out)
    run.log(held_out_accuracy=round(accuracy(run.average, held_out), 4))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder of the arrays")
    parser.add_argument("--out", type=Path, default=Path("mini-2.pt"), help="file for the weights")
    parser.add_argument("--state", type=Path, default=Path("run.pt"), help="what a stop leaves")
    parser.add_argument("--log", type=Path, default=Path("training.jsonl"))
    parser.add_argument("--seconds", type=float, default=5400, help="length of the whole run")
    parser.add_argument("--threads", type=int, default=2)
    train(parser.parse_args())


if __name__ == "__main__":
    main()
