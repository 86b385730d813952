"""CSV for spreadsheets: one row for each field, UTF-8 with a byte order mark, cells that would start a formula guarded.

Source: RFC 4180.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from delivery.exports import Result
from delivery.exports.cells import FIELD_COLUMNS, as_text, field_rows, guarded

MEDIA_TYPE = "text/csv; charset=utf-8"


def write(results: Iterable[Result]) -> Iterator[bytes]:
    """A header line, then the fields of each document in turn."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(FIELD_COLUMNS)
    yield b"\xef\xbb\xbf" + buffer.getvalue().encode()
    for result in results:
        buffer.seek(0)
        buffer.truncate()
        writer.writerows([guarded(as_text(row.get(column))) for column in FIELD_COLUMNS] for row in field_rows(result))
        yield buffer.getvalue().encode()
