"""What the cells of a table say about each other: instalment = principal + interest, the balance goes down, price times quantity."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from domain.table import TableCell, TableColumn, TableRow

CENT = Decimal("0.02")
"""Sums of rounded amounts may be so far off."""
Place = tuple[int, int]
"""Row and column."""


def check_sums(columns: Sequence[TableColumn], rows: Sequence[TableRow]) -> tuple[TableRow, ...]:
    """The rows, each cell that a sum confirms or denies with that reason and a confidence to match.

    A cell that one sum confirms and another denies counts as confirmed: the error is in another cell of the second.
    """
    keys = {column.key: n for n, column in enumerate(columns)}
    rows = _counted(keys.get("number"), rows)
    agreed: set[Place] = set()
    denied: set[Place] = set()
    for places, holds in _relations(keys, rows):
        (agreed if holds else denied).update(places)
    return tuple(
        replace(row, cells=tuple(_judged(cell, (r, c), agreed, denied) for c, cell in enumerate(row.cells))) for r, row in enumerate(rows)
    )


def _counted(column: int | None, rows: Sequence[TableRow]) -> Sequence[TableRow]:
    """Rows numbered one after the other: where most numbers say so, one that was not read is told by its place."""
    items = [r for r, row in enumerate(rows) if row.kind == "item"]
    if column is None or len(items) < 4:
        return rows
    offsets = [int(n) - at for at, r in enumerate(items) if (n := _number(rows[r].cells[column])) is not None]
    usual = max(set(offsets), key=offsets.count, default=0)
    if offsets.count(usual) < 0.7 * len(items):
        return rows
    told = list(rows)
    for at, r in enumerate(items):
        cell = rows[r].cells[column]
        if cell is not None and cell.value is None:
            cells = list(rows[r].cells)
            cells[column] = replace(cell, value=usual + at, confidence=0.9, reasons=("told_by_sequence",))
            told[r] = replace(rows[r], cells=tuple(cells))
    return told


def _judged(cell: TableCell | None, place: Place, agreed: set[Place], denied: set[Place]) -> TableCell | None:
    if cell is None or not (place in agreed or place in denied):
        return cell
    if place in agreed:
        return replace(cell, confidence=1 - (1 - cell.confidence) * 0.1, reasons=(*cell.reasons, "sums_agree"))
    return replace(cell, confidence=cell.confidence * 0.5, reasons=(*cell.reasons, "sums_disagree"))


def _relations(keys: dict[str, int], rows: Sequence[TableRow]) -> Iterator[tuple[list[Place], bool]]:
    """Every sum that can be made: the cells in it and whether it comes out."""
    before: int | None = None
    for r, row in enumerate(rows):
        if row.kind != "item":
            before = None
            continue
        n = {key: _number(row.cells[c]) for key, c in keys.items()}
        places = {key: (r, c) for key, c in keys.items()}
        yield from _instalment(n, places)
        yield from _product(n, places)
        if before is not None and {"balance", "principal"} <= keys.keys():
            last, principal, now = _number(rows[before].cells[keys["balance"]]), n["principal"], n["balance"]
            if last is not None and principal is not None and now is not None:
                yield [(before, keys["balance"]), places["principal"], places["balance"]], abs(last - principal - now) <= CENT
        before = r


def _instalment(n: dict[str, Decimal | None], places: dict[str, Place]) -> Iterator[tuple[list[Place], bool]]:
    whole, principal, interest, costs = n.get("instalment"), n.get("principal"), n.get("interest"), n.get("costs") or Decimal(0)
    if whole is not None and principal is not None and interest is not None:
        holds = min(abs(whole - principal - interest), abs(whole - principal - interest - costs)) <= CENT
        yield [places["instalment"], places["principal"], places["interest"]], holds


def _product(n: dict[str, Decimal | None], places: dict[str, Place]) -> Iterator[tuple[list[Place], bool]]:
    quantity, price, amount = n.get("quantity"), n.get("unit_price"), n.get("amount")
    if quantity is None or price is None or amount is None:
        return
    bare = quantity * price
    net = bare * (1 - (n.get("discount") or Decimal(0)) / 100)
    gross = net * (1 + (n.get("vat_rate") or Decimal(0)) / 100)
    yield [places["quantity"], places["unit_price"], places["amount"]], min(abs(amount - v) for v in (bare, net, gross)) <= CENT


def _number(cell: TableCell | None) -> Decimal | None:
    if cell is None or cell.value is None:
        return None
    text = str(cell.value)
    return Decimal(text) if text.replace(".", "", 1).lstrip("-").isdigit() else None
