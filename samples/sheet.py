"""A form being drawn and filled in at once: rows of labelled blanks, tick boxes, sections, signatures.

Everything about the looks comes from the `layout` random stream, everything about the filling from `fill`, so that two
documents of one layout differ only in what was filled in.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from samples.ledger import Value
from samples.paper import WHITE, Paper, text_width
from samples.pens import MarkStyle, Pen, Piece, sign
from samples.slots import CHOICE_KEYS, COMBS, WIDTHS, Filler, choice_key
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

    def __init__(self, paper: Paper, style: FormStyle, layout: random.Random, fill: random.Random, filler: Filler, pen: Pen, split: Split) -> None:
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
            mark = {"1": str(count), "A": chr(64 + count), "I": ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")[(count - 1) % 10]}
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

    def rows(self, slots: Sequence[str]) -> None:
        """Labelled blanks, as many to a row as fit."""
        if self.style.place == "table":
            self._table(slots)
            return
        if self.style.place == "columns":
            self._columns(slots)
            return
        row: list[tuple[str, str, float]] = []
        used = 0.0
        gap = 10
        for slot in slots:
            label = self.label_of(slot)
            wish = self._wish(slot, label)
            if row and (used + wish + gap > self.room or len(row) >= 4):
                self._row(row)
                row, used = [], 0.0
            row.append((slot, label, wish))
            used += wish + gap
        if row:
            self._row(row)

    def _label_font(self) -> str:
        return self.style.label_face.bold if self.style.label_bold else self.style.label_face.regular

    def _comb_cell(self, slot: str) -> float:
        return min(14.0, (self.room - 4) / max(COMBS[slot], 1) / 1.12)

    def _wish(self, slot: str, label: str) -> float:
        width = min(WIDTHS.get(slot, 0.4) * max(self.room, 450), self.room)
        own = text_width(label + self.style.suffix, self._label_font(), self.style.label_size) + 6
        value = width * 0.72
        if slot in self.style.combed:
            value = self._comb_cell(slot) * COMBS[slot] * (1.1 if self.style.comb == "gaps" else 1) + 4
        wish = own + value if self.style.place == "left" else max(own, value)
        return min(wish * (1.0 if self.style.columns == 2 else 1.12 if self.style.columns == 1 else 0.92), self.room)

    def _row(self, row: Sequence[tuple[str, str, float]]) -> None:
        style = self.style
        gap = 10.0
        spare = self.room - sum(wish for _, _, wish in row) - gap * (len(row) - 1)
        combed_row = any(slot in style.combed for slot, _, _ in row)
        grow = 1 + max(spare, 0) / sum(wish for _, _, wish in row) if style.stretch and not combed_row else 1
        if spare < 0:
            grow = 1 + spare / sum(wish for _, _, wish in row)
        height = style.blank_height + (style.label_size + 3 if style.place in {"above", "below"} else style.label_size * 0.85 + 4 if style.place == "inside" else 0)
        self.need(height + style.row_gap)
        x = self.left
        for slot, label, wish in row:
            self._cell(slot, label, x, self.y, x + wish * grow, self.y + height)
            x += wish * grow + gap
        self.y += height + style.row_gap

    def _cell(self, slot: str, label: str, x0: float, y0: float, x1: float, y1: float) -> None:
        style, font, size = self.style, self._label_font(), self.style.label_size
        shown = label + style.suffix
        if style.place == "left":
            limit = (x1 - x0) * 0.7
            if text_width(shown, font, size) > limit:
                size = max(5.5, size * limit / text_width(shown, font, size))
            end = self.paper.text(x0, y1 - 4.5, shown, font, size, style.label_colour)
            self.blank(slot, label, end + 4, y0, x1, y1)
        elif style.place == "above":
            self.paper.text(x0, y0 + size, shown, font, min(size, size * (x1 - x0) / max(text_width(shown, font, size), 1)), style.label_colour)
            self.blank(slot, label, x0, y0 + size + 3, x1, y1)
        elif style.place == "below":
            small = min(size, size * (x1 - x0) / max(text_width(shown, font, size), 1))
            self.blank(slot, label, x0, y0, x1, y1 - size - 3)
            if self.layout.random() < 0.5:
                self.paper.text(x0 + 2, y1 - 1.5, shown, font, small, style.label_colour)
            else:
                self.paper.text_centred((x0 + x1) / 2, y1 - 1.5, shown, font, small, style.label_colour)
        else:
            self.frame(x0, y0, x1, y1)
            small = min(size * 0.85, size * (x1 - x0 - 6) / max(text_width(shown, font, size), 1))
            self.paper.text(x0 + 3, y0 + small + 1, shown, font, small, style.label_colour)
            self.blank(slot, label, x0 + 3, y0 + small + 2, x1 - 3, y1, framed=True)

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
        self.write(pieces, x0 + inset, y1 - (3 if self.style.widget in {"line", "dots", "rows", "underscores", "full", "bare"} else 3.5), x1 - x0 - 2 * inset, y1 - y0 - 2)

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
                self.paper.curve([(x - 2, middle), ((x + end) / 2, middle + self.fill.gauss(0, 1.2)), (end + 2, middle + self.fill.gauss(0, 1.5))], 1.0, self.pen.colour)
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

    def _columns(self, slots: Sequence[str]) -> None:
        """A table whose first row names the columns and whose second takes the values."""
        style, size, font = self.style, self.style.label_size * 0.9, self._label_font()
        queue = list(slots)
        height = style.blank_height
        while queue:
            row = [queue.pop(0)]
            while queue and len(row) < 4 and sum(max(WIDTHS.get(s, 0.4), 0.16) for s in (*row, queue[0])) < 1.25 and not ({*row, queue[0]} & style.combed):
                row.append(queue.pop(0))
            total = sum(max(WIDTHS.get(slot, 0.4), 0.16) for slot in row)
            self.need(height + size + 8)
            x, head = self.left, size + 5
            for slot in row:
                width = self.room * max(WIDTHS.get(slot, 0.4), 0.16) / total
                label = self.label_of(slot)
                if style.widget == "grid":
                    self.paper.rect(x, self.y, x + width, self.y + head, style.line_width, style.line_colour, fill=(0.9, 0.9, 0.9))
                    self.paper.rect(x, self.y + head, x + width, self.y + head + height, style.line_width, style.line_colour)
                self.paper.text_centred(x + width / 2, self.y + size + 1, label, font, min(size, size * (width - 4) / max(text_width(label, font, size), 1)), style.label_colour)
                bottom = self.y + head + height
                if slot in style.combed:
                    self._comb_blank(slot, x + 3, self.y + head + 1, x + width - 3, bottom - 2)
                else:
                    self.write(self.filler.pieces(slot, label), x + 4, bottom - 4, width - 8, height - 2)
                x += width
            if style.widget == "open":
                self.paper.line(self.left, self.y + head + height, self.right, self.y + head + height, style.line_width, style.line_colour)
            self.y += head + height + style.row_gap * 0.6

    def beside(self, first: Callable[[], None], second: Callable[[], None], gap: float = 18) -> None:
        """Two parts of the form side by side, each half as wide."""
        self.need(300)
        left, right, top, page = self.left, self.right, self.y, self.paper.page
        middle = (left + right) / 2
        self.right = middle - gap / 2
        first()
        lower = self.y if self.paper.page == page else top
        self.left, self.right = middle + gap / 2, right
        if self.paper.page == page:
            self.y = top
        second()
        self.left, self.right = left, right
        self.y = max(self.y, lower)

    def _table(self, slots: Sequence[str]) -> None:
        style, size, font = self.style, self.style.label_size, self._label_font()
        pairs = 1 if style.widget == "wide" else style.columns if style.columns < 3 else 2
        height = style.blank_height + 3
        share = 0.3 if pairs == 1 else 0.19
        shade = self.section_number % 2 == 0 or style.widget == "grid"
        queue = list(slots)
        while queue:
            row = [queue.pop(0)]
            while queue and len(row) < pairs and sum(WIDTHS.get(s, 0.4) for s in (*row, queue[0])) < 1.25 and not ({row[0], queue[0]} & (style.combed & {"iban", "tax_code"})):
                row.append(queue.pop(0))
            self.need(height)
            x = self.left
            width = self.room / len(row)
            for slot in row:
                label = self.label_of(slot) + style.suffix
                label_width = self.room * share
                lines = wrap(label, font, size, label_width - 6)
                small = size if len(lines) < 2 else size * 0.82
                lines = wrap(label, font, small, label_width - 6)[:2]
                if style.widget != "rows":
                    self.paper.rect(x, self.y, x + label_width, self.y + height, style.line_width, style.line_colour, fill=(0.9, 0.9, 0.9) if shade else None)
                    self.paper.rect(x + label_width, self.y, x + width, self.y + height, style.line_width, style.line_colour)
                for index, line in enumerate(lines):
                    base = self.y + height - 5 - (len(lines) - 1 - index) * (small + 0.5)
                    self.paper.text(x + 3, base, line, font, min(small, small * (label_width - 5) / max(text_width(line, font, small), 1)), style.label_colour)
                inner = (x + label_width + 4, self.y + 1, x + width - 3, self.y + height - (1 if slot not in style.combed else 2))
                if slot in style.combed:
                    self._comb_blank(slot, *inner)
                else:
                    self.write(self.filler.pieces(slot, label), inner[0], inner[3] - 3, inner[2] - inner[0], height - 3)
                x += width
            if style.widget == "rows":
                self.paper.line(self.left, self.y + height, self.right, self.y + height, 0.5, style.line_colour)
            self.y += height
        self.y += style.row_gap

    def tick_box(self, x: float, y: float) -> tuple[float, float, float]:
        """Draws an empty box whose text baseline is `y`; centre x, centre y, side."""
        kind, size = self.style.tick, self.style.size
        side = size * (0.7 if kind == "small" else 0.95)
        middle = (x + side / 2, y - size * 0.33)
        if kind == "circle":
            self.paper.circle(*middle, side / 2, 0.7)
        elif kind in {"brackets", "round_brackets", "underscore"}:
            shown = {"brackets": "[   ]", "round_brackets": "(   )", "underscore": "___"}[kind]
            end = self.paper.text(x, y, shown, self.style.face.regular, size)
            middle, side = ((x + end) / 2, y - size * 0.33), min(side, end - x)
        else:
            half = side / 2
            if kind == "shadow":
                self.paper.rect(middle[0] - half + 1.2, middle[1] - half + 1.2, middle[0] + half + 1.2, middle[1] + half + 1.2, 0, fill=(0.6, 0.6, 0.6))
            self.paper.rect(middle[0] - half, middle[1] - half, middle[0] + half, middle[1] + half, 1.3 if kind == "thick" else 0.7, fill=WHITE if kind == "shadow" else None)
        return *middle, side

    def _option(self, x: float, y: float, word: str) -> tuple[float, tuple[float, float, float], tuple[float, float]]:
        """One box with its word: end x, box, extent of the word."""
        font, size = self.style.face.regular, self.style.size
        if self.style.tick_after:
            end = self.paper.text(x, y, word, font, size)
            box = self.tick_box(end + 4, y)
            return box[0] + box[2] / 2 + 4, box, (x, end)
        box = self.tick_box(x, y)
        start = max(box[0] + box[2] / 2, x + (text_width("[   ]", font, size) if self.style.tick in {"brackets", "round_brackets"} else 0)) + 4
        end = self.paper.text(start, y, word, font, size)
        return end, box, (start, end)

    def choice(self, slot: str, label: str | None, chosen: Value, key: str | None = None, options: dict[str, str] | None = None, normal: dict[str, Value] | None = None) -> None:
        """A group of tick boxes on one or more lines; notes in the ledger what its marks mean."""
        style = self.style
        options = options or self.filler.options(slot, self.layout)
        key = key or (choice_key(slot) if slot in CHOICE_KEYS else None)
        size, font = style.size, style.face.regular
        spacing = self.layout.uniform(8, 22)
        one_each_line = self.layout.random() < 0.12 and len(options) > 2
        widths = {value: text_width(word, font, size) + size * 2 + (8 if style.tick in {"brackets", "round_brackets"} else 0) for value, word in options.items()}
        self.need(size * 3 + (size * 1.5 * len(options) if one_each_line else 0))
        self.y += size * 1.4
        x = self.left
        own_line = self.layout.random() < 0.4
        if label:
            shown = (label.upper() if style.label_upper else label) + style.suffix
            end = self.paper.text(x, self.y, shown, self._label_font(), style.label_size, style.label_colour)
            x = end + 8
            if own_line or x > self.left + self.room * 0.55 or one_each_line:
                self.y += size * 1.5
                x = self.left + self.layout.choice((0, 0, 12))
        indent = self.left + self.layout.choice((0, 10))
        boxes = {}
        for index, (value, word) in enumerate(options.items()):
            if index and (one_each_line or x + widths[value] > self.right):
                self.y += size * 1.5
                x = indent
            end, box, extent = self._option(x, self.y, word)
            boxes[value] = (box, extent)
            x = end + spacing
        marked = None if chosen is None else str(chosen).lower() if isinstance(chosen, bool) else str(chosen)
        meaning: dict[str, Value] = normal or {value: value for value in options}
        self.mark_group(boxes, marked, meaning, key)
        self.y += style.row_gap + 3

    def mark_group(self, boxes: dict[str, tuple[tuple[float, float, float], tuple[float, float]]], marked: str | None, meaning: dict[str, Value], key: str | None) -> None:
        """Marks one box, with the slips people make; the ledger gets what the marks mean."""
        if marked is None or marked not in boxes:
            return
        (x, y, side), extent = boxes[marked]
        others = [value for value in boxes if value != marked]
        slip = self.fill.random()
        style: MarkStyle | None = None
        if self.pen.is_hand and slip < 0.012 and others:
            (ox, oy, oside), _ = boxes[self.fill.choice(others)]
            self.pen.tick(self.paper, self.fill, ox, oy, oside)
            self.pen.tick(self.paper, self.fill, x, y, side)
            return
        if self.pen.is_hand and slip < 0.03 and others and self.pen.mark != "blob":
            (ox, oy, oside), _ = boxes[self.fill.choice(others)]
            self.pen.tick(self.paper, self.fill, ox, oy, oside)
            for _ in range(2):
                self.pen.tick(self.paper, self.fill, ox, oy, oside * 1.25, "scribble")
            self.pen.tick(self.paper, self.fill, ox, oy, oside * 1.2, "blob")
        elif self.pen.is_hand and slip < 0.07 and self.style.tick in {"underscore", "brackets"}:
            width = extent[1] - extent[0]
            self.paper.curve([(extent[0] - 3, y), (extent[0] + width / 2, y - side * 0.9), (extent[1] + 3, y), (extent[0] + width / 2, y + side * 0.9), (extent[0] - 4, y + 1)], 1.0, self.pen.colour)
            self.paper.place(key, extent[0] - 3, y - side, extent[1] + 3, y + side)
            self.filler.write(key, meaning[marked])
            return
        self.pen.tick(self.paper, self.fill, x, y, side, style)
        self.paper.place(key, x - side / 2, y - side / 2, x + side / 2, y + side / 2)
        self.filler.write(key, meaning[marked])

    def signature(self, key: str | None, name: str, present: bool, x: float, width: float, label: str, line: bool = True) -> None:
        """A place to sign at the cursor; the caller moves on."""
        size = self.style.size * 0.9
        above = self.layout.random() < 0.5
        base = self.y + 34
        if above:
            self.paper.text_centred(x + width / 2, self.y + size, label, self.style.face.regular, size)
        start = x
        if not above and self.layout.random() < 0.5:
            start = self.paper.text(x, base, label + " ", self.style.face.regular, size)
        elif not above:
            self.paper.text_centred(x + width / 2, base + size + 2, label, self.style.face.regular, size)
        if line:
            self.paper.line(start, base, x + width, base, 0.6)
        if present:
            sign(self.paper, self.fill, self.split, start, base - 2, x + width - start, name, key)
        if key:
            self.filler.write(key, present)
