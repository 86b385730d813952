"""Keeping time over: erased, and only that."""

from __future__ import annotations

import json
from datetime import timedelta

from sqlalchemy import text

from storage import EVERY_CLIENT, now
from tests.fakes.reader import document, paper
from tests.unit.workflow.conftest import Office
from workflow.retire import erase, missing_files, retire, sweep

SECRET = "RSSMRA80A01H501U"


def test_what_is_too_old_is_erased_everywhere_and_that_it_was_is_kept(office: Office) -> None:
    batch = office.read(paper(2, [document([1, 2], {"tax_code": (SECRET, "auto")})]))
    assert retire(office.tools, now() + timedelta(days=89)).sources == 0
    assert retire(office.tools, now() + timedelta(days=91)).sources == 1
    assert list(office.tools.files.list(office.client)) == []
    with office.tools.database.read(EVERY_CLIENT) as work:
        everything = [
            [list(map(str, row)) for row in work.session.execute(text(f"SELECT * FROM {table}"))]
            for table in ("sources", "documents", "fields", "field_versions", "audits", "pages", "changes", "audit_log", "review_answers")
        ]
    assert SECRET not in json.dumps(everything)
    assert [s.state for s in office.sources(batch)] == ["erased"]
    assert [change.kind for change in office.news()][-1] == "document.erased"
    assert retire(office.tools, now() + timedelta(days=91)).sources == 0


def test_bytes_that_another_file_needs_stay(office: Office) -> None:
    old, young = office.read(paper(1)), office.read(paper(1))
    assert erase(office.tools, office.client, office.sources(old)[0].id, "admin") == 0
    assert missing_files(office.tools) == []
    assert erase(office.tools, office.client, office.sources(young)[0].id, "admin") == 3


def test_a_document_that_still_waits_keeps_its_whole_file(office: Office) -> None:
    office.read(paper(2, [document([1], {"a": ("1", "auto")}), document([2], {"b": ("2", "review")})]))
    assert retire(office.tools, now() + timedelta(days=1000)).sources == 0


def test_files_without_a_row_are_swept_and_rows_without_a_file_are_named(office: Office) -> None:
    batch = office.read(paper(1))
    source = office.sources(batch)[0]
    orphan = office.tools.files.put(office.client, [b"orphan"])
    assert sweep(office.tools) == 1
    assert orphan.sha256 not in set(office.tools.files.list(office.client))
    assert missing_files(office.tools) == []
    office.tools.files.delete(office.client, source.sha256)
    assert missing_files(office.tools) == [(office.client, source.id)]
