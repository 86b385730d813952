"""Signed links and evidence over HTTP: one thing each, until it expires or the company makes them void."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from auth import links
from auth.links import Kind, Link
from delivery.evidence_pack import Seal, is_genuine
from tests.fakes.door import PEPPER, Door, code_of, open_door


class Time:
    """The service's clock, moved by hand."""

    now = datetime(2026, 3, 1, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def door(tmp_path: Path, time: Time) -> Iterator[Door]:
    seal = cache(lambda: Seal(tmp_path / "evidence.p12"))
    with open_door(tmp_path, clock=time, evidence_seal=seal, public_url="https://spunta.example.org/") as opened:
        yield opened


def make(door: Door, who: str = "a read", **body: Any) -> str:
    """A new link; its path."""
    answer = door.as_key(who).post("/v1/links", json=body)
    assert answer.status_code == 201, answer.text
    assert answer.json()["url"].startswith("https://spunta.example.org/v1/links/")
    return str(answer.json()["url"]).removeprefix("https://spunta.example.org")


def batch_of(door: Door, document: dict[str, Any]) -> str:
    """The batch of a document of company a, or of b."""
    return str(door.as_person("manager").get(f"/v1/documents/{document['id']}").json()["batch_id"])


def open_(door: Door, path: str) -> Any:
    return door.as_nobody().get(path)


def test_evidence_is_fetched_signed_by_managers_and_the_batch_s_own_client(door: Door) -> None:
    [document] = door.read_documents()
    batch = batch_of(door, document)
    for who in (door.as_person("manager"), door.as_person("a client"), door.as_key("a read")):
        packed = who.get(f"/v1/batches/{batch}/evidence", params={"format": "json"})
        assert packed.status_code == 200, packed.text
        assert is_genuine(packed.content)
    pdf = door.as_person("a client").get(f"/v1/batches/{batch}/evidence")
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-")
    foreign = door.as_person("b client").get(f"/v1/batches/{batch}/evidence")
    assert (foreign.status_code, code_of(foreign)) == (404, "unknown_batch")
    with door.tools.database.read(None) as work:
        entries = work.audit_log.entries(door.companies["a"], 0, 500)
    assert [e.details["format"] for e in entries if e.action == "evidence.fetched"] == ["json", "json", "json", "pdf"]


def test_a_link_opens_its_one_thing_without_a_sign_in(door: Door) -> None:
    [document] = door.read_documents()
    batch = batch_of(door, document)
    result = open_(door, make(door, kind="document", id=document["id"]))
    assert result.json()["id"] == document["id"]
    assert "attachment" in result.headers["content-disposition"]
    table = open_(door, make(door, kind="results", id=batch, format="csv"))
    assert table.headers["content-type"].startswith("text/csv")
    assert table.text == door.as_key("a read").get(f"/v1/batches/{batch}/results?format=csv").text
    evidence = open_(door, make(door, kind="evidence", id=batch, format="json"))
    assert json.loads(evidence.content)["evidence"]["batch"]["id"] == batch
    with door.tools.database.read(None) as work:
        entries = work.audit_log.entries(door.companies["a"], 0, 500)
    made = [e.details["link"] for e in entries if e.action == "link.made"]
    opened = [e.actor for e in entries if e.actor.startswith("link-")]
    assert opened == [f"link-{name}" for name in made]


def test_a_link_ends_in_time_and_when_its_company_says_so(door: Door, time: Time) -> None:
    [document] = door.read_documents()
    short, long = (make(door, kind="document", id=document["id"], hours=hours) for hours in (1, 48))
    time.now += timedelta(hours=1, seconds=1)
    assert code_of(open_(door, short)) == "unknown_link"
    assert open_(door, long).status_code == 200
    client = door.as_person("a client")
    assert code_of(client.post(f"/v1/clients/{door.companies['b']}/links/revoke")) == "unknown_client"
    assert client.post(f"/v1/clients/{door.companies['a']}/links/revoke").status_code == 204
    assert code_of(open_(door, long)) == "unknown_link"
    assert open_(door, make(door, kind="document", id=document["id"])).status_code == 200


def test_a_link_that_was_altered_or_made_elsewhere_opens_nothing(door: Door) -> None:
    [document] = door.read_documents()
    path = make(door, kind="document", id=document["id"])
    header, body, signature = path.removeprefix("/v1/links/").split(".")
    mine = Link(door.companies["a"], Kind.DOCUMENT, document["id"], "", datetime(2030, 1, 1, tzinfo=UTC))
    other_key, other_company = links.key_of("another pepper", mine.client, 0), links.key_of(PEPPER, door.companies["b"], 0)
    forged = [links.write(mine, other_key), links.write(mine, other_company), links.write(replace(mine, client="nobody"), other_key)]
    for text in (f"{header}.{body}.{signature[:-2]}AA", f"{header}.{body}.", "eyJhbGciOiJub25lIn0." + body + ".", "x", *forged):
        assert code_of(open_(door, f"/v1/links/{text}")) == "unknown_link"
    astray = links.write(replace(mine, client=door.companies["b"]), other_company)  # rightly signed, for a thing of another company
    assert code_of(open_(door, f"/v1/links/{astray}")) == "unknown_document"


def test_no_link_is_made_for_what_the_caller_does_not_see_or_in_a_format_there_is_not(door: Door) -> None:
    [document] = door.read_documents(company="b")
    key = door.as_key("a read")
    assert code_of(key.post("/v1/links", json={"kind": "document", "id": document["id"]})) == "unknown_document"
    assert code_of(key.post("/v1/links", json={"kind": "results", "id": batch_of(door, document), "format": "csv"})) == "unknown_batch"
    for kind, format_ in (("results", "exe"), ("evidence", "csv"), ("document", "pdf")):
        assert code_of(key.post("/v1/links", json={"kind": kind, "id": document["id"], "format": format_})) == "unknown_format"
    assert key.post("/v1/links", json={"kind": "document", "id": document["id"], "hours": 24 * 31}).status_code == 422


def test_links_of_a_company_switched_off_open_nothing(door: Door) -> None:
    [document] = door.read_documents()
    path = make(door, kind="document", id=document["id"])
    assert door.as_person("admin").patch(f"/v1/clients/{door.companies['a']}", json={"active": False}).status_code == 200
    assert code_of(open_(door, path)) == "unknown_link"
