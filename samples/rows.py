"""Rows of labelled blanks: side by side, in tables, under column heads."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from samples.paper import text_width
from samples.sheet import Sheet, wrap
from samples.slots import COMBS, WIDTHS


class RowSheet(Sheet):
    """A sheet that sets labelled blanks as its style says."""

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
        height = style.blank_height + (
            style.label_size + 3 if style.place in {"above", "below"} else style.label_size * 0.85 + 4 if style.place == "inside" else 0
        )
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
            self.paper.text(
                x0, y0 + size, shown, font, min(size, size * (x1 - x0) / max(text_width(shown, font, size), 1)), style.label_colour
            )
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

    def _columns(self, slots: Sequence[str]) -> None:
        """A table whose first row names the columns and whose second takes the values."""
        style, size, font = self.style, self.style.label_size * 0.9, self._label_font()
        queue = list(slots)
        height = style.blank_height
        while queue:
            row = [queue.pop(0)]
            while (
                queue
                and len(row) < 4
                and sum(max(WIDTHS.get(s, 0.4), 0.16) for s in (*row, queue[0])) < 1.25
                and not ({*row, queue[0]} & style.combed)
            ):
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
                self.paper.text_centred(
                    x + width / 2,
                    self.y + size + 1,
                    label,
                    font,
                    min(size, size * (width - 4) / max(text_width(label, font, size), 1)),
                    style.label_colour,
                )
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
            while (
                queue
                and len(row) < pairs
                and sum(WIDTHS.get(s, 0.4) for s in (*row, queue[0])) < 1.25
                and not ({row[0], queue[0]} & (style.combed & {"iban", "tax_code"}))
            ):
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
                    self.paper.rect(
                        x,
                        self.y,
                        x + label_width,
                        self.y + height,
                        style.line_width,
                        style.line_colour,
                        fill=(0.9, 0.9, 0.9) if shade else None,
                    )
                    self.paper.rect(x + label_width, self.y, x + width, self.y + height, style.line_width, style.line_colour)
                for index, line in enumerate(lines):
                    base = self.y + height - 5 - (len(lines) - 1 - index) * (small + 0.5)
                    self.paper.text(
                        x + 3,
                        base,
                        line,
                        font,
                        min(small, small * (label_width - 5) / max(text_width(line, font, small), 1)),
                        style.label_colour,
                    )
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
