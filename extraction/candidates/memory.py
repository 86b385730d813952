"""Values at the places where reviewed documents of this layout had them."""

from __future__ import annotations

from collections.abc import Iterator

from domain.document import Candidate
from domain.document_type import FieldType
from domain.page import MarkState
from extraction.context import Context
from extraction.layout_memory import Place
from extraction.page_view import PageView, Span, Token, fold
from extraction.wording import read_words

NAME = "memory"


def propose(context: Context) -> Iterator[Candidate]:
    """Candidates from every remembered place of every field; none for a layout never seen."""
    if context.layout is None:
        return
    by_number = {view.number: view for view in context.views}
    for key, places in context.layout.places.items():
        field = context.fields.get(key)
        for place in places[-2:] if field else ():
            assert field is not None
            view = by_number[place.page]
            if field.kind in ("choice", "boolean"):
                yield from _ticked(field, place, view)
            if field.kind == "signature":
                yield from _signed(field, place, view)
            elif field.kind != "boolean":
                yield from _written(context, field, place, view)


def _ticked(field: FieldType, place: Place, view: PageView) -> Iterator[Candidate]:
    """The option whose box was marked here before, when it is marked again."""
    for tick in view.page.tick_boxes:
        apart = abs(tick.box.center[0] - place.box.center[0]) / view.em_x + abs(tick.box.center[1] - place.box.center[1]) / view.em
        if place.value is not None and apart < 1.5 and tick.state is MarkState.MARKED:
            value = place.value == "True" if field.kind == "boolean" else place.value
            yield Candidate(
                field.key,
                value,
                "",
                view.number,
                tick.box,
                NAME,
                tick.score,
                features={"tick_mark": 1.0, "tick_score": tick.score, "memory_tick": apart},
            )


def _signed(field: FieldType, place: Place, view: PageView) -> Iterator[Candidate]:
    area = place.box.grown(2 * view.em_x, view.em)
    inked = [r for r in view.page.ink_regions if r.kind != "stamp" and r.box.intersection(area) > 0.3 * min(r.box.area, area.area)]
    yield Candidate(
        field.key, bool(inked), "", view.number, inked[0].box if inked else place.box, NAME, max((r.score for r in inked), default=0.5),
        features={"memory_ink": float(len(inked))},
    )  # fmt: skip


def _written(context: Context, field: FieldType, place: Place, view: PageView) -> Iterator[Candidate]:
    """The tokens at the place and right of it up to the next label, and only those at the place."""
    box = place.box
    labelled = {t.index for h in context.labels[view.order] for t in h.span.tokens}
    level = [
        t
        for t in view.tokens
        if abs(t.box.center[1] - box.center[1]) < 0.9 * max(view.em, 0.5 * box.height)
        and t.box.x1 > box.x0 - 1.2 * view.em_x
        and t.index not in labelled
    ]
    level.sort(key=lambda t: t.box.x0)
    run: list[Token] = []
    for token in level:
        if (run and token.box.x0 - run[-1].box.x1 > 4 * view.em_x) or (not run and token.box.x0 > box.x1 + 2 * view.em_x):
            break
        if any(
            t.index in labelled and run and run[-1].box.x1 <= t.box.x0 < token.box.x0 and t.row == token.row for t in view.rows[token.row]
        ):
            break
        run.append(token)
    if not run or not any(fold(t.text) for t in run):
        return
    for word in read_words(field, Span(view.number, tuple(run)), context.lexicon):
        yield Candidate(
            field.key,
            word.value,
            word.span.text,
            view.number,
            word.span.box,
            NAME,
            word.span.score,
            word.span.chars,
            word.features,
            word.reasons,
        )
