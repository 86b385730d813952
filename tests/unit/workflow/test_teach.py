"""What people correct teaches the next document of the same company, and another company's only when an administrator says so."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from domain.document import DocumentResult, Value
from domain.page import ReadPage
from learning.company import CompanyTeacher
from pipeline.journey import Journey, load_journey
from storage import EVERY_CLIENT
from storage.clock import now
from storage.documents import Setting
from storage.erasures import Erasures
from storage.tables import LayoutSample
from tests.fakes.models import MODELS
from tests.fakes.reader import FakeReader
from tests.unit.learning.test_teaching import BIANCHI, ROSSI
from tests.unit.workflow.conftest import Office
from workflow import review
from workflow.answers import Answer
from workflow.process import Bench, do_next
from workflow.receive import Order, Upload, receive
from workflow.retire import erase, retire
from workflow.teach import Lessons
from workflow.tools import Structure

PAGES = {"rossi": ROSSI, "bianchi": BIANCHI}
TRUTH = {"rossi": {"surname": "Rossi", "given_name": "Mario"}, "bianchi": {"surname": "Bianchi", "given_name": "Anna"}}


@dataclass
class Sheets(FakeReader):
    """Reads the sheets of one page design, each a loan application, with the real extraction and decision."""

    journey: Journey | None = None

    def read_pages(self, untrusted_path: Path, numbers: Sequence[int] | None = None) -> Iterator[ReadPage]:
        yield PAGES[json.loads(untrusted_path.read_bytes())["sheet"]]

    def understand(self, name: str, pages: Sequence[ReadPage], structure: Structure | None = None) -> list[DocumentResult]:
        assert self.journey is not None
        return self.journey.understand(name, pages, [((1,), "loan_application")])


@dataclass
class Teaching:
    """The real teacher, its journey behind the sheets."""

    teacher: CompanyTeacher

    def sample(
        self, own: Sequence[Any], document_id: str, type_: str, pages: Sequence[ReadPage], values: Mapping[str, Value]
    ) -> tuple[str, dict[str, Any] | None]:
        return self.teacher.sample(own, document_id, type_, pages, values)

    def taught(self, kept: Sequence[Any]) -> Sheets:
        return Sheets(journey=self.teacher.taught(kept))


@pytest.fixture(scope="module")
def journey() -> Journey:
    return load_journey(MODELS)


@dataclass
class Bureau:
    """Two companies and one worker."""

    office: Office
    bench: Bench
    other: str
    sent: int = 0

    def send(self, client: str, sheet: str) -> DocumentResult:
        tools = self.office.tools
        self.sent += 1
        content = json.dumps({"sheet": sheet, "pages": 1, "n": self.sent}).encode()
        upload = Upload(f"{sheet}.pdf", tools.files.put(client, [content]))
        batch = receive(tools, Order(client, f"key {self.sent}"), [upload]).batch
        while do_next(self.bench):
            pass
        with tools.database.read(frozenset({client})) as work:
            return next(iter(work.documents.of_batch(batch.id))).result

    def correct(self, client: str, sheet: str) -> None:
        """A person answers every field that waits: the names as they are, the others blank."""
        tools, scope = self.office.tools, frozenset({client})
        lease = review.next_task(tools, scope, "anna", ["fields"])
        assert lease is not None
        truth = {f"applicant.{key}": value for key, value in TRUTH[sheet].items()}
        settings = [Setting(k, truth.get(k), "corrected" if k in truth else "empty") for k in lease.task.keys]
        with tools.database.read(scope) as work:
            version = work.documents.get(str(lease.task.document_id)).version
        answer = Answer(lease.task.id, "anna", lease.token, lease.task.id)
        review.answer_fields(tools, scope, answer, version, settings)

    def let_out(self, client: str, allowed: bool) -> None:
        with self.office.tools.database.work(EVERY_CLIENT) as work:
            work.clients.get(client).shares_corrections = allowed


@pytest.fixture
def bureau(office: Office, journey: Journey) -> Bureau:
    sheets = Sheets(journey=journey)
    lessons = Lessons(office.tools, sheets, Teaching(CompanyTeacher(journey)))
    with office.tools.database.work(EVERY_CLIENT) as work:
        other = work.clients.add("Beta").id
    return Bureau(office, Bench(office.tools, sheets, "w1", lessons=lessons), other)


def test_one_corrected_document_makes_its_page_design_known_to_its_company_alone(bureau: Bureau) -> None:
    alfa, beta = bureau.office.client, bureau.other
    assert {f.stratum for f in bureau.send(alfa, "rossi").fields.values()} == {"unseen"}
    bureau.correct(alfa, "rossi")
    known = bureau.send(alfa, "bianchi")
    assert {f.stratum for f in known.fields.values()} == {"new_layout"}
    assert known.fields["applicant.surname"].value == "Bianchi"
    assert {f.stratum for f in bureau.send(beta, "bianchi").fields.values()} == {"unseen"}

    bureau.let_out(alfa, True)
    assert {f.stratum for f in bureau.send(beta, "bianchi").fields.values()} == {"new_layout"}
    bureau.let_out(alfa, False)
    assert {f.stratum for f in bureau.send(beta, "bianchi").fields.values()} == {"unseen"}, "taken back, it is forgotten at once"


def test_corrections_of_one_design_gather_in_one_layout_and_go_with_their_files(bureau: Bureau) -> None:
    alfa, tools = bureau.office.client, bureau.office.tools
    for sheet in ("rossi", "bianchi"):
        bureau.send(alfa, sheet)
        bureau.correct(alfa, sheet)
    assert {f.stratum for f in bureau.send(alfa, "rossi").fields.values()} == {"new_layout"}
    with tools.database.read(EVERY_CLIENT) as work:
        samples = list(work.layouts.open_to(alfa))
        sources = [work.documents.get(s.document_id).source_id for s in samples]
    assert len({s.layout for s in samples}) == 1
    assert len(samples) == 2
    for source in sources:
        erase(tools, alfa, source, "machine")
    assert {f.stratum for f in bureau.send(alfa, "bianchi").fields.values()} == {"unseen"}


def test_keeping_time_takes_what_a_company_taught_with_a_record_and_leaves_the_other_companys(bureau: Bureau, tmp_path: Path) -> None:
    alfa, beta, tools = bureau.office.client, bureau.other, bureau.office.tools
    for company in (alfa, beta):
        bureau.let_out(company, True)
        bureau.send(company, "rossi")
        bureau.correct(company, "rossi")
        bureau.send(company, "bianchi")  # whoever reads next learns first
    with tools.database.work(EVERY_CLIENT) as work:
        work.clients.get(beta).retention_days = 1_000
        taught = {row.client_id: row for row in work.session.scalars(select(LayoutSample))}
        source = work.documents.get(taught[alfa].document_id).source_id
    assert set(taught) == {alfa, beta}
    assert taught[alfa].sample is not None

    erasing = replace(tools, erasures=Erasures(tmp_path / "erasures.jsonl"))
    assert retire(erasing, now() + timedelta(days=91)).sources >= 1
    with tools.database.read(EVERY_CLIENT) as work:
        assert [row.client_id for row in work.session.scalars(select(LayoutSample))] == [beta]
        assert [row.client_id for row in work.layouts.open_to(alfa)] == [beta]
        noted = [(entry.action, entry.subject) for entry in work.audit_log.entries(alfa, 0, 500)]
        assert work.audit_log.first_broken(alfa) is None
    assert ("source.erased", source) in noted
    assert erasing.erasures is not None
    assert (alfa, source) in erasing.erasures.all()
    bureau.let_out(beta, False)
    assert {f.stratum for f in bureau.send(alfa, "bianchi").fields.values()} == {"unseen"}
