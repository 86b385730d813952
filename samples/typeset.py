"""Running text with values in it: paragraphs broken into lines, ragged or justified, and where each value came to stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from samples.fonts import Face
from samples.paper import Paper, text_width
from samples.pens import Piece

_PART = re.compile(r"\{(\w+)\}|\*\*(.+?)\*\*|(\s+)|([^\s{*]+)")


@dataclass(slots=True)
class Word:
    """A printed word; or a blank of `width` points, to be filled by hand."""

    text: str
    key: str | None
    bold: bool
    glued: bool
    width: float = 0.0
    blank: list[Piece] | None = None


@dataclass(frozen=True, slots=True)
class TextStyle:
    """Look of a contract's text; lengths in points."""

    face: Face
    size: float
    leading: float
    left: float
    right: float
    top: float
    bottom: float
    justify: bool
    bold_values: frozenset[str]
    """Names of values set in bold."""
    first_indent: float
    paragraph_gap: float


class Typesetter:
    """Sets paragraphs on a Paper from the cursor `y` on; `footer` draws the foot of each page."""

    def __init__(
        self, paper: Paper, style: TextStyle, write_blank: Callable[[float, float, float, list[Piece]], None], footer: Callable[[], None]
    ) -> None:
        self.paper, self.style, self.write_blank, self.footer = paper, style, write_blank, footer
        self.y = style.top

    @property
    def room(self) -> float:
        """Text width."""
        return self.style.right - self.style.left

    def need(self, height: float) -> None:
        """Goes to a new page when less is left."""
        if self.y + height > self.style.bottom:
            self.turn_page()

    def turn_page(self) -> None:
        """Finishes the page."""
        self.footer()
        self.paper.new_page()
        self.y = self.style.top

    def words(self, template: str, values: Mapping[str, Callable[[], Sequence[Piece]]], blanks: frozenset[str] = frozenset()) -> list[Word]:
        """The words of a template; `values` gives the pieces of each {name}, those in `blanks` become blanks to fill in."""
        found: list[Word] = []
        glued = True
        for name, bold, space, plain in _PART.findall(template):
            if space:
                glued = False
                continue
            if bold:
                for index, text in enumerate(bold.split()):
                    found.append(Word(text, None, True, glued and index == 0))
            elif name:
                pieces = list(values[name]())
                if name in blanks:
                    width = max(sum(text_width(text, self.style.face.regular, self.style.size) for _, text in pieces) * 1.45, 40)
                    found.append(Word("", None, False, glued, min(width, self.room * 0.8), pieces))
                else:
                    found.extend(self._value_words(pieces, glued, name in self.style.bold_values))
            else:
                found.append(Word(plain, None, False, glued))
            glued = True
        return found

    def _value_words(self, pieces: Sequence[Piece], glued: bool, bold: bool) -> list[Word]:
        found = []
        for key, text in pieces:
            for part in re.findall(r"\S+|\s+", text):
                if part.isspace():
                    glued = False
                else:
                    found.append(Word(part, key, bold, glued))
                    glued = True
        return found

    def paragraph(
        self,
        words: list[Word],
        centred: bool = False,
        size: float | None = None,
        bold: bool = False,
        gap: float | None = None,
        indent: float = 0.0,
    ) -> None:
        """Breaks the words into lines and sets them."""
        style = self.style
        size = size or style.size
        self.paper.ledger.say([part for word in words for part in _transcribed(word)])
        space = text_width(" ", style.face.regular, size)
        for word in words:
            if word.blank is None:
                word.width = text_width(word.text, style.face.bold if word.bold or bold else style.face.regular, size)
        lines: list[list[list[Word]]] = [[]]
        used = style.first_indent
        for group in _groups(words):
            width = sum(word.width for word in group)
            lead = space if lines[-1] else 0.0
            if lines[-1] and used + lead + width > self.room - indent:
                lines.append([])
                used, lead = 0.0, 0.0
            lines[-1].append(group)
            used += lead + width
        for index, line in enumerate(lines):
            self._line(line, size, space, bold, centred, index == 0 and not centred, index == len(lines) - 1, indent)
        self.y += style.paragraph_gap if gap is None else gap

    def _line(
        self, line: list[list[Word]], size: float, space: float, bold: bool, centred: bool, first: bool, last: bool, indent: float
    ) -> None:
        style = self.style
        self.need(size * style.leading)
        self.y += size * style.leading
        width = sum(word.width for group in line for word in group)
        x = style.left + indent + (style.first_indent if first else 0)
        gap = space
        if centred:
            x = (style.left + style.right - width - space * (len(line) - 1)) / 2
        elif style.justify and not last and len(line) > 1:
            gap = min((style.right - x - width) / (len(line) - 1), space * 3.2)
        for index, group in enumerate(line):
            x += gap if index else 0
            for word in group:
                x = self._word(word, x, size, bold)

    def _word(self, word: Word, x: float, size: float, bold: bool) -> float:
        if word.blank is not None:
            self.paper.line(x, self.y + 2, x + word.width, self.y + 2, 0.5)
            self.write_blank(x, self.y, word.width, word.blank)
            return x + word.width
        face = self.style.face
        end = self.paper.text(x, self.y, word.text, face.bold if word.bold or bold else face.regular, size)
        self.paper.place(word.key, x, self.y - size * 0.82, end, self.y + size * 0.22)
        return end


def _transcribed(word: Word) -> list[tuple[str, str | None, bool]]:
    """A word, or the words of what is filled in at a blank, for the ledger's transcript."""
    if word.blank is None:
        return [(word.text, word.key, word.glued)]
    parts = [(part, key) for key, text in word.blank for part in text.split()]
    return [(part, key, word.glued and i == 0) for i, (part, key) in enumerate(parts)]


def _groups(words: list[Word]) -> list[list[Word]]:
    """Words that stand together without a space."""
    groups: list[list[Word]] = []
    for word in words:
        if word.glued and groups:
            groups[-1].append(word)
        else:
            groups.append([word])
    return groups
