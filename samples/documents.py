"""One document of any type, drawn, with its entry in a truth file."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4

from document_types import load_types
from samples import admin, contract, loan, questionnaire
from samples.ledger import Ledger
from samples.pens import Pen
from samples.wording import Split

Drawer = Callable[[int, int, Pen, Split, Ledger, float], bytes]

DRAWERS: dict[str, tuple[str, Drawer]] = {
    "loan_application": ("la", loan.draw),
    "administrative_form": ("af", admin.draw),
    "contract": ("ct", contract.draw),
}
"""Type -> prefix of its file names, and what draws it."""
TYPES = (*DRAWERS, "questionnaire", "stream")
PREFIXES = {**{type_: prefix for type_, (prefix, _) in DRAWERS.items()}, "questionnaire": "qs", "stream": "st"}


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
    by_hand: bool | None = None
    """Filled in by hand; None leaves it to chance."""
    turned: float = 0.03
    """Chance that the pages lie sideways or upside down."""


def box_fractions(ledger: Ledger, size: tuple[float, float] = A4) -> dict[str, list[float]]:
    """The ledger's boxes as [page, x0, y0, x1, y1] in fractions."""
    width, height = size
    return {
        key: [page, *(round(min(max(value / side, 0.0), 1.0), 5) for value, side in zip(box, (width, height, width, height), strict=True))]
        for key, (page, box) in ledger.boxes.items()
    }


def draw(order: Order, rng: random.Random, pen: Pen, layout: int, seed: int) -> tuple[bytes, dict[str, Any]]:
    """One document of the order's type: the PDF and its entry in the truth."""
    ledger = Ledger()
    if order.type == "questionnaire":
        form = form_name(order.split, layout)
        pdf, keys = questionnaire.draw_filled(layout, seed, pen, order.split, ledger)
        return pdf, truth_document(order.type, ledger, f"QS{layout}", form, keys)
    pdf = DRAWERS[order.type][1](layout, seed, pen, order.split, ledger, rng.choice((0.0, 0.02, 0.05, 0.1, 0.25)))
    return pdf, truth_document(order.type, ledger, f"{PREFIXES[order.type].upper()}{layout}")


def form_name(split: Split, layout: int) -> str:
    """Key of a questionnaire's form."""
    return f"q_{split}_{layout}"


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
    return {
        "pages": list(range(1, max(last_page, ledger.pages) + 1)),
        "type": type_,
        "layout": layout,
        "form": form,
        "fields": fields,
        "boxes": boxes,
        "notes": ledger.notes,
    }


def write_truth(folder: Path, stem: str, source: str, quality: str, documents: list[dict[str, Any]]) -> None:
    """Writes X.truth.json."""
    text = json.dumps({"source": source, "quality": quality, "documents": documents}, ensure_ascii=False, indent=1)
    (folder / f"{stem}.truth.json").write_text(text, "utf-8")
