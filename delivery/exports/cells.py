"""Results as table rows, and cells that a spreadsheet program shows instead of executing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from delivery.exports import Result

FIELD_COLUMNS = (
    "document", "version", "source", "pages", "type", "form", "state", "error",
    "field", "value", "raw", "confidence", "decision", "page", "x0", "y0", "x1", "y1", "reasons",
)  # fmt: skip

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def guarded(text: str) -> str:
    """The text, with an apostrophe before it when a spreadsheet would take it for a formula. Source: OWASP, CSV Injection."""
    dangerous = text.startswith(_STARTS_A_FORMULA) and not _PLAIN_NUMBER.fullmatch(text)
    return f"'{text}" if dangerous else text


def printable(text: str) -> str:
    """The text without the characters that XML, and so XLSX, cannot hold."""
    return _NOT_IN_XML.sub("", text)


def as_text(value: object) -> str:
    """A value as one cell: blank for null, `true`/`false`, lists joined by `|`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return "|".join(as_text(v) for v in value)
    return str(value)


def field_rows(result: Result) -> Iterator[dict[str, object]]:
    """One row for each field, by `FIELD_COLUMNS`; a document without fields gives one row with its state and error."""
    r: Mapping[str, Any] = result
    error = r.get("error")
    head = {
        "document": r.get("id"), "version": r.get("version"), "source": r["source"], "pages": list(r["pages"]), "type": r["type"],
        "form": r["form"], "state": r["state"], "error": error["code"] if error else None,
    }  # fmt: skip
    if not r["fields"]:
        yield head
    for key, field in r["fields"].items():
        x0, y0, x1, y1 = field["box"] or (None,) * 4
        yield head | {
            "field": key, "value": field["value"], "raw": field["raw"], "confidence": field["confidence"], "decision": field["decision"],
            "page": field["page"], "x0": x0, "y0": y0, "x1": x1, "y1": y1, "reasons": list(field["reasons"]),
        }  # fmt: skip
