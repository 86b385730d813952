"""The whole form: labelled blanks, tick boxes with the marks people make, signatures."""

from __future__ import annotations

from samples.ledger import Value
from samples.paper import WHITE, text_width
from samples.pens import MarkStyle, sign
from samples.rows import RowSheet
from samples.slots import CHOICE_KEYS, choice_key


class FormSheet(RowSheet):
    """A sheet with everything that forms have."""

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
                self.paper.rect(
                    middle[0] - half + 1.2, middle[1] - half + 1.2, middle[0] + half + 1.2, middle[1] + half + 1.2, 0, fill=(0.6, 0.6, 0.6)
                )
            self.paper.rect(
                middle[0] - half,
                middle[1] - half,
                middle[0] + half,
                middle[1] + half,
                1.3 if kind == "thick" else 0.7,
                fill=WHITE if kind == "shadow" else None,
            )
        return *middle, side

    def _option(self, x: float, y: float, word: str) -> tuple[float, tuple[float, float, float], tuple[float, float]]:
        """One box with its word: end x, box, extent of the word."""
        font, size = self.style.face.regular, self.style.size
        if self.style.tick_after:
            end = self.paper.text(x, y, word, font, size)
            box = self.tick_box(end + 4, y)
            return box[0] + box[2] / 2 + 4, box, (x, end)
        box = self.tick_box(x, y)
        start = (
            max(box[0] + box[2] / 2, x + (text_width("[   ]", font, size) if self.style.tick in {"brackets", "round_brackets"} else 0)) + 4
        )
        end = self.paper.text(start, y, word, font, size)
        return end, box, (start, end)

    def choice(
        self,
        slot: str,
        label: str | None,
        chosen: Value,
        key: str | None = None,
        options: dict[str, str] | None = None,
        normal: dict[str, Value] | None = None,
    ) -> None:
        """A group of tick boxes on one or more lines; notes in the ledger what its marks mean."""
        style = self.style
        options = options or self.filler.options(slot, self.layout)
        key = key or (choice_key(slot) if slot in CHOICE_KEYS else None)
        size, font = style.size, style.face.regular
        spacing = self.layout.uniform(8, 22)
        one_each_line = self.layout.random() < 0.12 and len(options) > 2
        widths = {
            value: text_width(word, font, size) + size * 2 + (8 if style.tick in {"brackets", "round_brackets"} else 0)
            for value, word in options.items()
        }
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

    def mark_group(
        self,
        boxes: dict[str, tuple[tuple[float, float, float], tuple[float, float]]],
        marked: str | None,
        meaning: dict[str, Value],
        key: str | None,
    ) -> None:
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
            self.paper.curve(
                [
                    (extent[0] - 3, y),
                    (extent[0] + width / 2, y - side * 0.9),
                    (extent[1] + 3, y),
                    (extent[0] + width / 2, y + side * 0.9),
                    (extent[0] - 4, y + 1),
                ],
                1.0,
                self.pen.colour,
            )
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
