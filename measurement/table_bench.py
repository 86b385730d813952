"""`spunta bench tables`: rows and cells of generated invoices and amortisation plans, read and compared with their truth."""

from __future__ import annotations

import json
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from domain.comparison import same_value
from domain.page import ReadPage
from domain.table import Table, TableCell, TableRow
from extraction.tables import find_tables

FOUND = 0.5
"""A row is found when so much of its written cells is exact."""


@dataclass(frozen=True, slots=True)
class ReadTable:
    """One table of the truth with what was found of it."""

    source: str
    quality: str
    kind: str
    ruling: str
    rows: int
    found: int
    cells: int
    """Written cells."""
    exact: int
    columns: int
    named: int
    """Columns whose meaning was told right."""
    invented: int
    """Item rows that the paper does not bear."""
    sure: int
    """Cells of found rows with a confidence of 0.95 or more, and how many of them are right."""
    sure_right: int


def compare(source: str, quality: str, truth: Mapping[str, Any], tables: Sequence[Table]) -> ReadTable:
    """The found table with most exact cells against one of the truth."""
    best = max(tables, key=lambda t: sum(map(max, _exact(truth, t))) if _exact(truth, t) else 0, default=None)
    written = sum(value is not None for row in truth["rows"] for value in row)
    columns = len(truth["columns"])
    if best is None:
        return ReadTable(source, quality, truth["kind"], truth["ruling"], len(truth["rows"]), 0, written, 0, columns, 0, 0, 0, 0)
    pairs = _aligned(truth, best)
    chosen = _columns(truth, best, pairs)
    exact = found = sure = sure_right = 0
    for t, g in pairs:
        right = 0
        for c, at in enumerate(chosen):
            expected, cell = truth["rows"][t][c], best.rows[g].cells[at] if at is not None else None
            same = _same(truth["columns"][c]["kind"], expected, cell)
            right += same and expected is not None
            if cell is not None and cell.confidence >= 0.95:
                sure, sure_right = sure + 1, sure_right + same
        exact += right
        found += right >= FOUND * sum(v is not None for v in truth["rows"][t])
    items = sum(row.kind == "item" for row in best.rows)
    keys = [best.columns[at].key if at is not None else None for at in chosen]
    named = sum(key == column["key"] for key, column in zip(keys, truth["columns"], strict=True))
    shape = (truth["kind"], truth["ruling"], len(truth["rows"]))
    return ReadTable(source, quality, *shape, found, written, exact, columns, named, max(0, items - len(pairs)), sure, sure_right)


def _same(kind: str, expected: object, cell: TableCell | None) -> bool:
    given = cell.value if cell else None
    if kind == "decimal" and given is not None and expected is not None:
        return float(str(given)) == float(str(expected)) if str(given).replace(".", "", 1).isdigit() else False
    return same_value(kind, expected, given)


def _exact(truth: Mapping[str, Any], table: Table) -> list[list[int]]:
    """Truth rows x found rows: cells that are exact somewhere in the row."""
    kinds = [c["kind"] for c in truth["columns"]]

    def right(wanted: Sequence[Any], row: TableRow) -> int:
        written = [(kind, value) for kind, value in zip(kinds, wanted, strict=True) if value is not None]
        return sum(any(_same(kind, value, cell) for cell in row.cells) for kind, value in written)

    return [[right(wanted, row) for row in table.rows] for wanted in truth["rows"]]


def _aligned(truth: Mapping[str, Any], table: Table) -> list[tuple[int, int]]:
    """Pairs of rows in the same order on both sides, with most exact cells together."""
    gains = np.array(_exact(truth, table))
    height, width = gains.shape
    best = np.zeros((height + 1, width + 1), int)
    for t in range(height):
        for g in range(width):
            best[t + 1, g + 1] = max(best[t, g + 1], best[t + 1, g], best[t, g] + gains[t, g])
    pairs, t, g = [], height, width
    while t and g:
        if best[t, g] == best[t - 1, g]:
            t -= 1
        elif best[t, g] == best[t, g - 1]:
            g -= 1
        else:
            t, g = t - 1, g - 1
            pairs.append((t, g))
    return pairs[::-1]


def _columns(truth: Mapping[str, Any], table: Table, pairs: Sequence[tuple[int, int]]) -> list[int | None]:
    """For each column of the truth the found one with most exact cells."""
    chosen: list[int | None] = []
    for c, column in enumerate(truth["columns"]):
        scores = [
            sum(truth["rows"][t][c] is not None and _same(column["kind"], truth["rows"][t][c], table.rows[g].cells[at]) for t, g in pairs)
            for at in range(len(table.columns))
        ]
        best = int(np.argmax(scores))
        chosen.append(best if scores[best] else None)
    return chosen


def run(count: int, seed: int) -> Iterator[ReadTable]:
    """Makes documents of the held-out split, reads them, compares."""
    from samples.tables import make

    with tempfile.TemporaryDirectory(prefix="spunta-tables-") as work:
        for file in make(Path(work), count, seed, "heldout"):
            truth = json.loads(file.read_text())
            tables = find_tables(read_pages(file.parent / truth["source"]))
            for wanted in truth["documents"][0]["tables"]:
                yield compare(truth["source"], truth["quality"], wanted, tables)


def read_pages(path: Path) -> list[ReadPage]:
    """The pages of a file, read."""
    from pipeline.reading import FileReader

    return list(FileReader.load().read(path))


def invented(count: int, seed: int) -> tuple[int, int]:
    """(tables found, pages) on generated documents that bear none: loan applications and contracts."""
    from samples.make import make_one, plan

    found = pages = 0
    with tempfile.TemporaryDirectory(prefix="spunta-tables-") as work:
        for order in plan(count, ("loan_application", "contract"), seed, "heldout", Path(work), None):
            read = read_pages(Path(work) / make_one(order))
            found, pages = found + len(find_tables(read)), pages + len(read)
    return found, pages


def by_document(tables: Sequence[ReadTable], part: str, whole: str, draws: int = 2000) -> tuple[float, float]:
    """95 % interval of a share of cells or rows, by drawing whole documents anew: errors come in clusters."""
    counts = np.array([[getattr(t, part), getattr(t, whole)] for t in tables])
    drawn = counts[np.random.default_rng(1).integers(0, len(counts), (draws, len(counts)))].sum(axis=1)
    low, high = np.percentile(drawn[:, 0] / np.maximum(drawn[:, 1], 1), (2.5, 97.5))
    return float(low), float(high)


def table(tables: Sequence[ReadTable]) -> Iterator[str]:
    """Markdown: all, then by quality, kind and ruling."""
    yield "| tables | documents | rows found | cells exact, 95 % interval | columns named | rows invented | sure cells right |"
    yield "|---|---|---|---|---|---|---|"
    groups: dict[str, list[ReadTable]] = defaultdict(list)
    for t in tables:
        for name in ("all", f"quality {t.quality}", t.kind, f"ruling {t.ruling}"):
            groups[name].append(t)
    for name in sorted(groups, key=lambda n: (n != "all", n)):
        group = groups[name]
        low, high = by_document(group, "exact", "cells")

        def total(part: str, group: Sequence[ReadTable] = group) -> int:
            return sum(getattr(t, part) for t in group)

        cells = f"{total('exact')} of {total('cells')}: {total('exact') / max(1, total('cells')):.3f} ({low:.3f} to {high:.3f})"
        rows = f"{total('found')} of {total('rows')}"
        yield (
            f"| {name} | {len(group)} | {rows} | {cells} | {total('named')} of {total('columns')} | {total('invented')} | "
            f"{total('sure_right')} of {total('sure')} |"
        )
