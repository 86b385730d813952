"""Makes documents with truth: `python -m samples.make OUT --count N --types … --seed S --split train|heldout|all`.

Writes X.pdf (or .tif, .jpg, .png) with X.truth.json (truth.md) for each document, and forms/KEY/ for the questionnaires.
Beyond truth.md a document of the truth has `boxes` (key: [page, x0, y0, x1, y1], fractions of the clean, upright page), `warps`
(per page, the 3x3 matrix from fractions of the clean page to fractions of the delivered image, empty when digital), `filling` and `notes`.
The same arguments on the same machine give the same documents.
"""

from __future__ import annotations

import argparse
import json
import os
import random
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from document_types import load_types
from samples import admin, contract, loan
from samples.fonts import has_cache
from samples.ledger import Ledger
from samples.paper import A4
from samples.pens import Pen, hand_pen, machine_pen
from samples.scans import deliver
from samples.wording import Split

Drawer = Callable[[int, int, Pen, Split, Ledger, float], bytes]

DRAWERS: dict[str, tuple[str, Drawer]] = {"loan_application": ("la", loan.draw), "administrative_form": ("af", admin.draw), "contract": ("ct", contract.draw)}
"""Type -> prefix of its file names, and what draws it."""
SHARES = {"loan_application": 0.35, "administrative_form": 0.35, "contract": 0.25, "questionnaire": 0.05, "stream": 0.0}
PER_LAYOUT = 2.5
"""Documents of one layout, on average."""


@dataclass(frozen=True, slots=True)
class Order:
    """One file to make."""

    type: str
    stem: str
    layout: int
    seed: int
    split: Split
    folder: str
    quality: str | None


def box_fractions(ledger: Ledger, size: tuple[float, float] = A4) -> dict[str, list[float]]:
    """The ledger's boxes as [page, x0, y0, x1, y1] in fractions."""
    width, height = size
    return {
        key: [page, *(round(min(max(value / side, 0.0), 1.0), 5) for value, side in zip(box, (width, height, width, height), strict=True))]
        for key, (page, box) in ledger.boxes.items()
    }  # fmt: skip


def pick_quality(rng: random.Random) -> tuple[str, bool]:
    """A quality and whether the paper is filled in by hand."""
    quality = rng.choices(("digital", "clean", "office", "bad"), (14, 22, 42, 22))[0]
    return quality, quality != "digital" and rng.random() < 0.5


def make_one(order: Order) -> str:
    """Draws, degrades and writes one document with its truth; the file's name."""
    rng = random.Random(order.seed)
    quality, by_hand = pick_quality(rng)
    if order.quality:
        quality, by_hand = order.quality, by_hand and order.quality != "digital"
    pen = (hand_pen if by_hand else machine_pen)(rng, order.split)
    ledger, folder = Ledger(), Path(order.folder)
    blank = rng.choice((0.0, 0.02, 0.05, 0.1, 0.25))
    pdf = DRAWERS[order.type][1](order.layout, order.seed + 1, pen, order.split, ledger, blank)
    delivered = deliver(pdf, quality, folder, order.stem, rng)
    document = truth_document(order.type, ledger, f"{DRAWERS[order.type][0].upper()}{order.layout}")
    document |= {"warps": delivered.warps, "filling": "hand" if by_hand else "machine"}
    write_truth(folder, order.stem, delivered.name, quality, [document])
    return delivered.name


def type_fields(type_: str) -> list[str]:
    """The keys of a document type."""
    return list(load_types()[type_].fields)


def truth_document(type_: str, ledger: Ledger, layout: str, form: str | None = None, keys: Sequence[str] | None = None) -> dict[str, Any]:
    """A document of the truth file: every key of the type, null where nothing was written."""
    known = type_fields(type_) if keys is None else keys
    unknown = set(ledger.written) - set(known)
    if unknown:
        raise KeyError(f"keys of no field of {type_}: {sorted(unknown)}")
    last_page = max([page for page, _ in ledger.boxes.values()], default=1)
    fields = {key: ledger.written.get(key) for key in known}
    boxes = {key: box for key, box in box_fractions(ledger).items() if fields.get(key) is not None}
    return {"pages": list(range(1, max(last_page, ledger.pages) + 1)), "type": type_, "layout": layout, "form": form, "fields": fields, "boxes": boxes, "notes": ledger.notes}


def write_truth(folder: Path, stem: str, source: str, quality: str, documents: list[dict[str, Any]]) -> None:
    """Writes X.truth.json."""
    text = json.dumps({"source": source, "quality": quality, "documents": documents}, ensure_ascii=False, indent=1)
    (folder / f"{stem}.truth.json").write_text(text, "utf-8")


def plan(count: int, types: Sequence[str], seed: int, split: Split, folder: Path, quality: str | None) -> list[Order]:
    """What to make, the same for the same arguments."""
    orders = []
    total = sum(SHARES[type_] for type_ in types)
    for type_ in types:
        share = round(count * SHARES[type_] / total)
        layouts = max(1, round(share / PER_LAYOUT))
        for index in range(share):
            base = random.Random(f"{seed} {split} {type_}").randrange(10**6) * 1000
            orders.append(Order(type_, f"{DRAWERS[type_][0]}-{split}-{seed}-{index:04d}", base + index % layouts, base * 7 + index * 11 + 5, split, str(folder), quality))
    return orders


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--types", nargs="+", choices=sorted(DRAWERS), default=sorted(DRAWERS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--split", choices=get_args(Split), default="train")
    parser.add_argument("--quality", choices=("digital", "clean", "office", "bad"))
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    if not has_cache():
        print("only Debian's fonts are used: run `python -m samples.fetch_fonts` for more hands and faces")
    orders = plan(options.count, options.types, options.seed, options.split, options.out, options.quality)
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
