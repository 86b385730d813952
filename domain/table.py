"""A table of a document: columns, and rows of typed cells, as results.md gives them under `tables`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.geometry import Box

TABLE_KINDS = ("line_items", "amortisation_plan", "other")
COLUMN_KINDS = ("text", "date", "money", "percent", "integer", "decimal")
"""The kinds of results.md that stand in columns, and `decimal`: a number with a fraction that is no amount, as a decimal string."""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column."""

    key: str
    """Its meaning (`due_date`, `amount`, ...) where the heading tells it, else `column_N`, N from 1."""
    kind: str
    """One of COLUMN_KINDS."""
    heading: str
    """As printed; empty without one."""


@dataclass(frozen=True, slots=True)
class TableCell:
    """What stands in one cell."""

    value: str | int | None
    """Normal form of the column's kind; None when the writing is no value of it."""
    raw: str
    confidence: float
    """The engine's probability that every character is right, times the parser's likelihood; not certified as a field's is."""
    box: Box
    reasons: tuple[str, ...] = ()
    """As for fields; `sums_agree` and `sums_disagree` say what the other cells of the table make of it."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row; a cell is None where nothing is written."""

    page: int
    kind: str
    """`item`, or `total` for a row that sums up."""
    box: Box
    cells: tuple[TableCell | None, ...]
    """One for each column."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table, over as many pages as it goes on."""

    kind: str
    """One of TABLE_KINDS."""
    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]
    ruled: bool
    """Whether printed lines part its columns."""

    @property
    def pages(self) -> tuple[int, ...]:
        """The pages it stands on."""
        return tuple(sorted({row.page for row in self.rows}))

    def as_result(self) -> dict[str, object]:
        """The object of results.md."""
        return {
            "kind": self.kind,
            "pages": list(self.pages),
            "ruled": self.ruled,
            "columns": [{"key": c.key, "kind": c.kind, "heading": c.heading} for c in self.columns],
            "rows": [
                {"page": row.page, "kind": row.kind, "box": row.box.as_list(), "cells": [_cell(c) if c else None for c in row.cells]}
                for row in self.rows
            ],
        }

    @classmethod
    def of_result(cls, told: Mapping[str, Any]) -> Table:
        """The table that `as_result` gave, figures rounded as there."""
        rows = tuple(TableRow(r["page"], r["kind"], Box(*r["box"]), tuple(_of_result(c) for c in r["cells"])) for r in told["rows"])
        return cls(told["kind"], tuple(TableColumn(**column) for column in told["columns"]), rows, told["ruled"])


def _of_result(cell: Mapping[str, Any] | None) -> TableCell | None:
    if cell is None:
        return None
    return TableCell(cell["value"], cell["raw"], cell["confidence"], Box(*cell["box"]), tuple(cell["reasons"]))


def _cell(cell: TableCell) -> dict[str, object]:
    return {
        "value": cell.value,
        "raw": cell.raw,
        "confidence": round(cell.confidence, 4),
        "box": cell.box.as_list(),
        "reasons": list(cell.reasons),
    }
