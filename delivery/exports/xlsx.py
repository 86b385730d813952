"""An Excel workbook: a sheet for each document type with a column for each field, and a sheet `fields` with the evidence.

Text is written as text: no cell is ever a formula.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from delivery.exports import Result
from delivery.exports.cells import FIELD_COLUMNS, as_text, field_rows, printable

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LONGEST_CELL = 32_767
_DOCUMENT_COLUMNS = ("id", "version", "source", "pages", "state", "error")


def write(results: Iterable[Result]) -> Iterator[bytes]:
    """The whole workbook as one piece."""
    book = Workbook(write_only=True)
    evidence = book.create_sheet("fields")
    evidence.append(list(FIELD_COLUMNS))
    by_type: dict[str, list[Any]] = {}
    for result in results:
        by_type.setdefault(str(result["type"]), []).append(result)
        for row in field_rows(result):
            evidence.append([_cell(evidence, row.get(column)) for column in FIELD_COLUMNS])
    for type_, documents in sorted(by_type.items()):
        _write_type(book.create_sheet(_sheet_name(type_)), documents)
    file = io.BytesIO()
    book.save(file)
    yield file.getvalue()


def _write_type(sheet: Any, documents: list[Any]) -> None:
    keys = list(dict.fromkeys(key for document in documents for key in document["fields"]))
    sheet.append([*_DOCUMENT_COLUMNS, *(_cell(sheet, key) for key in keys)])
    for document in documents:
        head = [document.get(column) for column in _DOCUMENT_COLUMNS[:-1]]
        error = document["error"]["code"] if document["error"] else None
        fields = [document["fields"].get(key, {}).get("value") for key in keys]
        sheet.append([_cell(sheet, value) for value in (*head, error, *fields)])


def _cell(sheet: Any, value: object) -> WriteOnlyCell:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return WriteOnlyCell(sheet, value=value)
    cell = WriteOnlyCell(sheet, value=printable(as_text(value))[:_LONGEST_CELL] or None)
    if cell.value is not None:
        cell.data_type = "s"
    return cell


def _sheet_name(type_: str) -> str:
    """At most 31 characters, none of those Excel forbids."""
    return "".join("_" if c in "[]:*?/\\'" else c for c in printable(type_))[:31] or "unknown"
