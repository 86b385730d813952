"""How somebody fills in a paper: by machine or by hand, in which letters, how boxes are ticked and the name is signed."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from samples.fonts import hand_fonts, print_faces, script_fonts, typewriter_faces
from samples.paper import BLACK, Colour, Paper, text_width
from samples.wording import Split, keep

Piece = tuple[str | None, str]
"""A key (None for what belongs to no field) and the text written for it."""
MarkStyle = Literal["cross", "tick", "blob", "slash", "dot", "scribble", "typed"]

HAND_MARKS: tuple[MarkStyle, ...] = ("cross", "tick", "blob", "slash", "scribble")
MACHINE_MARKS: tuple[MarkStyle, ...] = ("typed", "typed", "cross")

INKS: tuple[Colour, ...] = (
    (0.08, 0.1, 0.45),
    (0.1, 0.1, 0.12),
    (0.12, 0.2, 0.6),
    (0.05, 0.05, 0.3),
    (0.35, 0.35, 0.37),
    (0.2, 0.25, 0.55),
    (0.08, 0.08, 0.08),
)


@dataclass(frozen=True, slots=True)
class Pen:
    """One filler's means and habits."""

    is_hand: bool
    font: str
    stretch: float
    """Size correction of this font: hands differ in how big they are at one size."""
    size: float
    """Points, before `stretch`."""
    colour: Colour
    upper: bool
    jitter: float
    """0 for a machine; about 1 for an ordinary hand."""
    mark: MarkStyle
    raise_by: float
    """How far above the line the writing sits, in points."""
    thickness: float

    def shown(self, text: str) -> str:
        """The text in this filler's letters; mail addresses stay as they are."""
        return text.upper() if self.upper and "@" not in text else text

    def width(self, text: str, size: float | None = None) -> float:
        """Width in points as written at `size` (nominal)."""
        return text_width(self.shown(text), self.font, (size or self.size) * self.stretch) * (1.03 if self.is_hand else 1)

    def write(self, paper: Paper, rng: random.Random, x: float, y: float, pieces: Sequence[Piece], room: float, height: float = 0) -> float:
        """Writes the pieces on the baseline `y`, shrunk to fit `room`; the x where it ends."""
        room = max(room, 6.0)
        size = min(self.size, height) if height else self.size
        total = sum(self.width(text, size) for _, text in pieces)
        squeeze = min(1.0, room / total) if total else 1.0
        size *= max(squeeze, 0.55) if squeeze < 0.8 else 1.0
        total = sum(self.width(text, size) for _, text in pieces)
        narrow = min(1.0, room / total) if total else 1.0
        base = y - self.raise_by
        slope = rng.gauss(0, 0.004) * self.jitter
        start = x
        for key, text in pieces:
            begin = x
            for char in self.shown(text):
                x = self._glyph(paper, rng, x, base + slope * (x - start), char, size * self.stretch, narrow)
            paper.place(key, begin, base - size * 0.85, x, base + size * 0.25)
        return x

    def _glyph(self, paper: Paper, rng: random.Random, x: float, y: float, char: str, size: float, narrow: float) -> float:
        advance = text_width(char, self.font, size) * narrow
        if not self.is_hand:
            if narrow == 1.0:
                paper.text(x, y, char, self.font, size, self.colour)
            else:
                with paper.turned(x, y, 0, narrow):
                    paper.text(0, 0, char, self.font, size, self.colour)
            return x + advance
        with paper.turned(
            x,
            y + rng.gauss(0, 0.35) * self.jitter,
            rng.gauss(0, 2.2) * self.jitter,
            narrow * rng.gauss(1, 0.04 * self.jitter),
            rng.gauss(1, 0.05 * self.jitter),
        ):
            if self.thickness:
                paper.canvas.setStrokeColorRGB(*self.colour)
                paper.canvas.setLineWidth(self.thickness)
            text = paper.canvas.beginText(0, paper.height)
            text.setFont(self.font, size)
            text.setFillColorRGB(*self.colour)
            text.setTextRenderMode(2 if self.thickness else 0)
            text.textOut(char)
            paper.canvas.drawText(text)
        return x + advance * 1.03 + rng.gauss(0, 0.18) * self.jitter

    def write_line(self, paper: Paper, rng: random.Random, x: float, y: float, text: str, room: float) -> float:
        """Writes text that belongs to no field."""
        return self.write(paper, rng, x, y, [(None, text)], room)

    def comb(self, paper: Paper, rng: random.Random, x: float, y: float, cell: float, height: float, key: str | None, text: str) -> None:
        """One character in the middle of each cell; the cells begin at `x`, their bottom is `y`."""
        size = min(height * 0.78, cell * 1.15, self.size * 1.25)
        chars = self.shown(text)
        for index, char in enumerate(chars):
            middle = x + (index + 0.5) * cell - text_width(char, self.font, size * self.stretch) / 2
            drift = (rng.gauss(0, cell * 0.05), rng.gauss(0, height * 0.05)) if self.is_hand else (0.0, 0.0)
            self._glyph(paper, rng, middle + drift[0], y - height * 0.24 + drift[1], char, size * self.stretch, 1.0)
        paper.place(key, x, y - height, x + cell * len(chars), y)

    def tick(self, paper: Paper, rng: random.Random, x: float, y: float, size: float, style: MarkStyle | None = None) -> None:
        """A mark in the tick box whose middle is (x, y) and side `size`."""
        draw_mark(paper, rng, x, y, size, style or self.mark, self.colour, self.jitter)


def draw_mark(paper: Paper, rng: random.Random, x: float, y: float, size: float, style: MarkStyle, colour: Colour, jitter: float) -> None:
    """A mark in a tick box: centre, side of the box, in points."""
    r = size * rng.uniform(0.42, 0.62 if jitter else 0.45)

    def wobble() -> float:
        return rng.gauss(0, size * 0.05) * bool(jitter)

    pen = rng.uniform(0.8, 1.5) if jitter else 0.9
    x, y = x + wobble(), y + wobble()
    if style == "typed":
        paper.text_centred(x, y + size * 0.33, "X", "Helvetica-Bold", size * 0.95, colour)
    elif style == "cross":
        paper.curve([(x - r + wobble(), y - r + wobble()), (x + wobble(), y + wobble()), (x + r + wobble(), y + r + wobble())], pen, colour)
        paper.curve([(x + r + wobble(), y - r + wobble()), (x + wobble(), y + wobble()), (x - r + wobble(), y + r + wobble())], pen, colour)
    elif style == "tick":
        paper.curve(
            [(x - r, y + wobble()), (x - r * 0.2, y + r * 0.9 + wobble()), (x + r * 1.5 + wobble(), y - r * 1.5 + wobble())], pen, colour
        )
    elif style == "slash":
        paper.curve(
            [(x - r * 1.1 + wobble(), y + r * 1.1), (x + wobble(), y + wobble()), (x + r * 1.2, y - r * 1.2 + wobble())], pen, colour
        )
    elif style == "dot":
        paper.circle(x, y, r * 0.55, 0, colour, colour)
    elif style == "blob":
        points = [
            (x + r * 1.05 * math.cos(a) * rng.uniform(0.75, 1.15), y + r * 1.05 * math.sin(a) * rng.uniform(0.75, 1.15))
            for a in [i * 0.9 for i in range(12)]
        ]
        paper.curve(points, max(1.4, size * 0.28), colour)
        paper.circle(x, y, r * 0.8, 0, colour, colour)
    else:
        paper.curve([(x + (-r if i % 2 else r) * rng.uniform(0.6, 1.1), y - r + 2 * r * i / 7 + wobble()) for i in range(8)], pen, colour)


def _normal_stretch(font: str) -> float:
    """Factor that brings a hand to about the width of ordinary print."""
    mean = text_width("nelaroiSTMC053", font, 10) / 14
    return min(max(4.9 / mean, 0.8), 1.9)


def machine_pen(rng: random.Random, split: Split) -> Pen:
    """A printer or typewriter."""
    faces = typewriter_faces() if rng.random() < 0.3 else print_faces()
    font = faces[rng.choice(keep(sorted(faces), split))].regular
    colour = rng.choice((BLACK, BLACK, BLACK, (0.0, 0.0, 0.35), (0.2, 0.2, 0.2)))
    size = rng.uniform(8.5, 10.5)
    stretch = min(1.0, 5.6 / (text_width("nelaroiSTMC053", font, 10) / 14))
    return Pen(False, font, stretch, size, colour, rng.random() < 0.4, 0.0, rng.choice(MACHINE_MARKS), rng.uniform(1.2, 2.4), 0)


def hand_pen(rng: random.Random, split: Split) -> Pen:
    """Somebody's hand."""
    fonts = hand_fonts()
    font = fonts[rng.choice(keep(sorted(fonts), split))]
    mark = rng.choices(HAND_MARKS, (50, 25, 8, 9, 8))[0]
    return Pen(
        True,
        font,
        _normal_stretch(font),
        rng.uniform(9.5, 12.5),
        rng.choice(INKS),
        rng.random() < 0.5,
        rng.uniform(0.4, 1.4),
        mark,
        rng.uniform(0.2, 3.0),
        rng.choice((0, 0, 0.15, 0.3, 0.45)),
    )


def sign(paper: Paper, rng: random.Random, split: Split, x: float, y: float, room: float, name: str, key: str | None) -> None:
    """A signature starting near (x, y) on a line `room` long: joined-up name, initials and flourish, or a scribble."""
    colour, kind = rng.choice(INKS), rng.random()
    x += rng.uniform(0, room * 0.25)
    width = min(room * rng.uniform(0.5, 1.0), 190)
    if kind < 0.5:
        fonts = {**script_fonts(), **hand_fonts()} if rng.random() < 0.3 else script_fonts()
        font = fonts[rng.choice(keep(sorted(fonts), split))]
        shown = rng.choice((name, name, " ".join(reversed(name.split())), f"{name[0]}. {name.split()[-1]}", name.split()[-1]))
        size = min(rng.uniform(15, 26), 20 * width / max(text_width(shown, font, 20), 1))
        with paper.turned(x, y + rng.uniform(-4, 5), rng.gauss(3, 4)):
            paper.text(0, 0, shown, font, size, colour)
        top, end = y - size * 0.8, x + text_width(shown, font, size)
    else:
        loops, height = rng.randrange(4, 10), rng.uniform(7, 20)
        points, at = [], x
        for i in range(loops * 2):
            points.append((at, y - rng.uniform(0.0, height) * (1 if i % 2 else rng.uniform(-0.3, 0.4))))
            at += width / (loops * 2) * rng.uniform(-0.25, 2.1)
        paper.curve(points, rng.uniform(0.7, 1.5), colour)
        top, end = y - height, max(px for px, _ in points)
        if rng.random() < 0.5:
            paper.text(x - 2, y, name[0], script_fonts()[sorted(script_fonts())[0]], rng.uniform(18, 30), colour)
    if rng.random() < 0.35:
        paper.curve(
            [(x - 5, y + 4), (x + width * 0.4, y + rng.uniform(0, 7)), (x + width * rng.uniform(0.7, 1.1), y + rng.uniform(-6, 4))],
            rng.uniform(0.6, 1.2),
            colour,
        )
    paper.place(key, x, top, end, y + 6)
