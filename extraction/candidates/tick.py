"""Tick boxes of layouts never seen: the words beside a box tell the option, the words before the group tell the question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from domain.document import Candidate
from domain.document_type import FieldType
from domain.geometry import Box, union
from domain.page import MarkState, TickBox
from extraction.context import Context
from extraction.labels import Lexicon
from extraction.page_view import PageView, Token
from extraction.wording import best_option, tokens_text

NAME = "tick"
_MARK = {MarkState.MARKED: 1.0, MarkState.EMPTY: 0.0, MarkState.CANCELLED: 0.0, MarkState.AMBIGUOUS: 0.5}
_LIKE_BOXES = frozenset("xvoqdcu0")
"""What engines make of a box, marked or not, glued to its first word."""
_ROWS_APART = 4.5
"""Boxes of one group stand at most this far apart, in token heights."""


@dataclass(frozen=True, slots=True)
class Ticked:
    """A tick box with the words beside it."""

    tick: TickBox
    view: PageView
    words: tuple[Token, ...]
    behind: bool = False
    """Whether the box stands behind its words."""
    option: str = ""
    likeness: float = 0.0
    length: int = 0

    def nearest(self, count: int) -> tuple[Token, ...]:
        """The `count` words next to the box, in reading order."""
        return self.words[-count:] if self.behind else self.words[:count]

    @property
    def mark(self) -> float:
        return _MARK[self.tick.state]


def propose(context: Context) -> Iterator[Candidate]:
    """Choices, consents and the blank of groups that are seen but not marked."""
    boxes = [ticked for view in context.views for ticked in beside(view)]
    used: set[int] = set()
    for field in context.fields.values():
        if field.kind == "choice":
            yield from _choice(field, boxes, context.lexicon, used)
    yield from _consents([f for f in context.fields.values() if f.kind == "boolean"], boxes, context.lexicon, used)


def beside(view: PageView) -> list[Ticked]:
    """Every tick box with the words right of it up to the next box, or left of it where the row has its boxes behind the words."""
    ticks = sorted(view.page.tick_boxes, key=lambda t: (round(t.box.center[1] / (0.9 * view.em)), t.box.x0))
    behind: dict[tuple[Box, ...], bool] = {}
    """Row -> whether its boxes stand behind their words."""
    found = []
    for tick in ticks:
        row = tuple(t.box for t in ticks if abs(t.box.center[1] - tick.box.center[1]) < 0.8 * view.em)
        if row not in behind:
            behind[row] = _behind(row, view)
        words = _words_before(tick.box, row, view) if behind[row] else _words_after(tick.box, row, view)
        found.append(Ticked(tick, view, words, behind[row]))
    return found


def _words_after(box: Box, level: Sequence[Box], view: PageView) -> tuple[Token, ...]:
    """The words right of a box up to the next box or to a wide gap; what an engine made of the box itself is left out."""
    stop = min((b.x0 for b in level if b.x0 > box.x1), default=1.0)
    words: list[Token] = []
    for token in view.right_of(_low(box, view), 0.9):
        if token.box.x0 >= stop - 0.002 or (words and token.box.x0 - words[-1].box.x1 > 2.5 * view.em_x):
            break
        if not words and token.box.x0 - box.x1 > 4 * view.em_x:
            break
        if token.folded in ("", "x") and not words:
            continue
        if not words and token.box.x0 < box.x1 and token.folded[:1] in _LIKE_BOXES:
            token = replace(token, folded=token.folded[1:])
        words.append(token)
    return tuple(words)


def _level(box: Box, view: PageView) -> list[Token]:
    """The words in line with a box, from the left, what engines make of boxes left out."""
    words = [t for t in view.tokens if t.folded not in ("", "x") and abs(t.box.center[1] - box.center[1]) < 0.75 * view.em]
    return sorted(words, key=lambda t: t.box.x0)


def _behind(level: Sequence[Box], view: PageView) -> bool:
    """Whether the boxes of a row stand behind their words: nearer to the word before than to the next, and the last has none behind it."""
    words = _level(level[0], view)
    far = 4 * view.em_x
    before = [min((b.x0 - w.box.x1 for w in words if w.box.center[0] < b.x0), default=far) for b in level]
    after = [min((w.box.x0 - b.x1 for w in words if w.box.center[0] > b.x1), default=far) for b in level]
    return after[-1] >= far and sum(max(0.0, min(g, far)) for g in before) < 0.6 * sum(max(0.0, min(g, far)) for g in after)


def _words_before(box: Box, level: Sequence[Box], view: PageView) -> tuple[Token, ...]:
    """The words left of a box back to the box before or to a wide gap, in reading order."""
    start = max((b.x1 for b in level if b.x1 < box.x0), default=0.0)
    words: list[Token] = []
    for token in reversed([t for t in _level(box, view) if start - 0.002 < t.box.center[0] < box.x0]):
        if words and words[-1].box.x0 - token.box.x1 > 2.5 * view.em_x:
            break
        words.append(token)
    return tuple(reversed(words))


def _low(box: Box, view: PageView) -> Box:
    """The box no taller than a line of text, about the same centre."""
    half = min(box.height, view.em) / 2
    y = box.center[1]
    return Box(box.x0, y - half, box.x1, y + half)


def _matched(ticked: Ticked, wordings: tuple[tuple[str, str], ...]) -> Ticked:
    """The box with the option its words say, tried from the whole text down to the first word."""
    best: tuple[str, float, int] | None = None
    for end in range(min(7, len(ticked.words)), 0, -1):
        found = best_option(wordings, tokens_text(ticked.nearest(end)))
        if found and (best is None or found[1] * min(found[2], 12) > best[1] * min(best[2], 12)):
            best = found
    return replace(ticked, option=best[0], likeness=best[1], length=best[2]) if best else ticked


def _choice(field: FieldType, boxes: list[Ticked], lexicon: Lexicon, used: set[int]) -> Iterator[Candidate]:
    wordings = lexicon.wordings(field)
    named = [(i, m) for i, b in enumerate(boxes) if (m := _matched(b, wordings)).option]
    for group in _groups(named):
        options = {m.option for _, m in group}
        strong = sum(m.option not in ("other",) for _, m in group)
        if len(options) < 2 or not strong:
            continue
        used.update(i for i, _ in group)
        yield from _of_group(field, [m for _, m in group], len(options))


def _groups(named: list[tuple[int, Ticked]]) -> list[list[tuple[int, Ticked]]]:
    """Boxes near each other on one page; a second box of an option already there begins a new group."""
    groups: list[list[tuple[int, Ticked]]] = []
    for i, ticked in named:
        last = groups[-1] if groups else None
        near = (
            last is not None
            and last[-1][1].view is ticked.view
            and abs(ticked.tick.box.y0 - last[-1][1].tick.box.y0) < _ROWS_APART * ticked.view.em
            and i - last[-1][0] <= 2
        )
        if last is not None and near and ticked.option not in {m.option for _, m in last}:
            last.append((i, ticked))
        else:
            groups.append([(i, ticked)])
    return groups


def _of_group(field: FieldType, group: list[Ticked], options: int) -> Iterator[Candidate]:
    """One candidate for each marked box, and a blank that knows the group when none or several are marked."""
    marked = [m for m in group if m.tick.state is MarkState.MARKED]
    unsure = [m for m in group if m.tick.state is MarkState.AMBIGUOUS]
    facts = {
        "tick_options": float(options), "tick_marked": float(len(marked)), "tick_unsure": float(len(unsure)),
        "tick_likeness": sum(m.likeness for m in group) / len(group), "tick_worst": min(m.tick.score for m in group),
        "tick_cancelled": float(sum(m.tick.state is MarkState.CANCELLED for m in group)),
    }  # fmt: skip
    value: object
    for ticked in [*marked, *unsure]:
        value = ticked.option == "yes" if field.kind == "boolean" else ticked.option
        yield Candidate(
            field.key, value, " ".join(t.text for t in ticked.words), ticked.view.number, ticked.tick.box, NAME, ticked.tick.score,
            features={**facts, "tick_mark": ticked.mark, "tick_score": ticked.tick.score, "option_score": ticked.likeness,
                      "tick_behind": float(ticked.behind)},
        )  # fmt: skip
    if len(marked) != 1 or unsure:
        reason = "two_marks" if len(marked) > 1 else "doubtful_mark" if unsure else "no_mark"
        yield Candidate(
            field.key, None, "", group[0].view.number, union(m.tick.box for m in group), NAME, 1.0, features=facts, reasons=(reason,)
        )


def _consents(fields: list[FieldType], boxes: list[Ticked], lexicon: Lexicon, used: set[int]) -> Iterator[Candidate]:
    """Pairs of yes and no, each given to the consent whose cue words stand before it."""
    answers = [(w, "yes") for w in lexicon.folded("answer_yes")] + [(w, "no") for w in lexicon.folded("answer_no")]
    answers.sort(key=lambda p: -len(p[0]))
    named = [(i, m) for i, b in enumerate(boxes) if i not in used and (m := _answer(b, answers)).option]
    groups = [g for g in _groups(named) if len(g) == 2]
    for order, group in enumerate(groups):
        pair = [m for _, m in group]
        question = _question(pair[0], groups[order - 1][-1][1] if order else None)
        behind = tokens_text(pair[-1].words)
        for field in fields:
            cues = lexicon.questions.get(field.key, [])
            others = [c for f in fields if f.key != field.key for c in lexicon.questions.get(f.key, [])]
            mine = sum(c in question for c in cues) + 0.5 * sum(c in behind for c in cues)
            theirs = sum(c in question for c in others) + 0.5 * sum(c in behind for c in others)
            for candidate in _of_group(field, pair, 2):
                features = {
                    "cue_mine": float(mine),
                    "cue_theirs": float(theirs),
                    "pair_order": float(order),
                    "pair_count": float(len(groups)),
                }
                yield replace(candidate, features={**candidate.features, **features})
    paired = {i for group in groups for i, _ in group}
    for i, ticked in named:
        if i not in paired:
            yield from _single(fields, ticked, lexicon)


def _answer(ticked: Ticked, answers: Sequence[tuple[str, str]]) -> Ticked:
    """Yes or no from the first words beside the box; a "non" before a verb is no."""
    for end in range(min(5, len(ticked.words)), 0, -1):
        text = tokens_text(ticked.nearest(end))
        exact = next((o for w, o in answers if w == text), None)
        if exact:
            return replace(ticked, option=exact, likeness=1.0, length=len(text))
    found = best_option(tuple(a for a in answers if len(a[0]) >= 6), tokens_text(ticked.nearest(4)))
    if found:
        return replace(ticked, option=found[0], likeness=found[1], length=found[2])
    return ticked


def _single(fields: list[FieldType], ticked: Ticked, lexicon: Lexicon) -> Iterator[Candidate]:
    """A lone box before a sentence of consent: marked is yes, empty is no answer."""
    text = tokens_text(ticked.words)
    for field in fields:
        mine = sum(c in text for c in lexicon.questions.get(field.key, []))
        if mine and ticked.tick.state is MarkState.MARKED:
            yield Candidate(
                field.key, True, " ".join(t.text for t in ticked.words), ticked.view.number, ticked.tick.box, NAME, ticked.tick.score,
                features={"tick_options": 1.0, "tick_mark": 1.0, "tick_score": ticked.tick.score, "cue_mine": float(mine)},
            )  # fmt: skip


def _question(first: Ticked, before: Ticked | None) -> str:
    """The folded words between the last pair and this one, at most five lines up."""
    view, box = first.view, first.tick.box
    top = box.y0 - 6 * view.em
    if before is not None and before.view is view:
        top = max(top, before.tick.box.y1 - 0.1 * view.em if before.tick.box.y0 < box.y0 - 0.8 * view.em else box.y0 - 0.5 * view.em)
    left_end = box.x0
    words = [
        t
        for t in view.tokens
        if top < t.box.center[1]
        and (t.box.y1 < box.y0 + 0.3 * view.em or (abs(t.box.center[1] - box.center[1]) < 0.8 * view.em and t.box.x1 < left_end + 0.01))
    ]
    return tokens_text(words)
