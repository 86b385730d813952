"""Makes documents with truth: `python -m samples.make OUT --count N --types … --seed S --split train|heldout|all`.

Writes X.pdf (or .tif, .jpg, .png) with X.truth.json (truth.md) for each document, and forms/KEY/ for the questionnaires.
Beyond truth.md a document of the truth has `boxes` (key: [page, x0, y0, x1, y1], fractions of the clean, upright page), `warps`
(per page, the 3x3 matrix from fractions of the clean page to fractions of the delivered image, empty when digital), `filling` and `notes`.
The same arguments on the same machine give the same documents.
"""

from __future__ import annotations

import argparse
import os
import random
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import get_args

from samples import questionnaire, stream
from samples.documents import PREFIXES, TYPES, Order, draw, form_name, write_truth
from samples.fonts import has_cache
from samples.pens import hand_pen, machine_pen
from samples.scans import deliver
from samples.wording import Split

SHARES = {"loan_application": 0.35, "administrative_form": 0.35, "contract": 0.25, "questionnaire": 0.05, "stream": 0.02}
PER_LAYOUT = 2.5
"""Documents of one layout, on average."""


def pick_quality(rng: random.Random) -> tuple[str, bool]:
    """A quality and whether the paper is filled in by hand."""
    quality = rng.choices(("digital", "clean", "office", "bad"), (14, 22, 42, 22))[0]
    return quality, quality != "digital" and rng.random() < 0.5


def make_one(order: Order) -> str:
    """Draws, degrades and writes one file with its truth; the file's name."""
    rng = random.Random(order.seed)
    quality, by_hand = pick_quality(rng)
    if order.quality:
        quality, by_hand = order.quality, by_hand and order.quality != "digital"
    if order.by_hand is not None:
        by_hand = order.by_hand
    if order.type == "questionnaire":
        by_hand, quality = True, quality if quality != "digital" else "clean"
    folder = Path(order.folder)
    if order.type == "stream":
        return stream.make(order, rng, by_hand, "office" if quality == "digital" else quality)
    pen = (hand_pen if by_hand else machine_pen)(rng, order.split)
    pdf, document = draw(order, rng, pen, order.layout, order.seed + 1)
    delivered = deliver(pdf, quality, folder, order.stem, rng, order.turned)
    document |= {"warps": delivered.warps, "filling": "hand" if by_hand else "machine"}
    write_truth(folder, order.stem, delivered.name, quality, [document])
    return delivered.name


def plan(count: int, types: Sequence[str], seed: int, split: Split, folder: Path, quality: str | None) -> list[Order]:
    """What to make, the same for the same arguments."""
    orders = []
    total = sum(SHARES[type_] for type_ in types)
    for type_ in types:
        share = round(count * SHARES[type_] / total)
        layouts = max(1, round(share / (6 if type_ == "questionnaire" else PER_LAYOUT)))
        for index in range(share):
            base = random.Random(f"{seed} {split} {type_}").randrange(10**6) * 1000
            orders.append(
                Order(
                    type_,
                    f"{PREFIXES[type_]}-{split}-{seed}-{index:04d}",
                    base + index % layouts,
                    base * 7 + index * 11 + 5,
                    split,
                    str(folder),
                    quality,
                )
            )
    return orders


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--types", nargs="+", choices=TYPES, default=TYPES)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--split", choices=get_args(Split), default="train")
    parser.add_argument("--quality", choices=("digital", "clean", "office", "bad"))
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    if not has_cache():
        print("only Debian's fonts are used: run `python -m samples.fetch_fonts` for more hands and faces")
    orders = plan(options.count, options.types, options.seed, options.split, options.out, options.quality)
    for layout in {order.layout for order in orders if order.type == "questionnaire"}:
        questionnaire.write_form(options.out / "forms", form_name(options.split, layout), layout, options.split)
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    if options.jobs > 1:
        with ProcessPoolExecutor(options.jobs) as pool:
            names = list(pool.map(make_one, orders, chunksize=4))
    else:
        names = [make_one(order) for order in orders]
    print(f"{len(names)} documents in {options.out}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
