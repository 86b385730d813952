"""`spunta bench cleanup`: every clean-up step with and without it, on pages that bear the harm it is for and on plain ones."""

from __future__ import annotations

import random
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from domain.page import Image
from measurement.bench_pages import TYPES, characters_wrong, squeezed, texts_of
from pipeline.clean_up import KEPT, REFUSED, UPRIGHT, Cleaned, read_cleaned
from pipeline.reading import FileReader

Harm = Callable[[Image, random.Random], Image]
DPI = 200


@dataclass(frozen=True, slots=True)
class Reading:
    """One page read once."""

    harm: str
    page: int
    step: str
    """The step that was left out or added; empty: as it is."""
    wrong: int
    characters: int
    seconds: float
    """Processor seconds of the step, of all steps together when `step` is empty."""


def _harms() -> dict[str, Harm]:
    from samples import degrade

    plain = np.eye(3)

    def photo(image: Image, rng: random.Random) -> Image:
        rgb = np.asarray(cv2.cvtColor(image, cv2.COLOR_GRAY2RGB), np.uint8)
        return degrade.phone(rgb, plain, rgb, rng, DPI).image

    return {
        "none (office scan)": lambda image, rng: degrade.jpeg(degrade.add_noise(image, rng, 4), 65),
        "skew": lambda image, rng: degrade.skew(image, plain, rng, rng.choice((-1, 1)) * rng.uniform(1.5, 3.0), 250)[0],
        "turned": lambda image, rng: degrade.turn(image, plain, rng.choice((1, 2, 3)))[0],
        "shadow": lambda image, rng: degrade.shade(image, rng, 0.55),
        "dark border": lambda image, rng: degrade.dark_border(image, rng),
        "photograph": photo,
        "fax": lambda image, rng: degrade.fax(image, plain, image, rng, DPI).image,
        "copy of a copy": lambda image, rng: degrade.photocopy(image, plain, image, rng, DPI).image,
    }


def run(limit: int, seed: int) -> Iterator[Reading]:
    """`limit` first pages, each with one harm in turn, read as it is, without each kept step and with each refused one."""
    from samples.documents import PREFIXES, Order, draw
    from samples.pens import machine_pen
    from samples.scans import render

    reader = FileReader.load()
    harms = list(_harms().items())
    with tempfile.TemporaryDirectory(prefix="spunta-cleanup-") as work:
        for number in range(limit):
            type_, rng = TYPES[number % len(TYPES)], random.Random(f"cleanup {seed} {number}")
            order = Order(type_, PREFIXES[type_], rng.randrange(10**9), rng.randrange(10**9), "heldout", work, None, False, 0.0)
            pdf, _ = draw(order, rng, machine_pen(rng, "heldout"), order.layout, order.seed)
            drawn = Path(work) / "drawn.pdf"
            drawn.write_bytes(pdf)
            texts = texts_of(next(iter(reader.read(drawn))))
            clean = np.asarray(cv2.cvtColor(render(pdf, DPI)[0], cv2.COLOR_RGB2GRAY), np.uint8)
            harm, spoil = harms[number % len(harms)]
            yield from _read(harm, number, spoil(clean, rng), texts)


def _read(harm: str, number: int, picture: Image, texts: Sequence[str]) -> Iterator[Reading]:
    def reading(step: str, cleaned: Cleaned, seconds: float) -> Reading:
        wrong, characters = characters_wrong(texts, squeezed(cleaned.words))
        return Reading(harm, number, step, wrong, characters, seconds)

    whole = read_cleaned(picture)
    yield reading("", whole, sum(whole.seconds.values()))
    for step in (*KEPT, UPRIGHT):
        yield reading(step, read_cleaned(picture, left_out=step), whole.seconds[step])
    for step in REFUSED:
        added = read_cleaned(picture, added=step)
        yield reading(step, added, added.seconds[step])


def table(readings: Sequence[Reading]) -> Iterator[str]:
    """Characters wrong with and without each step, by harm, and what the step takes."""
    by: dict[tuple[str, str], list[Reading]] = defaultdict(list)
    for one in readings:
        by[one.harm, one.step].append(one)
        by["all", one.step].append(one)
    harms = list(dict.fromkeys(one.harm for one in readings))
    yield f"| characters wrong | {' | '.join(harms)} | all | CPU ms a page |"
    yield "|---" * (len(harms) + 3) + "|"
    for step in ("", *KEPT, UPRIGHT, *REFUSED):
        name = "every kept step" if not step else f"without {step}" if step not in REFUSED else f"and {step}"
        shares = [f"{sum(r.wrong for r in by[h, step]) / max(1, sum(r.characters for r in by[h, step])):.2%}" for h in (*harms, "all")]
        milliseconds = 1000 * float(np.mean([r.seconds for r in by["all", step]]))
        yield f"| {name} | {' | '.join(shares)} | {milliseconds:.0f} |"
    pages = len(by["all", ""])
    yield f"{pages} pages, {sum(r.characters for r in by['all', ''])} characters."
