"""A dataset as a file: CSV, an Excel workbook, SPSS. Each comes with its codebook: in the file where the format has a place for it."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from delivery.exports.cells import guarded, printable
from reporting.dataset import NO_ANSWER, WAITING, Cell, Dataset

CODEBOOK = ("variable", "question", "label", "measure", "code", "code_label")


def codebook(data: Dataset) -> Iterator[tuple[str, str, str, str, Cell, str]]:
    """A line for each code of each variable; one line with empty code where there are none."""
    for variable in data.variables:
        for code, label in variable.codes.items() or [(None, "")]:
            yield variable.name, variable.question, variable.label, variable.measure, code, label


def as_csv(data: Dataset) -> bytes:
    """UTF-8 with a byte order mark, codes as numbers, cells that would start a formula guarded. Source: RFC 4180."""
    return _csv([v.name for v in data.variables], data.rows)


def codebook_csv(data: Dataset) -> bytes:
    """The codebook alone, as CSV."""
    return _csv(CODEBOOK, codebook(data))


def as_xlsx(data: Dataset) -> bytes:
    """A workbook: sheets `data` and `codebook`; text is never a formula."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for title, head, rows in (("data", [v.name for v in data.variables], data.rows), ("codebook", CODEBOOK, codebook(data))):
        sheet = book.create_sheet(title)
        sheet.append(list(head))
        for row in rows:
            sheet.append([_cell(sheet, value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def as_sav(data: Dataset) -> bytes:
    """An SPSS file: labels of variables and values, NO_ANSWER and WAITING as user-missing values."""
    import pandas
    import pyreadstat

    columns = {
        v.name: pandas.Series(
            [printable(str(row[i] or "")) if v.measure == "text" else row[i] for row in data.rows],
            dtype="str" if v.measure == "text" else "float64",
        )
        for i, v in enumerate(data.variables)
    }
    coded = [v for v in data.variables if v.codes]
    with tempfile.TemporaryDirectory(prefix="spunta-sav-") as folder:
        path = Path(folder) / "data.sav"
        pyreadstat.write_sav(
            pandas.DataFrame(columns), path,
            column_labels={v.name: v.label[:255] for v in data.variables},
            variable_value_labels={v.name: {code: label[:120] for code, label in v.codes.items()} for v in coded},
            missing_ranges={v.name: [NO_ANSWER, WAITING] for v in coded},
            variable_measure={v.name: "nominal" if v.measure == "text" else v.measure for v in data.variables},
        )  # fmt: skip
        return path.read_bytes()


FORMATS: Mapping[str, tuple[str, Callable[[Dataset], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "codebook": ("text/csv; charset=utf-8", codebook_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
    "sav": ("application/x-spss-sav", as_sav),
}
"""Format -> media type and writer."""


def _csv(head: object, rows: object) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(head)  # type: ignore[arg-type]
    for row in rows:  # type: ignore[attr-defined]
        writer.writerow([guarded(value) if isinstance(value, str) else _short(value) for value in row])
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


def _short(value: Cell) -> Cell:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _cell(sheet: object, value: Cell) -> object:
    from openpyxl.cell import WriteOnlyCell

    if not isinstance(value, str):
        return _short(value)
    cell = WriteOnlyCell(sheet, value=printable(value)[:32_767] or None)
    if cell.value is not None:
        cell.data_type = "s"
    return cell
