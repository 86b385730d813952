"""Tick boxes: what each one shows, empty, marked, cancelled, or not to be guessed.

A box is first put in place (its outline, or the blank form's print around it, is looked for nearby; a box that a mark covers
takes the shift of its neighbours), then described by `mark_features`, then judged by a small model trained on drawn marks
(`ocr.mark_training`). What the marks of one question and of one writer say together is judged by `resolve_marks`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from domain.errors import SetupError
from domain.geometry import Box
from domain.page import Image, MarkState, TickBox, Word
from ocr.mark_features import (
    NAMES,
    RINGS,
    SIDE,
    PixelBox,
    as_patch,
    cut,
    darkness,
    features,
    outline_level,
    shift_to_outline,
)
from ocr.tick_boxes import find_outlines

if TYPE_CHECKING:
    import lightgbm

MODELS = Path(__file__).resolve().parent.parent / "models" / "marks"
CLASSES = ("empty", "stroke", "filled", "blackened", "doubtful")
"""What the model tells apart: nothing, a cross, tick or line, the box filled, a blot beyond the box, too little to tell."""
STATES = (MarkState.EMPTY, MarkState.MARKED, MarkState.CANCELLED)
"""What is decided; the model's manifest has the proved threshold below which a box is ambiguous."""
SURE = 0.95
"""The same for what the boxes of a question, or a writer's habit, say together."""
GOOD_FIT = 0.45
"""How well an outline must fit to be believed."""


@dataclass(frozen=True, slots=True)
class MarkReading:
    """One tick box, read by itself."""

    state: MarkState
    score: float
    """Probability that `state` is right."""
    probabilities: tuple[float, ...]
    """In the order of `CLASSES`."""
    box: PixelBox
    """Where the outline really is, pixels."""
    features: NDArray[np.float32]
    """In the order of `mark_features.NAMES`."""

    def probability(self, *classes: str) -> float:
        """Of any of `classes`."""
        return sum(self.probabilities[CLASSES.index(name)] for name in classes)


@cache
def load_model(folder: Path = MODELS) -> tuple[lightgbm.Booster, dict[str, Any]]:
    """The model and its manifest. Raises SetupError when it is missing or not the one its manifest names."""
    import lightgbm  # half a second and 100 MB that the API does without

    manifest_file, file = folder / "manifest.json", folder / "marks.txt"
    if not manifest_file.is_file() or not file.is_file():
        raise SetupError("model_missing", f"{folder} is incomplete: check out the models again or run `python -m ocr.mark_training`.")
    manifest, text = json.loads(manifest_file.read_text()), file.read_bytes()
    if hashlib.sha256(text).hexdigest() != manifest["sha256"]:
        raise SetupError("model_damaged", f"{file} is not the model its manifest names: check out the models again.")
    booster = lightgbm.Booster(model_str=text.decode())
    if booster.feature_name() != list(NAMES):
        raise SetupError("model_damaged", f"{file} was trained for other features: run `python -m ocr.mark_training`.")
    return booster, manifest


def read_mark(image: Image, box: PixelBox, circle: bool = False) -> MarkReading:
    """What one tick box shows. `box`: its printed outline in pixels of the grey `image`."""
    return read_marks(image, [box], [circle])[0]


def read_marks(
    image: Image,
    boxes: Sequence[PixelBox],
    circles: Sequence[bool],
    blank: Image | None = None,
    blank_boxes: Sequence[PixelBox] | None = None,
) -> list[MarkReading]:
    """What each tick box of a page shows, in the order given.

    `boxes`: their printed outlines in pixels of the grey `image`, a few pixels of misplacement allowed; `circles`: which are
    round. `blank`, `blank_boxes`: the blank form's page and the same boxes on it: what it prints is then not taken for a mark.
    """
    if not boxes:
        return []
    rows, placed = describe(image, boxes, circles, blank, blank_boxes)
    booster, manifest = load_model()
    probabilities = np.asarray(booster.predict(rows, num_threads=1))
    threshold = manifest["thresholds"]["without_blank" if blank is None else "with_blank"]
    return [_judge(p, box, row, threshold) for p, box, row in zip(probabilities, placed, rows, strict=True)]


def find_tick_boxes(image: Image, words: Sequence[Word], dpi: float = 200.0) -> tuple[TickBox, ...]:
    """The tick boxes of a level grey page of a layout never seen, from the top, each with what it shows.

    `words`: the page's words, boxes in fractions; they tell letters from circles and give boxes typed as `[X]`.
    """
    outlines = find_outlines(image, words, dpi)
    readings = read_marks(image, [o.box for o in outlines], [o.circle for o in outlines])
    fills = fills_boxes(readings)
    height, width = image.shape
    boxes = [Box(o.box[0] / width, o.box[1] / height, o.box[2] / width, o.box[3] / height) for o in outlines]
    judged = [_of_its_writer(reading, fills) for reading in readings]
    return tuple(
        TickBox(box, "circle" if outline.circle else "square", reading.state, reading.score)
        for box, outline, reading in zip(boxes, outlines, judged, strict=True)
    )


def _of_its_writer(reading: MarkReading, fills: bool) -> MarkReading:
    """A box blacked over by one who fills boxes is a choice."""
    heavy = reading.probability("stroke", "filled", "blackened")
    return replace(reading, state=MarkState.MARKED, score=heavy) if fills and heavy >= SURE else reading


def describe(
    image: Image,
    boxes: Sequence[PixelBox],
    circles: Sequence[bool],
    blank: Image | None = None,
    blank_boxes: Sequence[PixelBox] | None = None,
) -> tuple[NDArray[np.float32], list[PixelBox]]:
    """The features of each box (len(boxes) x len(NAMES)) and where its outline really is."""
    printed = [darkness(cut(blank, box)) for box in blank_boxes] if blank is not None and blank_boxes is not None else [None] * len(boxes)
    placed = _put_in_place(image, boxes, circles, printed)
    darks = [darkness(cut(image, box)) for box in placed]
    levels = [outline_level(dark, circle) for dark, circle in zip(darks, circles, strict=True)]
    typical = float(np.median(levels))
    patches = [
        as_patch(dark, blank_dark, circle, (level + typical) / 2 if len(boxes) >= 4 else level)
        for dark, blank_dark, circle, level in zip(darks, printed, circles, levels, strict=True)
    ]
    return features(patches), placed


def _put_in_place(
    image: Image, boxes: Sequence[PixelBox], circles: Sequence[bool], printed: Sequence[NDArray[np.float32] | None]
) -> list[PixelBox]:
    """Each box moved to its outline; where the outline cannot be seen, by as much as the boxes around it."""
    found = np.array(
        [
            shift_to_outline(darkness(cut(image, box)), RINGS[circle] if blank is None else blank)
            for box, circle, blank in zip(boxes, circles, printed, strict=True)
        ]
    )
    scale = np.array([((x1 - x0) / SIDE, (y1 - y0) / SIDE) for x0, y0, x1, y1 in boxes])
    shifts, fits = found[:, :2] * scale, found[:, 2]
    centers = np.array([((x0 + x1) / 2, (y0 + y1) / 2) for x0, y0, x1, y1 in boxes])
    good = np.flatnonzero(fits >= GOOD_FIT)
    placed = []
    for i, (x0, y0, x1, y1) in enumerate(boxes):
        shift = shifts[i]
        if len(good) >= 3:
            near = good[np.argsort(np.hypot(*(centers[good] - centers[i]).T))[:7]]
            around = np.median(shifts[near], axis=0)
            if fits[i] < GOOD_FIT or np.abs(shift - around).max() > 0.09 * (x1 - x0):
                shift = around
        elif fits[i] < GOOD_FIT:
            shift = np.zeros(2)
        placed.append((x0 + shift[0], y0 + shift[1], x1 + shift[0], y1 + shift[1]))
    return placed


def _judge(probabilities: NDArray[np.float64], box: PixelBox, row: NDArray[np.float32], threshold: float) -> MarkReading:
    empty, stroke, filled, blackened, _ = (float(p) for p in probabilities)
    best, state = max(zip((empty, stroke + filled, blackened), STATES, strict=True), key=lambda pair: pair[0])
    if best < threshold:
        state, best = MarkState.AMBIGUOUS, 1 - best
    return MarkReading(state, best, tuple(float(p) for p in probabilities), box, row)


def fills_boxes(readings: Sequence[MarkReading]) -> bool:
    """Whether this writer marks by filling the box: then a full box is a choice, not a correction."""
    strokes = sum(r.probability("stroke") > 0.6 for r in readings)
    full = sum(r.probability("filled", "blackened") > 0.6 for r in readings)
    return full > 2 * strokes


def resolve_marks(readings: Sequence[MarkReading], single: bool, fills: bool) -> list[MarkReading]:
    """The boxes of one question judged together.

    `single`: exactly one answer is asked for; `fills`: the writer fills boxes (`fills_boxes`). A full box beside a clearly
    lighter mark was blacked over to take it back; a full box alone is a choice of one who fills boxes, and doubtful otherwise.
    What is left is weighed by how people answer: a faint mark where the other boxes are clean is more likely meant.
    """
    inked = [i for i, r in enumerate(readings) if r.probability("empty", "doubtful") < 0.5]
    heavy = [i for i in inked if readings[i].probability("filled", "blackened") > 0.5]
    light = [i for i in inked if i not in heavy]
    resolved = list(readings)
    for i in heavy:
        if single and light:
            resolved[i] = _taken_back(readings[i])
        else:
            resolved[i] = _heavy_mark(readings[i], [readings[j] for j in heavy if j != i], single, fills)
    open_heavy = any(resolved[i].state is MarkState.AMBIGUOUS for i in heavy)
    rest = [i for i in range(len(readings)) if i not in heavy]
    if single and (light or not heavy):
        chances = _chances([readings[i] for i in rest])
    else:
        chances = [EACH_MARKED * odds / (EACH_MARKED * odds + 1 - EACH_MARKED) for odds in (_odds(readings[i]) for i in rest)]
    for i, chance in zip(rest, chances, strict=True):
        resolved[i] = _weighed(readings[i], min(chance, 0.5) if single and open_heavy else chance)
    return resolved


def _taken_back(reading: MarkReading) -> MarkReading:
    """A full box beside a lighter mark: taken back when it is surely blacked over beyond its outline, doubtful otherwise."""
    blot = reading.probability("blackened")
    if blot < SURE:
        return replace(reading, state=MarkState.AMBIGUOUS, score=0.5)
    return replace(reading, state=MarkState.CANCELLED, score=blot)


NONE_MARKED, TWO_MARKED = 0.03, 0.03
"""How often people leave a single choice without a mark, or mark two."""
EACH_MARKED = 0.3
"""How often a box is marked where several may be."""
SHARES = {"empty": 0.74, "marked": 0.2, "doubtful": 0.03}
"""How often each stood in the drawings the model learned from; its probabilities are divided by them."""


def _chances(readings: Sequence[MarkReading]) -> list[float]:
    """The probability that each box of a single choice is marked, given all of them: none, one or two may be."""
    odds = [_odds(r) for r in readings]
    count = len(readings)
    one = (1 - NONE_MARKED - TWO_MARKED) / count
    two = TWO_MARKED / max(1, count * (count - 1) / 2)
    total = sum(odds)
    pairs = (total**2 - sum(o * o for o in odds)) / 2
    every = NONE_MARKED + one * total + two * pairs
    return [min(1.0, (one * o + two * o * (total - o)) / every) for o in odds]


def _odds(reading: MarkReading) -> float:
    """How much likelier what is seen is in a marked box than in one that is not."""
    doubt = reading.probability("doubtful") / SHARES["doubtful"]
    off = 0.98 * reading.probability("empty") / SHARES["empty"] + 0.02 * doubt + 1e-4
    on = 0.98 * reading.probability("stroke", "filled") / SHARES["marked"] + 0.02 * doubt + 1e-4
    return on / off


def _weighed(reading: MarkReading, chance: float) -> MarkReading:
    if chance >= SURE:
        return replace(reading, state=MarkState.MARKED, score=chance)
    if chance <= 1 - SURE:
        return replace(reading, state=MarkState.EMPTY, score=1 - chance)
    return replace(reading, state=MarkState.AMBIGUOUS, score=max(chance, 1 - chance))


def _heavy_mark(reading: MarkReading, others: Sequence[MarkReading], single: bool, fills: bool) -> MarkReading:
    heavy = reading.probability("filled", "blackened")
    if not fills:
        blot = reading.probability("blackened")
        if not single and blot > SURE:
            return replace(reading, state=MarkState.CANCELLED, score=blot)
        if reading.probability("filled") > SURE and not others:
            return replace(reading, state=MarkState.MARKED, score=reading.probability("filled"))
        return replace(reading, state=MarkState.AMBIGUOUS, score=0.5)
    if single and others:
        heaviest = max(others, key=_weight)
        lead = _weight(reading) - _weight(heaviest)
        if abs(lead) < CLEARLY_HEAVIER:
            return replace(reading, state=MarkState.AMBIGUOUS, score=0.5)
        return replace(reading, state=MarkState.CANCELLED if lead > 0 else MarkState.MARKED, score=heavy * 0.95)
    return replace(reading, state=MarkState.MARKED, score=heavy)


CLEARLY_HEAVIER = 0.35
"""By how many box areas of ink one blot must pass another to be the one that cancels."""


def _weight(reading: MarkReading) -> float:
    """Ink in box areas, with what overflows the box."""
    reach = float(reading.features[NAMES.index("reach_area")])
    return reach if np.isfinite(reach) else float(reading.features[NAMES.index("inner")])
