"""Tables found on the pages of a document: runs of lines whose figures stand under each other.

A run is believed when two of its rows share their columns, or when headings that are known stand above one. Text between two rows,
inside the columns of text, is the rest of a wrapped cell. A table at the top of a page with the columns of the one before goes on from it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from domain.geometry import Box, union
from domain.page import ReadPage, Word
from domain.table import Table, TableColumn, TableRow
from extraction.tables.cells import make_cell, reading_order, text_of
from extraction.tables.columns import Columns, find_columns
from extraction.tables.headings import meaning, name_columns
from extraction.tables.lines import Line, is_upright, lines_of
from extraction.tables.sums import check_sums
from extraction.values.confusion import folded

HEADING_LINES = 3
PITCH = 4.5
"""Rows of one table are at most so many line heights apart, or twice their usual distance."""
SAME_COLUMN = 0.5
"""So much of the figures of a row must stand under figures of the rows above."""
_TOTALS = (
    "total",
    "imponibile",
    "imposta",
    "iva",
    "a riportare",
    "riporto",
    "subtotal",
    "sub total",
    "netto a pagare",
    "somma",
    "tot ",
    "importo dovuto",
)


@dataclass(frozen=True, slots=True)
class _Found:
    """A table of one page, before pages are put together."""

    page: int
    columns: tuple[TableColumn, ...]
    words: tuple[tuple[tuple[Word, ...], ...], ...]
    """For each row, for each column, its words."""
    spans: tuple[tuple[float, float], ...]
    ruled: bool
    first_on_page: bool


def find_tables(pages: Sequence[ReadPage]) -> tuple[Table, ...]:
    """The tables of a document, in reading order; none on pages that bear none."""
    groups: list[list[_Found]] = []
    for page in pages:
        for found in _of_page(page):
            if groups and _goes_on(groups[-1][-1], found):
                groups[-1].append(found)
            else:
                groups.append([found])
    return tuple(_table(group) for group in groups)


def _of_page(page: ReadPage) -> list[_Found]:
    lines = lines_of(page)
    found: list[_Found] = []
    at = 0
    while at < len(lines):
        run = _run(lines, at, page.aspect)
        if run:
            table = _read(page, lines, run, first=not found)
            if table is not None:
                found.append(table)
            at = run[-1]
        at += 1
    return found


def _run(lines: Sequence[Line], start: int, aspect: float) -> list[int]:
    """The numbers of the lines that are rows of one table, from `start` on; empty when that line is none."""
    if not lines[start].is_row:
        return []
    run = [start]
    for number in range(start + 1, len(lines)):
        line, last = lines[number], lines[run[-1]]
        usual = (last.y - lines[run[0]].y) / (len(run) - 1) if len(run) > 1 else 0.0
        if line.y - last.y > max(PITCH * last.height, 2.0 * usual):
            break
        if line.is_row or (len(run) > 1 and len(line.chunks) >= 2 and line.figures):
            if _aligned(line, [lines[n] for n in run[-6:]]):
                run.append(number)
            elif line.is_row:
                break
    return run


def _aligned(line: Line, rows: Sequence[Line]) -> bool:
    """Whether the figures of a line stand under figures of the rows."""
    above = [chunk.box for row in rows for chunk in row.figures]

    def stands(box: Box) -> bool:
        return any(min(box.x1, b.x1) - max(box.x0, b.x0) > 0.4 * min(box.width, b.width) for b in above)

    figures = line.figures
    return sum(stands(chunk.box) for chunk in figures) > SAME_COLUMN * len(figures)


def _read(page: ReadPage, lines: Sequence[Line], run: Sequence[int], first: bool) -> _Found | None:
    rows = [lines[n] for n in run]
    full = [row for row in rows if row.is_row and not _is_total(row.words)]
    if not full:
        return None
    columns = find_columns(full, page.rules, page.aspect)
    if len(columns.spans) < 3:
        return None
    headings, known = _headings(lines, run[0], columns)
    if known < 2 and (len(full) < 2 or (known == 0 and not _regular(full, columns))):
        return None
    spread = _with_wrapped(lines, run, columns, page)
    items = [row for row in spread if not _sums_up(row)]
    texts = [[text_of(row[c]) for row in items] for c in range(len(columns.spans))]
    named = name_columns(headings, texts)
    return _Found(page.number, named, tuple(spread), columns.spans, columns.ruled, first)


def _regular(rows: Sequence[Line], columns: Columns) -> bool:
    """Whether rows without headings are a table all the same: four or more, most columns filled in most rows."""
    filled = [len(columns.filled(row)) for row in rows]
    return len(rows) >= 4 and sum(filled) >= 0.8 * len(rows) * len(columns.spans)


def _headings(lines: Sequence[Line], first: int, columns: Columns) -> tuple[list[str], int]:
    """The heading of each column, and how many of them are known: of one to three lines above the rows the number that tells most."""
    best, best_value, known_best = [""] * len(columns.spans), 0.0, 0
    words: list[Word] = []
    below = lines[first]
    for depth in range(1, HEADING_LINES + 1):
        number = first - depth
        if number < 0 or lines[number].is_row or below.y - lines[number].y > PITCH * max(below.height, lines[number].height):
            break
        words += lines[number].words
        texts = [text_of([w for w in words if columns.of(w) == c]) for c in range(len(columns.spans))]
        known = sum(meaning(text) is not None for text in texts)
        value = known - 0.3 * (depth - 1)
        if value > best_value:
            best, best_value, known_best = texts, value, known
        below = lines[number]
    return best, known_best


def _with_wrapped(lines: Sequence[Line], run: Sequence[int], columns: Columns, page: ReadPage) -> list[tuple[tuple[Word, ...], ...]]:
    """The words of each row by column, lines of wrapped text between two rows given to the row they belong to."""
    words: list[list[Word]] = [list(lines[n].words) for n in run]
    bands = _bands(lines, run, page)
    last = run[-1]
    pitch = min((lines[b].y - lines[a].y for a, b in pairwise(run)), default=3 * lines[last].height)
    for number in range(run[0] + 1, min(len(lines), last + 4)):
        line = lines[number]
        if number in run or len(line.chunks) > 2 or line.figures:
            continue
        inside = lines[run[0]].box.x0 - 0.01 <= line.box.x0 and line.box.x1 <= max(lines[n].box.x1 for n in run) + 0.01
        home = bands(line.y)
        if home is None or not inside or len(columns.filled(line)) > 1:
            continue
        beyond = line.y - lines[last].y
        if number > last and (beyond > max(pitch, 1.6 * line.height) or _is_total(line.words) or line.box.width > 0.5):
            break
        words[home] += line.words
    return [tuple(tuple(reading_order([w for w in row if columns.of(w) == c])) for c in range(len(columns.spans))) for row in words]


def _bands(lines: Sequence[Line], run: Sequence[int], page: ReadPage) -> Callable[[float], int | None]:
    """A function from a height on the page to the row it belongs to: between level rules where rows have them, else the nearest row."""
    width = max(lines[n].box.x1 for n in run) - min(lines[n].box.x0 for n in run)
    levels = sorted(r.center[1] for r in page.rules if not is_upright(r, page.aspect) and r.width > 0.5 * width)
    ys = [lines[n].y for n in run]

    def home(y: float) -> int | None:
        def parted(row: float) -> bool:
            return any(min(y, row) < level < max(y, row) for level in levels)

        free = [n for n, row in enumerate(ys) if not parted(row)]
        if not free:
            return None
        above = [n for n in free if ys[n] <= y]
        nearest = min(free, key=lambda n: abs(ys[n] - y))
        close = above and abs(ys[above[-1]] - y) <= 1.15 * abs(ys[nearest] - y)
        return above[-1] if close else nearest

    return home


def _goes_on(before: _Found, after: _Found) -> bool:
    same = len(before.columns) == len(after.columns) and before.page + 1 == after.page and after.first_on_page
    near = all(abs(a[0] - b[0]) < 0.03 or abs(a[1] - b[1]) < 0.03 for a, b in zip(before.spans, after.spans, strict=False))
    alike = sum(a.key == b.key or not b.heading for a, b in zip(before.columns, after.columns, strict=False))
    return same and near and 2 * alike >= len(before.columns)


def _table(group: Sequence[_Found]) -> Table:
    columns = max((found.columns for found in group), key=lambda cs: sum(not c.key.startswith("column_") for c in cs))
    rows = []
    for found in group:
        for words in found.words:
            cells = tuple(make_cell(w, column.kind) for w, column in zip(words, columns, strict=True))
            every = [w for cell in words for w in cell]
            kind = "total" if _sums_up(words) else "item"
            rows.append(TableRow(found.page, kind, union(w.box for w in every), cells))
    checked = check_sums(columns, rows)
    return Table(_kind(columns), columns, checked, group[0].ruled)


def _kind(columns: Sequence[TableColumn]) -> str:
    keys = {column.key for column in columns}
    if len(keys & {"instalment", "principal", "interest", "balance"}) >= 2:
        return "amortisation_plan"
    return "line_items" if len(keys & {"description", "quantity", "unit_price", "amount", "vat_rate"}) >= 2 else "other"


def _is_total(words: Sequence[Word]) -> bool:
    text = folded(" ".join(w.text for w in words[:4]))
    return text.startswith(_TOTALS)


def _sums_up(words: Sequence[Sequence[Word]]) -> bool:
    """Whether a row of cells is a sum: it says so, or little stands in it."""
    return _is_total([w for cell in words for w in cell]) or sum(bool(cell) for cell in words) <= min(2, len(words) // 2)
