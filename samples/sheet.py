"""A form being drawn and filled in at once: rows of labelled blanks, tick boxes, sections, signatures.

Everything about the looks comes from the `layout` random stream, everything about the filling from `fill`, so that two
documents of one layout differ only in what was filled in.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from samples.paper import WHITE, Paper, text_width
from samples.pens import Pen, Piece
from samples.slots import COMBS, Filler
from samples.style import FormStyle
from samples.wording import Split

DATE_SLOTS = {"birth_date", "date", "id_expiry", "hired_on", "id_issued"}


def wrap(text: str, font: str, size: float, room: float) -> list[str]:
    """Lines no wider than `room` points."""
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and text_width(longer, font, size) > room:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line] if line else lines


class Sheet:
    """The cursor `y` is the top of what comes next, in points."""

    def __init__(
        self, paper: Paper, style: FormStyle, layout: random.Random, fill: random.Random, filler: Filler, pen: Pen, split: Split
    ) -> None:
        self.paper, self.style, self.layout, self.fill, self.filler, self.pen, self.split = paper, style, layout, fill, filler, pen, split
        self.left, self.right, self.bottom = style.margin_left, paper.width - style.margin_right, paper.height - 62
        self.y = style.margin_top
        self.section_number = 0
        self.footer = ""
        self.page_words = layout.choice(("pag. {n}", "Pagina {n}", "- {n} -", "{n}", "Pag. {n} di {m}", "{n}/{m}"))
        self.expected_pages = 2

    @property
    def room(self) -> float:
        """Text width."""
        return self.right - self.left

    def need(self, height: float) -> None:
        """Goes to a new page when less than `height` is left."""
        if self.y + height > self.bottom:
            self.turn_page()

    def turn_page(self) -> None:
        """Finishes the page with its footer."""
        self.draw_footer()
        self.paper.new_page()
        self.y = self.style.margin_top

    def draw_footer(self) -> None:
        """The line at the foot: imprint and page number."""
        size = 6.5
        foot = self.paper.height - 34
        for line in wrap(self.footer, self.style.face.regular, size, self.room * 0.85)[:3]:
            self.paper.text(self.left, foot, line, self.style.face.regular, size, (0.35, 0.35, 0.35))
            foot += 8
        number = self.page_words.format(n=self.paper.page, m=max(self.expected_pages, self.paper.page))
        self.paper.text_right(self.right, self.paper.height - 34, number, self.style.face.regular, 7, (0.35, 0.35, 0.35))

    def heading(self, title: str) -> None:
        """A section's title."""
        style, paper = self.style, self.paper
        self.section_number += 1
        if style.numbering:
            count = self.section_number
            mark = {
                "1": str(count),
                "A": chr(64 + count),
                "I": ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")[(count - 1) % 10],
            }
            shown = style.numbering
            for letter in ("1", "A", "I"):
                if shown.rstrip(".):-– ").endswith(letter):
                    head, _, tail = shown.rpartition(letter)
                    shown = head + mark[letter] + tail
                    break
            title = f"{shown} {title}"
        self.need(70)
        self.y += style.row_gap + 2
        size, kind = style.size + 0.8, style.section
        if kind in {"caps", "band", "tab"}:
            title = title.upper()
        font = style.face.italic if kind == "italic" else style.face.bold
        top, base = self.y, self.y + size + 2.5
        if kind == "band":
            paper.rect(self.left, top, self.right, base + 3.5, 0, fill=style.accent)
            paper.text(self.left + 5, base, title, font, size - 0.5, WHITE)
        elif kind == "boxed":
            paper.rect(self.left, top, self.right, base + 3.5, 0.7, style.accent, fill=(0.9, 0.9, 0.9))
            paper.text(self.left + 5, base, title, font, size)
        elif kind == "tab":
            paper.rect(self.left, top, self.left + text_width(title, font, size) + 14, base + 3.5, 0, fill=style.accent)
            paper.text(self.left + 6, base, title, font, size, WHITE)
        elif kind == "side":
            paper.rect(self.left - 8, top + 2, self.left - 4, base + 2, 0, fill=style.accent)
            paper.text(self.left, base, title, font, size, style.accent)
        elif kind == "rule":
            paper.text(self.left, base, title, font, size, style.accent)
            paper.line(self.left, base + 3, self.right, base + 3, 0.8, style.accent)
        elif kind == "under":
            paper.text(self.left, base, title, font, size)
            paper.line(self.left, base + 1.8, self.left + text_width(title, font, size), base + 1.8, 0.6)
        else:
            paper.text(self.left, base, title, font, size)
        self.y = base + 7

    def paragraph(self, text: str, size: float | None = None, bold: bool = False, centred: bool = False, gap: float = 3) -> None:
        """Running print."""
        size = size or self.style.size * 0.85
        font = self.style.face.bold if bold else self.style.face.regular
        for line in wrap(text, font, size, self.room):
            self.need(size * 1.3)
            self.y += size * 1.25
            if centred:
                self.paper.text_centred((self.left + self.right) / 2, self.y, line, font, size)
            else:
                self.paper.text(self.left, self.y, line, font, size)
        self.y += gap

    def label_of(self, slot: str) -> str:
        """A printed label in this style's letters."""
        label = self.filler.label(slot, self.layout)
        return label.upper() if self.style.label_upper else label

    def frame(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """The printed outline of a blank."""
        style = self.style
        if style.widget in {"box", "grid", "wide", "cells"}:
            self.paper.rect(x0, y0, x1, y1, style.line_width, style.line_colour)
        elif style.widget == "rounded":
            self.paper.rect(x0, y0, x1, y1, style.line_width, style.line_colour, radius=4)
        elif style.widget == "tint":
            tint = tuple(0.86 + 0.12 * part for part in style.accent)
            self.paper.rect(x0, y0, x1, y1, 0, fill=(tint[0], tint[1], tint[2]))
        elif style.widget in {"line", "rows"}:
            self.paper.line(x0, y1 - 3, x1, y1 - 3, style.line_width, style.line_colour)
        elif style.widget == "full":
            self.paper.line(self.left, y1 + 1, self.right, y1 + 1, 0.4, style.line_colour)
        elif style.widget == "dots":
            self.leader(x0, y1 - 3, x1, ".")
        elif style.widget == "underscores":
            self.leader(x0, y1 - 4, x1, "_")

    def leader(self, x0: float, y: float, x1: float, mark: str) -> None:
        """A dotted or underscored leader of printed characters."""
        size = self.style.size
        count = int((x1 - x0) / text_width(mark, self.style.face.regular, size))
        self.paper.text(x0, y, mark * count, self.style.face.regular, size)

    def blank(self, slot: str, label: str, x0: float, y0: float, x1: float, y1: float, framed: bool = False) -> None:
        """Draws the blank and what is written in it."""
        if slot in self.style.combed:
            self._comb_blank(slot, x0, y0, x1, y1)
            return
        if slot in DATE_SLOTS and self.style.date_parts != "plain" and x1 - x0 > 62:
            self._date_blank(slot, label, x0, y0, x1, y1)
            return
        if not framed:
            self.frame(x0, y0, x1, y1)
        inset = 4 if self.style.widget in {"box", "grid", "tint", "rounded", "wide"} and not framed else 2
        pieces = self.filler.pieces(slot, label)
        self.write(
            pieces,
            x0 + inset,
            y1 - (3 if self.style.widget in {"line", "dots", "rows", "underscores", "full", "bare"} else 3.5),
            x1 - x0 - 2 * inset,
            y1 - y0 - 2,
        )

    def write(self, pieces: Sequence[Piece], x: float, y: float, room: float, height: float) -> None:
        """Writes pieces, now and then striking out a first try."""
        if not pieces:
            return
        total = sum(self.pen.width(text) for _, text in pieces)
        if self.pen.is_hand and self.fill.random() < 0.03 and total * 2.1 < room and any(key for key, _ in pieces):
            wrong = "".join(text for _, text in pieces)
            wrong = wrong[: max(3, int(len(wrong) * self.fill.uniform(0.5, 1)))][:-1] + self.fill.choice("aeio157")
            end = self.pen.write_line(self.paper, self.fill, x, y, wrong, room * 0.45)
            for _ in range(self.fill.choice((1, 1, 2))):
                middle = y - self.pen.size * self.fill.uniform(0.2, 0.5)
                self.paper.curve(
                    [(x - 2, middle), ((x + end) / 2, middle + self.fill.gauss(0, 1.2)), (end + 2, middle + self.fill.gauss(0, 1.5))],
                    1.0,
                    self.pen.colour,
                )
            x, room = end + 5, room - (end - x) - 5
        self.pen.write(self.paper, self.fill, x, y, pieces, room, height)

    def _comb_blank(self, slot: str, x0: float, y0: float, x1: float, y1: float) -> None:
        style, count = self.style, COMBS[slot]
        gap = 1.1 if style.comb == "gaps" else 1.0
        cell = min((x1 - x0) / count / gap, 15.0)
        height = min(y1 - y0, 18.0)
        top, bottom = y1 - height, y1
        for index in range(count):
            a = x0 + index * cell * gap
            if style.comb == "pipes":
                self.paper.text(a - 1, bottom - 2, "|_", style.face.regular, min(cell * 1.3, 11))
            elif style.comb in {"boxes", "gaps"}:
                self.paper.rect(a, top, a + cell, bottom, style.line_width, style.line_colour)
            elif style.comb == "teeth":
                self.paper.line(a, bottom, a + cell, bottom, style.line_width, style.line_colour)
                self.paper.line(a, bottom - height * 0.45, a, bottom, style.line_width, style.line_colour)
                self.paper.line(a + cell, bottom - height * 0.45, a + cell, bottom, style.line_width, style.line_colour)
            else:
                self.paper.line(a + cell * 0.12, bottom, a + cell * 0.88, bottom, style.line_width, style.line_colour)
        if style.comb == "pipes":
            self.paper.text(x0 + count * cell - 1, bottom - 2, "|", style.face.regular, min(cell * 1.3, 11))
        entry = self.filler.comb(slot)
        if entry:
            self.pen.comb(self.paper, self.fill, x0, bottom, cell * gap, height, *entry)

    def _date_blank(self, slot: str, label: str, x0: float, y0: float, x1: float, y1: float) -> None:
        """Day, month and year in three pre-printed parts."""
        style, size = self.style, self.style.size
        width = min(x1 - x0, 105.0)
        shares = (0.0, 0.26, 0.56)
        ends = (0.22, 0.5, 1.0)
        base = y1 - 3.5
        for index, (start, end) in enumerate(zip(shares, ends, strict=True)):
            a, b = x0 + start * width, x0 + end * width
            if style.date_parts == "boxes":
                self.paper.rect(a, y1 - min(y1 - y0, 17), b, y1, style.line_width, style.line_colour)
            else:
                self.paper.line(a, base + 1, b, base + 1, style.line_width, style.line_colour)
            if index:
                self.paper.text_centred(x0 + (ends[index - 1] + start) / 2 * width, base, "/", style.face.regular, size)
        pieces = self.filler.pieces(slot, label)
        if not pieces:
            return
        key, _ = pieces[0]
        day = self.filler.day_of(slot)
        for (start, end), text in zip(zip(shares, ends, strict=True), (f"{day:%d}", f"{day:%m}", f"{day:%Y}"), strict=True):
            self.pen.write(self.paper, self.fill, x0 + start * width + 2, base, [(key, text)], (end - start) * width - 2, y1 - y0)
