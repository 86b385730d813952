"""Which labels stand round a box of a page, and how many people and labels of a kind the paper has named before it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from operator import eq

from domain.geometry import Box
from extraction.context import Context
from extraction.labels import LabelHit
from extraction.page_view import PageView

NAN = float("nan")
NOBODY = 1e4
"""The distance to another person where none is announced above."""


@dataclass(frozen=True, slots=True)
class Around:
    """The labels round a box; gaps in token heights, to the left in token widths, NaN where there is no label."""

    left: LabelHit | None
    left_gap: float
    above: LabelHit | None
    above_gap: float
    below: LabelHit | None
    below_gap: float
    left2: LabelHit | None
    """The next one further left in the line."""
    before: LabelHit | None
    """The last one before the box in reading order."""
    before2: LabelHit | None
    """The one before that, of other words."""
    person: float
    """Token heights down from where another person than the applicant is announced, else NOBODY."""
    inside: float
    """How many labels stand in the box itself."""


class LabelsAround:
    """The labels of one document's pages, asked box by box; an answer is kept, because many candidates share a box."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._found: dict[tuple[int, Box], Around] = {}
        self._people = [_person_marks(view, set(context.lexicon.folded("others"))) for view in context.views]
        self._names = self._rows(lambda key: key.endswith((".surname", ".name")))
        self._own = {key: self._rows(partial(eq, key)) for key in context.fields}

    def at(self, view: PageView, box: Box) -> Around:
        """The nearest label on each side of a box."""
        mark = (view.number, box)
        if mark not in self._found:
            self._found[mark] = self._around(view, box)
        return self._found[mark]

    def names_before(self, view: PageView, box: Box) -> int:
        """How many rows with the label of a person's name stand before the box or on its height."""
        return _rows_before(self._names, view, box)

    def own_before(self, key: str, view: PageView, box: Box) -> int:
        """How many rows with a label of the field stand before the box or on its height."""
        return _rows_before(self._own[key], view, box)

    def _around(self, view: PageView, box: Box) -> Around:
        hits, y = self._context.labels[view.order], box.center[1]
        outer = [h for h in hits if h.box.intersection(box) <= 0.3 * min(h.box.area, box.area)]
        level, over, under = _level(outer, view, box), _above(outer, view, box), _below(outer, view, box)
        earlier = [h for h in outer if (h.box.center[1], h.box.x0) < (y - 0.6 * view.em, 2.0) or (h in level)]
        earlier.sort(key=lambda h: (round(h.box.center[1] / view.em), h.box.x0))
        person = min((y - p for p in self._people[view.order] if p < y + 0.3 * view.em), default=NOBODY)
        return Around(
            left=level[0] if level else None,
            left_gap=(box.x0 - level[0].box.x1) / view.em_x if level else NAN,
            above=over[0] if over else None,
            above_gap=(y - over[0].box.center[1]) / view.em if over else NAN,
            below=under[0] if under else None,
            below_gap=(under[0].box.center[1] - y) / view.em if under else NAN,
            left2=next((h for h in level if h.box.x1 < level[0].box.x0), None),
            before=earlier[-1] if earlier else None,
            before2=next((h for h in reversed(earlier) if h.span != earlier[-1].span), None),
            person=person / view.em if person < NOBODY else NOBODY,
            inside=float(sum(h.box.intersection(box) > 0.5 * h.box.area for h in hits)),
        )

    def _rows(self, wanted: Callable[[str], bool]) -> list[tuple[int, float]]:
        """Page and height (y) of every row with a label of a wanted key, in reading order."""
        found: list[tuple[int, float]] = []
        for view, hits in zip(self._context.views, self._context.labels, strict=True):
            for y in sorted(h.box.center[1] for h in hits if any(map(wanted, h.keys))):
                if not found or found[-1][0] != view.order or y - found[-1][1] > view.em:
                    found.append((view.order, y))
        return found


def _level(hits: Sequence[LabelHit], view: PageView, box: Box) -> list[LabelHit]:
    """Those left of a box in its line, nearest first."""
    y, reach = box.center[1], 0.9 * view.em + 0.2 * box.height
    found = (h for h in hits if abs(h.box.center[1] - y) < reach and h.box.x1 <= box.x0 + view.em_x)
    return sorted(found, key=lambda h: -h.box.x1)


def _above(hits: Sequence[LabelHit], view: PageView, box: Box) -> list[LabelHit]:
    """Those over a box, nearest first; one that begins far right of the box is another column's."""
    y = box.center[1]
    found = (
        h
        for h in hits
        if 0 < y - h.box.center[1] < 6 * view.em
        and h.box.y1 < y
        and h.box.x0 < box.x1
        and h.box.x1 > box.x0 - 3 * view.em_x
        and h.box.x0 < box.x0 + 4 * view.em_x
    )
    return sorted(found, key=lambda h: y - h.box.center[1] + 0.2 * abs(h.box.x0 - box.x0))


def _below(hits: Sequence[LabelHit], view: PageView, box: Box) -> list[LabelHit]:
    """Those under a box, nearest first."""
    y = box.center[1]
    found = (
        h
        for h in hits
        if 0 < h.box.center[1] - y < 5 * view.em and h.box.y0 > y and h.box.x0 < box.x1 and h.box.x1 > box.x0 - 3 * view.em_x
    )
    return sorted(found, key=lambda h: h.box.center[1] - y)


def _person_marks(view: PageView, others: set[str]) -> list[float]:
    """Heights (y) of words that announce another person than the applicant."""
    marks = []
    for row in view.rows:
        for i, token in enumerate(row):
            pair = token.folded + (row[i + 1].folded if i + 1 < len(row) else "")
            if (token.folded in others or pair in others) and token.folded:
                marks.append(token.box.center[1])
    return marks


def _rows_before(rows: Sequence[tuple[int, float]], view: PageView, box: Box) -> int:
    return bisect_right(rows, (view.order, box.center[1] + 0.6 * view.em))
