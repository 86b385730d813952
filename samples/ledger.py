"""What stands on the paper of one document: the values that were really written, and where."""

from __future__ import annotations

from dataclasses import dataclass, field

Value = str | int | bool | list[str] | None
Rectangle = tuple[float, float, float, float]
"""x0, y0, x1, y1 in points from the top left of the page."""


@dataclass(slots=True)
class Ledger:
    """Grows while a document is drawn; a key never written is null in the truth."""

    written: dict[str, Value] = field(default_factory=dict)
    """Normal form (results.md) of each key on the paper."""
    boxes: dict[str, tuple[int, Rectangle]] = field(default_factory=dict)
    """1-based page and place of the writing; the union of its parts that stand on one page."""
    pages: int = 1
    """Pages drawn so far."""
    transcript: list[list[tuple[str, str | None, bool]]] = field(default_factory=list)
    """The running text, a list a paragraph: (word, key it belongs to, whether it is glued to the word before)."""
    notes: list[str] = field(default_factory=list)
    """Oddities on this paper, such as `wrong tax_code`."""

    def write(self, key: str, value: Value) -> None:
        """The paper says `value`; a key written twice keeps its first value."""
        self.written.setdefault(key, value)

    def say(self, words: list[tuple[str, str | None, bool]]) -> None:
        """A paragraph of running text stands on the paper."""
        self.transcript.append(words)

    def place(self, key: str, page: int, box: Rectangle) -> None:
        """Part of the writing of `key` stands here."""
        if key not in self.boxes:
            self.boxes[key] = (page, box)
        elif self.boxes[key][0] == page:
            old = self.boxes[key][1]
            self.boxes[key] = (page, (min(old[0], box[0]), min(old[1], box[1]), max(old[2], box[2]), max(old[3], box[3])))
