"""A backup of everything that survives a restart, made while the service runs: rows, stored files, what was learned, the models.

A folder: `tables/<name>.jsonl` (one row a line, all of one moment), `files/<client>/<sha256>` (as they are stored: encrypted stays
encrypted), `home/` and `models/`, and `manifest.json` with the hash of every one of them, written last: a folder without it is no
backup. Rows are first, files after: a stored file is never altered, so whatever a row names is there, unless it was erased meanwhile.
The rows go from either database into either. Sessions are left out: after a restore everybody signs in again.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from alembic.migration import MigrationContext
from sqlalchemy import Connection, Table, insert, select, text

from domain.errors import NotFoundError, SetupError
from storage.clients import INSTALLATION
from storage.clock import Moment, now
from storage.engine import Database
from storage.files import FileStore
from storage.migrate import migrate
from storage.tables import Base

MANIFEST = "manifest.json"
LEFT_OUT = frozenset({"sessions"})
ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Copied:
    """What a backup or a restore held."""

    rows: int
    files: int
    bytes: int


def back_up(database: Database, files: FileStore, folders: Mapping[str, Path], target: Path) -> Copied:
    """Writes a backup into an empty or new folder; `folders` by name are copied too. Raises SetupError `backup_exists`."""
    if target.exists() and any(target.iterdir()):
        raise SetupError("backup_exists", f"{target} is not empty: give each backup a folder of its own.")
    for part in ("tables", "files"):
        (target / part).mkdir(parents=True, exist_ok=True, mode=0o700)
    revision, rows, clients = _write_tables(database, target / "tables")
    size = number = 0
    for client in [*clients, INSTALLATION]:
        for sha256 in files.list(client):
            try:
                stored = files.raw(client, sha256)
            except NotFoundError:  # erased since it was listed
                continue
            path = target / "files" / client / sha256
            path.parent.mkdir(exist_ok=True, mode=0o700)
            path.write_bytes(stored)
            number, size = number + 1, size + len(stored)
    for name, folder in folders.items():
        if folder.is_dir():
            shutil.copytree(folder, target / name)
    hashes = {str(path.relative_to(target)): _hash(path) for path in sorted(target.rglob("*")) if path.is_file()}
    manifest = {"made_at": now().isoformat(), "revision": revision, "rows": rows, "files": number, "sha256": hashes}
    (target / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    return Copied(rows, number, size)


def check_backup(folder: Path) -> dict[str, Any]:
    """Its manifest, every hash checked. Raises SetupError `no_backup` or `damaged_backup` naming the first bad file."""
    if not (folder / MANIFEST).is_file():
        raise SetupError("no_backup", f"{folder} holds no finished backup: {MANIFEST} is missing.")
    manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    for name, expected in manifest["sha256"].items():
        path = folder / name
        if not path.is_file() or _hash(path) != expected:
            raise SetupError("damaged_backup", f"{name} of the backup is missing or damaged: use another one.")
    return manifest


def restore(database: Database, files: FileStore, folders: Mapping[str, Path], source: Path) -> Copied:
    """Brings a backup into an empty database. Raises SetupError as `check_backup`, and `database_not_empty`."""
    manifest = check_backup(source)
    migrate(database, manifest["revision"])
    with database.engine.begin() as connection:
        _see_everything(connection, database.is_postgresql)
        if connection.execute(select(Base.metadata.tables["clients"].c.id).limit(1)).first() is not None:
            raise SetupError("database_not_empty", "There are client companies in this database: restore into an empty one.")
        rows = sum(_read_table(connection, table, source / "tables") for table in Base.metadata.sorted_tables)
    migrate(database)
    number = size = 0
    for path in sorted((source / "files").glob("*/*")):
        stored = path.read_bytes()
        files.put_raw(path.parent.name, path.name, stored)
        number, size = number + 1, size + len(stored)
    for name, folder in folders.items():
        if (source / name).is_dir():
            shutil.copytree(source / name, folder, dirs_exist_ok=True)
    return Copied(rows, number, size)


def _write_tables(database: Database, folder: Path) -> tuple[str, int, list[str]]:
    """(revision, rows, ids of the client companies), all of one moment."""
    rows = 0
    engine = database.engine.execution_options(read_only=True)
    if database.is_postgresql:
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with engine.connect() as connection:
        _see_everything(connection, database.is_postgresql)
        clients = list(connection.scalars(select(Base.metadata.tables["clients"].c.id)))
        for table in Base.metadata.sorted_tables:
            if table.name not in LEFT_OUT:
                rows += _write_table(connection, table, folder / f"{table.name}.jsonl")
        revision = MigrationContext.configure(connection).get_current_revision()
    return str(revision), rows, clients


def _write_table(connection: Connection, table: Table, path: Path) -> int:
    own = [key.parent for key in table.foreign_keys if key.column.table is table]
    query = select(table).order_by(*(column.is_not(None) for column in own), *table.primary_key.columns)
    number = 0
    with path.open("w", encoding="utf-8") as file:
        for row in connection.execution_options(yield_per=ROWS_AT_ONCE).execute(query).mappings():
            file.write(json.dumps({str(name): _encode(value) for name, value in row.items()}, ensure_ascii=False) + "\n")
            number += 1
    return number


def _read_table(connection: Connection, table: Table, folder: Path) -> int:
    path = folder / f"{table.name}.jsonl"
    if not path.is_file():
        return 0
    number = 0
    with path.open(encoding="utf-8") as file:
        for lines in _several(file):
            rows = [{name: _decode(table, name, value) for name, value in json.loads(line).items()} for line in lines]
            connection.execute(insert(table), rows)
            number += len(rows)
    return number


def _encode(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _decode(table: Table, name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if value is not None and isinstance(table.c[name].type, Moment) else value


def _several(lines: Iterable[str]) -> Iterator[list[str]]:
    held: list[str] = []
    for line in lines:
        held.append(line)
        if len(held) == ROWS_AT_ONCE:
            yield held
            held = []
    if held:
        yield held


def _see_everything(connection: Connection, is_postgresql: bool) -> None:
    if is_postgresql:
        connection.execute(text("SELECT set_config('app.tenant', '*', true), set_config('statement_timeout', '0', true)"))


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
