"""Values beside label phrases: to the right, below, above, or at the start of the next line when the printed sentence wraps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from domain.document import Candidate
from domain.document_type import FieldType
from domain.geometry import Box
from extraction.context import Context
from extraction.labels import CIVIC, STOP, LabelHit
from extraction.page_view import PageView, Span, Token
from extraction.wording import STREET, Wording, read_words

NAME = "label"
DIRECTIONS = ("right", "below", "above", "wrap")
_REACH_BELOW = 3.4
_REACH_ABOVE = 3.0
"""How far from its label a value may stand, in token heights."""
_AFTER_NUMBER = frozenset({"bis", "ter", "a", "b", "c", "d", "int", "scala"})
_ARTICLES = frozenset({"il", "lo", "la", "i", "gli", "le"})
"""Words of labels ("il 12 maggio") that names begin with too."""
_WIDE_GAP = 4.0
"""A gap inside a value, in token heights; a wider one begins something else."""


@dataclass(frozen=True, slots=True)
class Region:
    """Tokens that may be the value of a label, and on which side of it."""

    direction: str
    span: Span


def propose(context: Context) -> Iterator[Candidate]:
    """Candidates from every label phrase found on every page."""
    for view, hits in zip(context.views, context.labels, strict=True):
        labelled = {t.index for h in hits for t in h.span.tokens}
        for hit in hits:
            if any(k.endswith(".address") for k in hit.keys):
                yield from _street_in_label(context, view, hit, hits, labelled)
                yield from _with_civic(context, view, hit, hits, labelled)
            keys = [k for k in hit.keys if k in context.fields]
            if not keys:
                continue
            for region in regions(view, hit, hits, labelled):
                for part, key in enumerate(hit.keys):
                    if key in context.fields:
                        yield from _values(context, context.fields[key], hit, region, part)


def _values(context: Context, field: FieldType, hit: LabelHit, region: Region, part: int) -> Iterator[Candidate]:
    """The candidates of one field in one region."""
    features = {f"dir_{region.direction}": 1.0, "label_combined": float(hit.phrase.combined), "label_learned": float(hit.phrase.learned)}
    words: list[Wording] = list(read_words(field, region.span, context.lexicon, hit.keys if hit.phrase.combined else ()))
    same = 0
    for word in words:
        extra = {"part_gap": float(same - _typed_place(context, hit, part)), "hits_in_region": float(len(words)), **word.features}
        same += word.ordered
        yield Candidate(
            field.key, word.value, word.span.text, word.span.page, word.span.box, NAME, word.span.score, word.span.chars,
            features | extra, word.reasons,
        )  # fmt: skip


def _street_in_label(context: Context, view: PageView, hit: LabelHit, hits: list[LabelHit], labelled: set[int]) -> Iterator[Candidate]:
    """Addresses whose street word was taken for the label: "residente in | Via Manzoni, 111"."""
    last = hit.span.tokens[-1]
    if not STREET.match(last.text):
        return
    for region in regions(view, hit, hits, labelled):
        if region.direction == "right":
            whole = Region("right", Span(view.number, (last, *region.span.tokens)))
            for key in hit.keys:
                if key in context.fields and key.endswith(".address"):
                    yield from _values(context, context.fields[key], hit, whole, 0)


def _with_civic(context: Context, view: PageView, hit: LabelHit, hits: list[LabelHit], labelled: set[int]) -> Iterator[Candidate]:
    """Addresses whose house number has a label of its own, behind the street or on the next line."""
    civics = [h for h in hits if CIVIC in h.keys and 0 < h.span.tokens[0].index - hit.span.tokens[-1].index < 24]
    for street in regions(view, hit, hits, labelled):
        last = street.span.tokens[-1]
        civic = next((h for h in civics if h.box.x0 > last.box.x0 - 0.01 or h.span.tokens[0].row > last.row), None)
        if civic is None or len(street.span.tokens) > 8:
            continue
        for number in regions(view, civic, hits, labelled):
            first = number.span.tokens[0]
            if (
                number.direction in ("right", "below")
                and any(c.isdigit() for c in first.text)
                and len(first.text) <= 6
                and first.index not in {t.index for t in street.span.tokens}
            ):
                bis = [t for t in number.span.tokens[1:2] if t.folded in _AFTER_NUMBER]
                joined = Span(view.number, (*street.span.tokens, first, *bis))
                for key in hit.keys:
                    if key in context.fields and key.endswith(".address"):
                        yield from _values(context, context.fields[key], hit, Region(street.direction, joined), 0)


def _typed_place(context: Context, hit: LabelHit, part: int) -> int:
    """How many values of the same kind the combined label names before this one."""
    if not hit.phrase.combined or hit.keys[part] not in context.fields:
        return 0
    kind = context.fields[hit.keys[part]].kind
    return sum(k in context.fields and context.fields[k].kind == kind for k in hit.keys[:part])


def regions(view: PageView, hit: LabelHit, hits: list[LabelHit], labelled: set[int]) -> Iterator[Region]:
    """The places where the value of `hit` may stand, none empty."""
    box = hit.box
    level = view.right_of(box)
    right = _until_label(view, box, level, hit, hits, labelled)
    if right:
        yield Region("right", Span(view.number, tuple(right)))
    strong = {t.index for h in hits if h.firm for t in h.span.tokens}
    further = _until_gap(_until_label(view, box, level, hit, hits, strong), view) if len(strong) < len(labelled) else right
    if len(further) > len(right):
        yield Region("right", Span(view.number, tuple(further)))
    if right:
        near = _until_gap(right, view)
        if len(near) < len(right):
            yield Region("right", Span(view.number, tuple(near)))
        cell = _until_rule(right, view)
        if len(cell) not in (len(near), len(right)):
            yield Region("right", Span(view.number, tuple(cell)))
    passed = _passed(hit, hits)
    others = [h for h in hits if h.box.x0 > box.x1 and h.span.tokens[0].index not in passed]
    limit = min((h.box.x0 for h in others if abs(h.box.center[1] - box.center[1]) < view.em), default=1.0)
    left = box.x0 - 1.2 * view.em_x
    under = Box(left, box.y1, max(limit - 0.3 * view.em_x, box.x1), min(1.0, box.y1 + _REACH_BELOW * view.em))
    over = Box(left - 2 * view.em_x, max(0.0, box.y0 - _REACH_ABOVE * view.em), max(limit, box.x1), box.y0)
    rows = [("below", _nearest_row(view, under, hit, down=True)), ("above", _nearest_row(view, over, hit, down=False))]
    if not [t for t in level if t.index not in labelled]:
        rows.append(("wrap", _next_row(view, hit)))
    for direction, row in rows:
        for size in _sizes(row, labelled - passed, strong - passed):
            yield Region(direction, Span(view.number, tuple(_until_gap(row[:size], view))))


def _sizes(row: list[Token], labelled: set[int], strong: set[int]) -> Iterator[int]:
    """How many tokens stand before the first label, and before the first that surely is one: "IL CERCHIO | SOCIETÀ COOPERATIVA"."""
    weak, firm = (next((i for i, t in enumerate(row) if t.index in ends), len(row)) for ends in (labelled, strong))
    if weak:
        yield weak
    if firm > weak and (weak or STREET.match(row[0].text) or row[0].folded in _ARTICLES):
        yield firm


def _until_label(view: PageView, box: Box, level: list[Token], hit: LabelHit, hits: list[LabelHit], labelled: set[int]) -> list[Token]:
    """The tokens right of a label up to the next label or tick box; a house-number label does not end an address."""
    own = {t.index for t in hit.span.tokens}
    passed, civic = _passed(hit, hits), {t.index for h in hits if CIVIC in h.keys for t in h.span.tokens}
    kept: list[Token] = []
    for token in level:
        if token.index in own:
            continue
        if token.index in labelled and token.index not in passed:
            break
        if _tick_between(view, kept[-1].box if kept else box, token.box):
            break
        if not kept and token.index in civic and token.index in passed:
            break
        kept.append(token)
    return kept


def _passed(hit: LabelHit, hits: list[LabelHit]) -> set[int]:
    """The tokens of labels that do not end a value of `hit`: inside an address the house number's and the street's own."""
    if not any(k.endswith(".address") for k in hit.keys):
        return set()
    street = (h for h in hits if STOP not in h.keys and all(k.endswith(".address") for k in h.keys))
    return {t.index for h in (*street, *(h for h in hits if CIVIC in h.keys)) for t in h.span.tokens}


def _tick_between(view: PageView, one: Box, other: Box) -> bool:
    return any(
        one.x1 - 0.003 < t.box.center[0] < other.x0 + 0.003 and abs(t.box.center[1] - other.center[1]) < 0.8 * view.em
        for t in view.page.tick_boxes
    )


def _until_gap(tokens: list[Token], view: PageView) -> list[Token]:
    kept = tokens[:1]
    for before, token in pairwise(tokens):
        if token.box.x0 - before.box.x1 > _WIDE_GAP * view.em_x:
            break
        kept.append(token)
    return kept


def _until_rule(tokens: list[Token], view: PageView) -> list[Token]:
    """The tokens up to the next upright printed line: the end of a table's cell."""
    upright = [r for r in view.page.rules if r.height > 1.2 * view.em and r.width < 0.4 * view.em_x]
    kept = tokens[:1]
    for before, token in pairwise(tokens):
        y = token.box.center[1]
        if any(before.box.x1 - 0.003 < r.center[0] < token.box.x0 + 0.003 and r.y0 < y < r.y1 for r in upright):
            break
        kept.append(token)
    return kept


def _nearest_row(view: PageView, area: Box, hit: LabelHit, down: bool) -> list[Token]:
    """The tokens of the row nearest to the label inside `area`, from the left."""
    own = {t.index for t in hit.span.tokens}
    inside = [t for t in view.tokens if t.index not in own and area.y0 <= t.box.center[1] <= area.y1 and area.x0 <= t.box.x0 < area.x1]
    if not inside:
        return []
    row = min(t.row for t in inside) if down else max(t.row for t in inside)
    return sorted((t for t in inside if t.row == row), key=lambda t: t.box.x0)


def _next_row(view: PageView, hit: LabelHit) -> list[Token]:
    """The row under the label's, for a sentence that goes on there; empty when it stands too far below."""
    row = hit.span.tokens[-1].row + 1
    if row >= len(view.rows) or not view.rows[row]:
        return []
    tokens = view.rows[row]
    return [] if tokens[0].box.center[1] - hit.box.center[1] > 3.2 * view.em else tokens
