"""The promises of every export format, run against each file of delivery/exports/."""

from __future__ import annotations

import csv
import io
import json

import pytest
from openpyxl import load_workbook

from delivery import exports
from domain.errors import InputError

FORMULAS = ['=HYPERLINK("http://x")', "+1+1", "-2+3", "@SUM(A1)", "\tx", "\rx"]


def _field(value: object, raw: str = "") -> dict[str, object]:
    return {
        "value": value, "raw": raw, "confidence": 0.98, "decision": "auto", "page": 1, "box": [0.1, 0.2, 0.3, 0.4], "reasons": ["seen"],
    }  # fmt: skip


def _result(fields: dict[str, object], **changes: object) -> dict[str, object]:
    return {
        "id": "d1", "version": 2, "source": "scan.pdf", "pages": [1, 2], "type": "contract", "type_confidence": 0.9, "form": None,
        "state": "completed", "error": None, "fields": fields,
    } | changes  # fmt: skip


RESULTS = [
    _result(
        {"name": _field("Nicolò"), "amount": _field("-12.50"), "signed": _field(True), "tick": _field(["a", "b"]), "gap": _field(None)},
    ),
    _result({f"f{i}": _field(text, text) for i, text in enumerate(FORMULAS)}, type="loan_application"),
    _result({}, state="failed", type="unknown", error={"code": "encrypted_pdf", "message": "Send it without a password."}),
    _result({"bad": _field("a\x00b\ufffe", "x" * 40_000)}, type="[odd]/type:with*a\\very?long'name over 31"),
]


@pytest.mark.parametrize("name", exports.formats())
def test_every_format_writes_any_results_and_none(name: str) -> None:
    format_ = exports.load(name)
    assert format_.MEDIA_TYPE
    assert b"".join(format_.write(iter(RESULTS)))
    assert isinstance(b"".join(format_.write(iter([]))), bytes)


def test_the_formats_of_the_contract_are_there() -> None:
    assert set(exports.formats()) >= {"json", "jsonl", "csv", "xlsx"}


@pytest.mark.parametrize("name", ["", "cells", "../auth", "pdf", "os"])
def test_an_unknown_format_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="unknown_format"):
        exports.load(name)


def test_json_and_json_lines_give_back_what_went_in() -> None:
    assert json.loads(b"".join(exports.load("json").write(RESULTS))) == RESULTS
    assert json.loads(b"".join(exports.load("json").write([]))) == []
    assert [json.loads(line) for line in b"".join(exports.load("jsonl").write(RESULTS)).decode().splitlines()] == RESULTS


def test_csv_has_a_row_a_field_and_guards_formulas() -> None:
    text = b"".join(exports.load("csv").write(RESULTS)).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == 5 + len(FORMULAS) + 1 + 1
    by_field = {row["field"]: row for row in rows}
    assert by_field["amount"]["value"] == "-12.50"
    assert by_field["signed"]["value"] == "true"
    assert by_field["tick"]["value"] == "a|b"
    assert by_field["gap"]["value"] == ""
    for i, formula in enumerate(FORMULAS):
        assert by_field[f"f{i}"]["value"] == "'" + formula
    assert by_field[""]["error"] == "encrypted_pdf"


def test_a_workbook_has_a_sheet_a_type_and_no_formula() -> None:
    book = load_workbook(io.BytesIO(b"".join(exports.load("xlsx").write(RESULTS))))
    assert book.sheetnames[0] == "fields"
    assert {"contract", "loan_application", "unknown"} <= set(book.sheetnames)
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    headings, values = [[c.value for c in row] for row in book["loan_application"].iter_rows()]
    assert dict(zip(headings, values, strict=True))["f0"] == FORMULAS[0]
