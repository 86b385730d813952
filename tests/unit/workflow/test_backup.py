"""Backed up while in use, restored into either database, and what was erased stays erased."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from domain.errors import SetupError
from measurement.private_servers import PostgresServer
from storage import EVERY_CLIENT, open_database
from storage.audit_log import first_broken_of_file, write_chain
from storage.backup import MANIFEST, back_up, check_backup, restore
from storage.erasures import Erasures
from storage.files import LocalFiles
from storage.sealing import Sealer
from tests.fakes.reader import document, paper
from tests.unit.workflow.conftest import Office
from workflow.retire import erase, missing_files
from workflow.tools import Tools
from workflow.upkeep import examine, keep_up, replay_erasures

SECRET = "RSSMRA80A01H501U"


def _elsewhere(office: Office, url: str, folder: Path) -> Tools:
    return replace(office.tools, database=open_database(url), files=LocalFiles(folder, Sealer([bytes(32)])))


@pytest.fixture
def ready(office: Office, tmp_path: Path) -> Office:
    files = LocalFiles(tmp_path / "files", Sealer([bytes(32)]))
    office.tools = replace(office.tools, erasures=Erasures(tmp_path / "erasures.jsonl"), files=files)
    office.read(paper(2, [document([1, 2], {"tax_code": (SECRET, "auto")})]))
    office.read(paper(1, [document([1], {"a": ("1", "review")})]))
    return office


@pytest.mark.parametrize("into", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_a_backup_comes_back_whole_in_either_database_and_erasures_with_it(
    ready: Office, tmp_path: Path, into: str, request: pytest.FixtureRequest
) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "learned").write_text("layout")
    done = back_up(ready.tools.database, ready.tools.files, {"home": tmp_path / "home"}, tmp_path / "backup")
    assert done.rows > 20
    assert done.files == len(list(ready.tools.files.list(ready.client)))
    assert SECRET.encode() not in b"".join(p.read_bytes() for p in (tmp_path / "backup" / "files").rglob("*") if p.is_file())
    with ready.tools.database.read(EVERY_CLIENT) as work:
        [first, second] = work.sources.originals()
    erase(ready.tools, ready.client, first.id, "admin")

    if into == "sqlite":
        url = f"sqlite:///{tmp_path}/restored.db"
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        url = server.database_url(f"restored_{request.node.callspec.id.replace('-', '_')}")
    tools = _elsewhere(ready, url, tmp_path / "restored-files")
    assert restore(tools.database, tools.files, {"home": tmp_path / "restored-home"}, tmp_path / "backup") == done
    assert (tmp_path / "restored-home" / "learned").read_text() == "layout"
    assert missing_files(tools) == []
    assert examine(tools) == []
    with tools.database.read(EVERY_CLIENT) as work:
        assert [(s.id, s.created_at, s.sha256) for s in work.sources.originals()] == [
            (s.id, s.created_at, s.sha256) for s in (first, second)
        ]
        assert work.sources.get(first.id).state == "done"  # the backup is older than the erasure
    assert tools.erasures is not None
    assert replay_erasures(tools, tools.erasures.all()) == 1
    with tools.database.read(EVERY_CLIENT) as work:
        assert work.sources.get(first.id).state == "erased"
        assert [s.id for s in work.sources.originals()] == [second.id]
    assert examine(tools) == []
    tools.database.close()


def test_a_damaged_or_unfinished_backup_is_refused_before_anything_is_written(ready: Office, tmp_path: Path) -> None:
    back_up(ready.tools.database, ready.tools.files, {}, tmp_path / "backup")
    with pytest.raises(SetupError, match="backup_exists"):
        back_up(ready.tools.database, ready.tools.files, {}, tmp_path / "backup")
    with pytest.raises(SetupError, match="database_not_empty"):
        restore(ready.tools.database, ready.tools.files, {}, tmp_path / "backup")
    victim = tmp_path / "backup" / "tables" / "fields.jsonl"
    victim.write_bytes(victim.read_bytes()[:-2])
    with pytest.raises(SetupError, match=r"damaged_backup.*fields"):
        check_backup(tmp_path / "backup")
    (tmp_path / "backup" / MANIFEST).unlink()
    with pytest.raises(SetupError, match="no_backup"):
        check_backup(tmp_path / "backup")


def test_doctor_names_a_missing_file_and_upkeep_erases_without_any_worker(ready: Office) -> None:
    with ready.tools.database.read(EVERY_CLIENT) as work:
        [first, second] = work.sources.originals()
    ready.tools.files.delete(ready.client, second.sha256)
    assert [(f.code, f.subject) for f in examine(ready.tools)] == [("missing_file", second.id)]
    with ready.tools.database.work(EVERY_CLIENT) as work:
        for document_row in work.documents.of_source(first.id):
            document_row.completed_at = first.created_at.replace(year=first.created_at.year - 1)
    keep_up(ready.tools)
    with ready.tools.database.read(EVERY_CLIENT) as work:
        assert work.sources.get(first.id).state == "erased"


def test_an_exported_chain_verifies_by_itself_and_every_tampering_is_found(ready: Office) -> None:
    with ready.tools.database.read(EVERY_CLIENT) as work:
        file = io.StringIO()
        assert write_chain(work.audit_log, ready.client, file) >= 1
    with ready.tools.database.work(EVERY_CLIENT) as work:
        for number in range(5):
            work.audit_log.note(ready.client, "tests", "thing.seen", str(number), count=number)
    with ready.tools.database.read(EVERY_CLIENT) as work:
        file = io.StringIO()
        length = write_chain(work.audit_log, ready.client, file)
    lines = file.getvalue().splitlines()
    assert first_broken_of_file(lines) is None
    assert first_broken_of_file(lines[:-1]) is not None
    for place in range(length):
        changes = {"actor": "x", "subject": "x", "at": "2020-01-01T00:00:00+00:00", "details": {"count": 99}, "hash": "0"}
        for member, value in changes.items():
            altered = json.loads(lines[place]) | {member: value}
            assert first_broken_of_file([*lines[:place], json.dumps(altered), *lines[place + 1 :]]) == place + 1
        assert first_broken_of_file([*lines[:place], *lines[place + 1 :]]) is not None
