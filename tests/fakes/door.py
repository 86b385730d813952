"""The real application on a real database, with a fake reader behind it and two client companies before it."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from auth import keys, passwords
from auth.principals import Role, Scope
from document_types import load_types
from domain.document_type import FormDefinition
from domain.geometry import Box
from domain.page import CharReading, ReadPage, ZoneReading
from http_api.app import create_app
from http_api.tools import Tools
from pipeline.drawn_forms import TriedField, tried
from pipeline.versions import Versions
from storage import EVERY_CLIENT, Database, open_database
from storage.files import LocalFiles
from storage.migrate import migrate
from storage.queue import NoWakeUps
from tests.fakes.reader import FakeReader, paper
from workflow.process import Bench, do_next
from workflow.tools import Rules
from workflow.tools import Tools as LifeTools

PEPPER = "the pepper of these tests, long enough"
PASSWORD = "una frase abbastanza lunga"
_PASSWORD_HASH = passwords.hash_password(PASSWORD)


@dataclass
class Door:
    """Who stands before it: for each of the companies `a` and `b` a client's person, a reviewer and keys; a manager, an admin for all."""

    tools: Tools
    app: FastAPI
    companies: dict[str, str]
    keys: dict[str, str]
    """`a write`, `a read`, `b write`, `b read` -> the key."""
    people: dict[str, str]
    """`a client`, `a reviewer`, `manager`, ... -> the id; the address is the name with @example.org."""

    def as_key(self, name: str) -> TestClient:
        """A program's client: `a write`, `b read`, ..."""
        return TestClient(self.app, headers={"Authorization": f"Bearer {self.keys[name]}"}, raise_server_exceptions=False)

    def as_nobody(self, **options: Any) -> TestClient:
        return TestClient(self.app, raise_server_exceptions=False, **options)

    def as_person(self, name: str) -> TestClient:
        """A signed-in browser on our own page."""
        client = self.as_nobody(headers={"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"})
        answer = client.post("/v1/session", json={"email": address(name), "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        return client

    def send(self, *papers: bytes, company: str = "a", **data: str) -> str:
        """A batch of that company; its id."""
        files = [("files", (f"{number}.pdf", content)) for number, content in enumerate(papers)]
        answer = self.as_key(f"{company} write").post("/v1/batches", files=files, data=data)
        assert answer.status_code == 202, answer.text
        return str(answer.json()["id"])

    def work_through(self) -> int:
        """Lets a worker do everything there is; how many pieces of work."""
        bench = Bench(self.tools.life, FakeReader(), "test")
        done = 0
        while do_next(bench):
            done += 1
        return done

    def read_documents(self, *papers: bytes, company: str = "a") -> list[dict[str, Any]]:
        """Sends, reads, and gives the documents as the list shows them."""
        batch = self.send(*papers or (paper(),), company=company)
        self.work_through()
        documents: list[dict[str, Any]] = self.as_key(f"{company} read").get(f"/v1/batches/{batch}/documents").json()["documents"]
        return documents


def address(name: str) -> str:
    """The e-mail address of a person of the door."""
    return f"{name.replace(' ', '.')}@example.org"


class Zones:
    """Reads in a zone the words of the page that stand in it; an empty one is empty."""

    def read_zone(self, page: ReadPage, box: Box, kind: str, comb: int | None = None) -> ZoneReading:
        words = [word for word in page.words if box.contains(*word.box.center)]
        text = " ".join(word.text for word in words)
        chars = tuple(CharReading(char, 0.97, box) for char in text)
        return ZoneReading(text, 0.97, chars, box, empty=not words, empty_score=0.97 if not words else 0.02)


def _read_zone(page: ReadPage, box: Box, kind: str) -> ZoneReading:
    """A zone that says where it is."""
    text = f"{kind} {box.x0:.2f} page {page.number}"
    return ZoneReading(text, 0.8, tuple(CharReading(c, 0.5 if c == "0" else 0.95, box) for c in text), box)


def _try_form(form: FormDefinition, blanks: Sequence[ReadPage], pages: Sequence[ReadPage]) -> list[TriedField] | None:
    return tried(form, blanks, pages, Zones(), lambda page: page)


@dataclass(frozen=True)
class Everybody:
    """Who stands before a door: ids of companies and people, texts of keys, by name."""

    companies: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)


def _settle(database: Database) -> Everybody:
    """Makes the tables and puts everybody in."""
    migrate(database)
    everybody = Everybody()
    with database.work(EVERY_CLIENT) as work:
        for company in ("a", "b"):
            client = work.clients.add(f"Company {company}")
            everybody.companies[company] = client.id
            for scope in Scope:
                key = keys.new_key(PEPPER)
                work.people.add_key(key.id, client.id, scope.value, key.digest, [scope.value], "tests", None)
                everybody.keys[f"{company} {scope.name.lower()}"] = key.text
            for role in (Role.CLIENT, Role.REVIEWER):
                name = f"{company} {role.value}"
                everybody.people[name] = work.people.add(address(name), name, role.value, _PASSWORD_HASH, [client.id]).id
        for role in (Role.MANAGER, Role.ADMIN):
            everybody.people[role.value] = work.people.add(address(role.value), role.value, role.value, _PASSWORD_HASH).id
    return everybody


@cache
def _prepared() -> tuple[tempfile.TemporaryDirectory[str], Everybody]:
    """A SQLite database with everybody in it, made once in a run and copied for each door."""
    folder = tempfile.TemporaryDirectory(prefix="spunta-door-")
    database = open_database(f"sqlite:///{folder.name}/spunta.db")
    everybody = _settle(database)
    database.close()
    return folder, everybody


@contextmanager
def open_door(
    folder: Path, audit_rate: float = 0.0, database: Database | None = None, promises: Any = None, **changes: Any
) -> Iterator[Door]:
    """A door on a SQLite database of its own in `folder`, or on an empty `database`; `promises` of the models; `changes` to http_api's."""
    if database is None:
        prepared, everybody = _prepared()
        shutil.copytree(prepared.name, folder, dirs_exist_ok=True)
        opened = open_database(f"sqlite:///{folder}/spunta.db")
    else:
        opened, everybody = database, _settle(database)
    life = LifeTools(opened, LocalFiles(folder / "files"), NoWakeUps(), replace(Rules(), audit_rate=audit_rate), promises or {})
    versions = Versions(Path(__file__).parents[2] / "models", None)
    tools = replace(Tools(life, PEPPER, load_types(), read_zone=_read_zone, try_form=_try_form, versions=versions), **changes)
    try:
        yield Door(tools, create_app(tools), everybody.companies, everybody.keys, everybody.people)
    finally:
        opened.close()


def code_of(answer: Any) -> str:
    """The code of a problem; fails when the answer is not problem+json."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    body = json.loads(answer.text)
    assert body["status"] == answer.status_code
    return str(body["code"])
