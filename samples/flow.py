"""Prose with blanks on a form: sentences broken into lines, each blank filled in where it stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from samples.form import FormSheet
from samples.paper import text_width
from samples.pens import Piece
from samples.slots import WIDTHS
from samples.wordings.titles import HINTS

_TOKEN = re.compile(r"\{(\w+)\}|(\*\*.+?\*\*)|(\s+)|([^\s{*]+|\*)")


@dataclass(slots=True)
class Token:
    """A word, or a blank with its slot."""

    text: str
    slot: str | None
    glued: bool
    """No space before it."""
    bold: bool
    width: float = 0.0


def tokens_of(template: str) -> list[Token]:
    """The words and blanks of a template, in order."""
    tokens: list[Token] = []
    glued = True
    for slot, bold, space, word in _TOKEN.findall(template):
        if space:
            glued = False
            continue
        if bold:
            for index, part in enumerate(bold.strip("*").split()):
                tokens.append(Token(part, None, glued and index == 0, True))
        else:
            tokens.append(Token(word, slot or None, glued, False))
        glued = True
    return tokens


@dataclass(frozen=True, slots=True)
class ProseStyle:
    """How blanks in prose look on one layout."""

    look: str
    """line, dots, box, underscores, or typed (the words run on, as in a letter made by a word processor)."""
    stretch: bool
    leading: float
    size: float
    bold_values: bool
    hints: bool
    """What belongs in a blank is printed small below it."""
    framed: bool
    """The sentence stands in a frame, with a rule below each line."""
    padded: bool
    """Typed values stand between underscores."""


def pick_prose_style(sheet: FormSheet, is_machine: bool) -> ProseStyle:
    """A look for the prose of this layout; typed only where a machine fills."""
    layout = sheet.layout
    look = layout.choice(("line", "line", "line", "dots", "underscores", "dots", "box", "tint"))
    typed = layout.random() < 0.2
    hints, framed = layout.random() < 0.14, layout.random() < 0.12
    leading = layout.uniform(1.55, 2.3) + (0.75 if hints else 0)
    return ProseStyle(
        "typed" if typed and is_machine else look,
        layout.random() < 0.65,
        leading,
        layout.uniform(9.2, 11.5),
        layout.random() < 0.3,
        hints,
        framed,
        layout.random() < 0.35,
    )


def write_prose(sheet: FormSheet, template: str, style: ProseStyle, fill: Callable[[str, str], list[Piece]] | None = None) -> None:
    """Sets the sentence from the cursor on; `fill(slot, word before)` gives what is written in a blank."""
    if not style.framed:
        _set(sheet, template, style, fill)
        return
    sheet.need(160)
    top, page = sheet.y, sheet.paper.page
    sheet.left, sheet.right = sheet.left + 6, sheet.right - 6
    _set(sheet, template, style, fill)
    sheet.left, sheet.right = sheet.left - 6, sheet.right + 6
    sheet.y += 4
    if sheet.paper.page == page:
        sheet.paper.rect(sheet.left, top, sheet.right, sheet.y, 0.8)
    sheet.y += 6


def _set(sheet: FormSheet, template: str, style: ProseStyle, fill: Callable[[str, str], list[Piece]] | None) -> None:
    give = fill or sheet.filler.pieces
    font, bold = sheet.style.face.regular, sheet.style.face.bold
    space = text_width(" ", font, style.size)
    tokens = tokens_of(template)
    if style.look == "typed":
        tokens = _typed(tokens, give, style.padded)
    for token in tokens:
        if token.slot and style.look != "typed":
            token.width = min(max(WIDTHS.get(token.slot, 0.4) * sheet.room * 0.66, 22), sheet.room)
        else:
            token.width = text_width(token.text, bold if token.bold else font, style.size)
    line: list[Token] = []
    used = 0.0
    previous = ""
    for token in tokens:
        lead = 0 if token.glued or not line else space
        if line and used + lead + token.width > sheet.room:
            left = sheet.room - used - lead
            if token.slot and style.look != "typed" and left > token.width * 0.62:
                token.width = left
            elif not (token.glued and not token.slot):
                previous = _set_line(sheet, line, style, space, give, previous, last=False)
                line, used, lead = [], 0.0, 0
        line.append(token)
        used += lead + token.width
    _set_line(sheet, line, style, space, give, previous, last=True)
    sheet.y += 3


def _typed(tokens: list[Token], give: Callable[[str, str], list[Piece]], padded: bool) -> list[Token]:
    """Blanks replaced by their words; `slot` then holds the field key."""
    typed: list[Token] = []
    previous = ""
    for token in tokens:
        if token.slot is None:
            typed.append(token)
            previous = token.text
            continue
        glued = token.glued
        pieces = give(token.slot, previous)
        if padded or not pieces:
            pieces = [(None, "__" if pieces else "________"), *pieces, (None, "___")]
        for key, text in pieces:
            for index, word in enumerate(re.findall(r"\S+|\s+", text)):
                if word.isspace():
                    glued = False
                    continue
                typed.append(Token(word, key or "", glued and index == 0 if index == 0 else glued, False))
                glued = True
            glued = not text.endswith(" ")
    return typed


def _set_line(
    sheet: FormSheet, line: list[Token], style: ProseStyle, space: float, give: Callable[[str, str], list[Piece]], previous: str, last: bool
) -> str:
    if not line:
        return previous
    height = style.size * style.leading
    sheet.need(height)
    sheet.y += height
    blanks = [token for token in line if token.slot and style.look != "typed"]
    used = sum(token.width for token in line) + space * sum(1 for token in line[1:] if not token.glued)
    if blanks and (style.stretch or not last) and not (last and len(blanks) == 1 and used < sheet.room * 0.5):
        spare = (sheet.room - used) / len(blanks)
        for token in blanks:
            token.width += spare
    x = sheet.left
    paper = sheet.paper
    if style.framed:
        paper.line(sheet.left - 6, sheet.y + 5, sheet.right + 6, sheet.y + 5, 0.35)
    for index, token in enumerate(line):
        x += 0 if token.glued or index == 0 else space
        if style.look == "typed" or token.slot is None:
            face = sheet.style.face.bold if token.bold or (token.slot is not None and style.bold_values) else sheet.style.face.regular
            end = paper.text(x, sheet.y, token.text, face, style.size)
            if token.slot:
                paper.place(token.slot, x, sheet.y - style.size * 0.85, end, sheet.y + style.size * 0.25)
            previous = token.text if token.slot is None else previous
        else:
            end = x + token.width
            _draw_blank(sheet, style, x, end, height)
            if style.hints and token.slot in HINTS:
                small = min(6.5, 6.5 * token.width / text_width(HINTS[token.slot], sheet.style.face.italic, 6.5))
                paper.text_centred(x + token.width / 2, sheet.y + 8, HINTS[token.slot], sheet.style.face.italic, small)
            sheet.write(give(token.slot, previous), x + 2, sheet.y - 0.5, token.width - 4, height * 0.85)
        x = end
    return previous


def _draw_blank(sheet: FormSheet, style: ProseStyle, x0: float, x1: float, height: float) -> None:
    if style.look == "dots":
        sheet.leader(x0, sheet.y, x1, ".")
    elif style.look == "underscores":
        sheet.leader(x0, sheet.y, x1, "_")
    elif style.look == "box":
        sheet.paper.rect(x0, sheet.y - height * 0.72, x1, sheet.y + 3, 0.5)
    elif style.look == "tint":
        sheet.paper.rect(x0, sheet.y - height * 0.72, x1, sheet.y + 3, 0, fill=(0.92, 0.92, 0.92))
    else:
        sheet.paper.line(x0, sheet.y + 1.5, x1, sheet.y + 1.5, 0.5)
