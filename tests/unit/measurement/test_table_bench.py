"""The bench of tables: rows and cells counted against a truth."""

from __future__ import annotations

from domain.geometry import Box
from domain.table import Table, TableCell, TableColumn, TableRow
from measurement.table_bench import compare, table

BOX = Box(0.1, 0.1, 0.2, 0.2)
TRUTH = {
    "kind": "line_items",
    "ruling": "grid",
    "columns": [{"key": "description", "kind": "text"}, {"key": "quantity", "kind": "decimal"}, {"key": "amount", "kind": "money"}],
    "rows": [["Sedia", "2.00", "10.00"], ["Tavolo", "1.00", "20.00"], ["Banco", None, "30.00"]],
}


def found(*rows: tuple[str | int | None, ...]) -> Table:
    columns = (TableColumn("description", "text", ""), TableColumn("quantity", "integer", ""), TableColumn("column_3", "money", ""))
    made = tuple(TableRow(1, "item", BOX, tuple(TableCell(v, "", 0.99, BOX) if v is not None else None for v in row)) for row in rows)
    return Table("line_items", columns, made, True)


def test_rows_cells_and_named_columns_are_counted() -> None:
    read = compare("a.pdf", "office", TRUTH, [found(("Sedia", 2, "10.00"), ("Tavolo", 1, "28.00"), ("Altro", 7, "1.00"))])
    assert (read.rows, read.found, read.cells, read.exact) == (3, 2, 8, 5)
    assert (read.columns, read.named) == (3, 2)
    assert read.invented == 1


def test_a_table_that_was_not_found_counts_with_all_its_cells() -> None:
    read = compare("a.pdf", "bad", TRUTH, [])
    assert (read.found, read.exact, read.cells) == (0, 0, 8)


def test_the_table_says_all_first_and_gives_an_interval() -> None:
    reads = [compare("a.pdf", "bad", TRUTH, []), compare("b.pdf", "bad", TRUTH, [found(*TRUTH["rows"])])]  # type: ignore[misc]
    lines = list(table(reads))
    assert lines[2].startswith("| all | 2 | 3 of 6 | 8 of 16: 0.500 (0.000 to 1.000)")
