"""The look of one printed form, drawn at random once per layout."""

from __future__ import annotations

import random
from dataclasses import dataclass

from samples.fonts import Face, print_faces
from samples.paper import Colour
from samples.wording import Split, keep

FAMILIES: tuple[tuple[str, str], ...] = (
    ("left", "line"),
    ("above", "box"),
    ("left", "dots"),
    ("table", "grid"),
    ("above", "line"),
    ("left", "box"),
    ("inside", "box"),
    ("below", "line"),
    ("above", "tint"),
    ("table", "rows"),
    ("left", "bare"),
    ("left", "full"),
    ("inside", "tint"),
    ("below", "dots"),
    ("above", "dots"),
    ("left", "tint"),
    ("above", "rounded"),
    ("table", "wide"),
    ("left", "underscores"),
    ("inside", "cells"),
    ("columns", "grid"),
    ("columns", "open"),
    ("left", "half"),
    ("above", "half"),
)
"""Where the label stands and what the blank looks like."""
SECTIONS = ("band", "rule", "bold", "boxed", "tab", "under", "caps", "italic", "side")
TICKS = ("square", "circle", "brackets", "round_brackets", "underscore", "thick", "shadow", "small")
NUMBERING = ("", "1.", "A)", "", "I.", "Sez. 1 -", "Quadro A -", "1)", "Parte A:")

ACCENTS: tuple[Colour, ...] = (
    (0.05, 0.05, 0.05),
    (0.1, 0.25, 0.45),
    (0.12, 0.38, 0.3),
    (0.5, 0.1, 0.12),
    (0.25, 0.25, 0.27),
    (0.35, 0.2, 0.45),
    (0.75, 0.35, 0.05),
    (0.0, 0.35, 0.5),
    (0.15, 0.15, 0.15),
    (0.3, 0.35, 0.1),
)


@dataclass(frozen=True, slots=True)
class FormStyle:
    """One layout's look; lengths in points."""

    place: str
    widget: str
    section: str
    tick: str
    numbering: str
    face: Face
    label_face: Face
    size: float
    label_size: float
    row_gap: float
    blank_height: float
    margin_left: float
    margin_right: float
    margin_top: float
    accent: Colour
    suffix: str
    label_bold: bool
    label_upper: bool
    label_colour: Colour
    stretch: bool
    comb: str
    combed: frozenset[str]
    tick_after: bool
    """The tick box stands after its word."""
    line_colour: Colour
    line_width: float
    columns: int
    date_parts: str
    """How a blank for a date is pre-printed: plain, slashes or boxes."""


def pick_style(rng: random.Random, split: Split) -> FormStyle:
    """A look at random, from the families and faces of the split."""
    faces = print_faces()
    place, widget = rng.choice(keep(FAMILIES, split))
    if widget == "half":
        widget = rng.choice(("line", "box", "dots"))
    face = faces[rng.choice(keep(sorted(faces), split))]
    label_face = face if rng.random() < 0.85 else faces[rng.choice(keep(sorted(faces), split))]
    size = rng.uniform(8.2, 11.2)
    above = place in {"above", "inside", "below"}
    accent = rng.choice(ACCENTS)
    combable = {
        "tax_code": 0.42,
        "iban": 0.35,
        "birth_date": 0.13,
        "postal_code": 0.18,
        "birth_province": 0.1,
        "province": 0.1,
        "date": 0.08,
        "id_expiry": 0.06,
        "hired_on": 0.05,
        "phone": 0.04,
    }
    combed = frozenset(slot for slot, chance in combable.items() if rng.random() < chance) if rng.random() < 0.75 else frozenset()
    grey = rng.choice(((0.05, 0.05, 0.05), (0.05, 0.05, 0.05), (0.35, 0.35, 0.35), accent))
    return FormStyle(
        place,
        widget,
        rng.choice(keep(SECTIONS, split)),
        rng.choice(keep(TICKS, split)),
        rng.choice(NUMBERING),
        face,
        label_face,
        size,
        size * rng.uniform(0.66, 0.85) if above else size * rng.uniform(0.9, 1.0),
        rng.uniform(3, 10),
        rng.uniform(13, 21),
        rng.uniform(32, 68),
        rng.uniform(32, 68),
        rng.uniform(30, 60),
        accent,
        rng.choice((":", "", "", ":", " :", " ")) if not above else rng.choice(("", "", ":")),
        rng.random() < 0.25,
        rng.random() < 0.12,
        grey,
        rng.random() < 0.8,
        rng.choice(("boxes", "boxes", "teeth", "gaps", "dashes", "pipes")),
        combed,
        rng.random() < 0.15,
        rng.choice(((0.1, 0.1, 0.1), (0.5, 0.5, 0.5), accent, (0.3, 0.3, 0.3))),
        rng.uniform(0.35, 1.0),
        rng.choice((1, 2, 2, 2, 3)),
        rng.choice(("plain",) * 6 + ("slashes", "slashes", "boxes")),
    )
