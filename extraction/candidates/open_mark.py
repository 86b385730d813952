"""Marks without a printed box: a cross on a short line, a circle drawn round a word, an X typed before it.

The options of a question stand near each other; the one with clearly more ink beside it than the others is the answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from domain.document import Candidate, Value
from domain.document_type import FieldType
from domain.geometry import Box
from domain.page import MarkState
from extraction.context import Context
from extraction.page_view import PageView, Token
from extraction.wording import best_option, tokens_text

NAME = "open_mark"
_SIGNS = frozenset({"x", "v", "xx", "xl", "ix"})
"""How engines read a cross."""
_ROWS_APART = 4.5
_REACH = 2.6
"""How far from its words a mark may stand, in token heights."""
_SPACE = 1.1
"""A wider gap is more than the space between two words, in token heights."""
_LONGEST = 6
_LENGTHS_APART = 2
"""By how many letters a text may be longer or shorter than the wording it says."""


@dataclass(frozen=True, slots=True)
class Said:
    """Words on a page that say an option."""

    option: str
    likeness: float
    view: PageView
    tokens: tuple[Token, ...]
    typed: tuple[bool, bool]
    """A cross was read as a letter before, behind the words."""
    left: float
    right: float
    """Ink beside the words above the line they stand on, in squares of the token height."""
    left_line: float
    right_line: float
    """The same with the line: where every option has some is the side of the marks."""

    @property
    def y(self) -> float:
        return self.tokens[0].box.center[1]


def propose(context: Context) -> Iterator[Candidate]:
    """The most inked option of every group of options that has no printed boxes."""
    answers = [(w, "yes") for w in context.lexicon.folded("answer_yes")] + [(w, "no") for w in context.lexicon.folded("answer_no")]
    groups = [g for view in context.views for g in _groups(_said(view, answers)) if len(g) == 2 and len({s.option for s in g}) == 2]
    for field in context.fields.values():
        if field.kind == "boolean":
            for order, group in enumerate(groups):
                yield from _of_group(
                    context, field, group, _cues(context, field, group, groups[order - 1] if order else None, order, len(groups))
                )
        elif field.kind == "choice" and field.key in context.lexicon.options:
            wordings = context.lexicon.wordings(field)
            for view in context.views:
                for group in _groups(_said(view, wordings)):
                    if len({s.option for s in group} - {"other"}) >= 2:
                        yield from _of_group(context, field, group, {})


def _said(view: PageView, wordings: Sequence[tuple[str, str]]) -> list[Said]:
    """Where the page says an option, longest wordings first, in reading order; options with a printed box beside them left out."""
    near = _by_length(wordings)
    found: list[Said] = []
    for row in view.rows:
        i = 0
        while i < len(row):
            said = _at(view, row, i, near)
            if said is None:
                i += 1
            else:
                if not _boxed(view, said):
                    found.append(said)
                i += len(said.tokens)
    return found


def _by_length(wordings: Sequence[tuple[str, str]]) -> dict[int, tuple[tuple[str, str], ...]]:
    """Length of a text -> the wordings that are hardly longer or shorter."""
    near: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for wording in wordings:
        for length in range(len(wording[0]) - _LENGTHS_APART, len(wording[0]) + _LENGTHS_APART + 1):
            near[length].append(wording)
    return {length: tuple(alike) for length, alike in near.items()}


def _at(view: PageView, row: list[Token], start: int, near: Mapping[int, tuple[tuple[str, str], ...]]) -> Said | None:
    for end in range(min(len(row), start + _LONGEST), start, -1):
        tokens = row[start:end]
        if any(b.box.x0 - a.box.x1 > 1.5 * view.em_x for a, b in pairwise(tokens)):
            continue
        text = tokens_text(tokens)
        for glued in (False, True):
            if glued and not (text.startswith("x") and len(text) > 2):
                continue
            said = text[1:] if glued else text
            hit = best_option(near.get(len(said), ()), said)
            if hit and hit[1] >= 0.9:
                before = row[start - 1] if start else None
                after = row[end] if end < len(row) else None
                typed = (
                    glued or (before is not None and before.folded in _SIGNS and tokens[0].box.x0 - before.box.x1 < 2 * view.em_x),
                    after is not None and after.folded in _SIGNS and after.box.x0 - tokens[-1].box.x1 < 2 * view.em_x,
                )
                return Said(hit[0], hit[1], view, tuple(tokens), typed, *_ink(view, tokens, before, after))
    return None


def _ink(view: PageView, tokens: Sequence[Token], before: Token | None, after: Token | None) -> tuple[float, float, float, float]:
    """Ink left and right of the words, up to the next words: above the line they stand on, then with it."""
    first, last = tokens[0].box, tokens[-1].box
    left_edge = first.x0 - _REACH * view.em_x
    right_edge = last.x1 + _REACH * view.em_x
    if before is not None and before.folded not in _SIGNS:
        left_edge = max(left_edge, before.box.x1)
    if after is not None and after.folded not in _SIGNS:
        right_edge = min(right_edge, after.box.x0)
    top, bottom, low = first.y0 - 0.25 * view.em, first.y1 - 0.22 * first.height, first.y1 + 0.3 * view.em
    gap = 0.12 * view.em_x
    left, right = (max(0.0, left_edge), first.x0 - gap), (last.x1 + gap, min(1.0, right_edge))
    return (
        _darkness(view, Box(left[0], top, left[1], bottom)),
        _darkness(view, Box(right[0], top, right[1], bottom)),
        _darkness(view, Box(left[0], top, left[1], low)),
        _darkness(view, Box(right[0], top, right[1], low)),
    )


def _darkness(view: PageView, box: Box) -> float:
    height, width = view.page.image.shape[:2]
    x0, y0, x1, y1 = box.pixels(width, height)
    if x1 - x0 < 2 or y1 - y0 < 2:
        return 0.0
    area = (x1 - x0) * (y1 - y0) / max(1.0, (view.em * height) ** 2)
    return float(np.mean(255 - view.page.image[y0:y1, x0:x1].astype(np.float32)) / 255 * area)


def _boxed(view: PageView, said: Said) -> bool:
    """Whether a printed box stands beside the words."""
    box = said.tokens[0].box
    end = said.tokens[-1].box.x1
    return any(
        abs(t.box.center[1] - said.y) < 0.8 * view.em
        and (-0.5 * view.em_x < box.x0 - t.box.x1 < 2 * view.em_x or 0 < t.box.x0 - end < 1.5 * view.em_x)
        for t in view.page.tick_boxes
        if t.state is not MarkState.AMBIGUOUS
    )


def _groups(said: list[Said]) -> list[list[Said]]:
    """Options near each other; one that is said again begins a new group."""
    groups: list[list[Said]] = []
    for one in said:
        last = groups[-1] if groups else None
        if last and one.y - last[-1].y < _ROWS_APART * one.view.em and one.option not in {s.option for s in last}:
            last.append(one)
        else:
            groups.append([one])
    return groups


def _of_group(context: Context, field: FieldType, group: list[Said], more: dict[str, float]) -> Iterator[Candidate]:
    sides = {"left": [s.left for s in group], "right": [s.right for s in group]}
    lines = {"left": min(s.left_line for s in group), "right": min(s.right_line for s in group)}
    side = max(sides, key=lambda n: (round(lines[n], 2), max(sides[n]) - float(np.median(sides[n]))))
    levels = sides[side]
    typed = [i for i, s in enumerate(group) if s.typed[side == "right"]]
    order = sorted(range(len(group)), key=lambda i: -levels[i])
    best = typed[0] if len(typed) == 1 else order[0]
    others = [levels[i] for i in range(len(group)) if i != best]
    facts = {
        "open_level": levels[best],
        "open_contrast": levels[best] - max(others),
        "open_spread": levels[best] - float(np.median(others)),
        "open_typed": float(len(typed)),
        "open_right": float(side == "right"),
        "open_line": lines[side],
        "open_other_line": min(lines.values()),
        "open_run": float(min(_run(s, group) for s in group)),
        "tick_options": float(len(group)),
        "tick_likeness": sum(s.likeness for s in group) / len(group),
        **more,
    }
    chosen = group[best]
    value: Value = chosen.option == "yes" if field.kind == "boolean" else chosen.option
    box = chosen.tokens[0].box
    yield Candidate(
        field.key, value, " ".join(t.text for t in chosen.tokens), chosen.view.number, box, NAME, chosen.likeness, features=facts
    )
    yield Candidate(field.key, None, "", chosen.view.number, box, NAME, 0.5, features=facts)


def _run(said: Said, group: Sequence[Said]) -> int:
    """How many words run on to an option without a gap: in a sentence many, in a list of answers hardly any."""
    options = {t.index for s in group if s.view is said.view for t in s.tokens}
    row = said.view.rows[said.tokens[0].row]
    at = row.index(said.tokens[0])
    count = 0
    while at - count > 0:
        before, after = row[at - count - 1], row[at - count]
        if before.index in options or after.box.x0 - before.box.x1 > _SPACE * said.view.em_x:
            break
        count += 1
    return count


def _cues(context: Context, field: FieldType, group: list[Said], before: list[Said] | None, order: int, count: int) -> dict[str, float]:
    """How many words of the consent, and of the other consents, stand between the last pair and this one."""
    view, box = group[0].view, group[0].tokens[0].box
    top = box.y0 - 6 * view.em
    if before is not None and before[0].view is view:
        top = max(top, before[-1].tokens[0].box.y1 - 0.1 * view.em)
    words = [t for t in view.tokens if top < t.box.center[1] < box.y1 and (t.box.y1 < box.y0 + 0.3 * view.em or t.box.x1 < box.x0 + 0.01)]
    text = tokens_text(words)
    mine = sum(c in text for c in context.lexicon.questions.get(field.key, []))
    theirs = sum(c in text for key, cues in context.lexicon.questions.items() if key != field.key for c in cues)
    return {"cue_mine": float(mine), "cue_theirs": float(theirs), "pair_order": float(order), "pair_count": float(count)}
