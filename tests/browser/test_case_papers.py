"""Papers of a case that disagree: both places side by side for the client, and beside the field for the reviewer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, expect

from document_types import SHIPPED_CASES, load_case_rules, load_types
from domain.document import DocumentResult
from domain.page import ReadPage
from tests.browser.conftest import PaperReader, Site
from tests.browser.windows import assert_accessible, picture, window_of
from tests.fakes.reader import FakeReader, document, paper
from workflow.process import Bench, do_next
from workflow.tools import Structure

pytestmark = pytest.mark.browser


class CaseReader(PaperReader):
    """Drawn sheets whose documents are as the paper says."""

    def understand(self, name: str, pages: Sequence[ReadPage], structure: Structure | None = None) -> list[DocumentResult]:
        return FakeReader.understand(self, name, pages, structure)


@pytest.fixture
def case(site: Site) -> list[str]:
    """A loan application and a declaration of one case, with two tax codes; the ids of the documents."""
    code = "applicant.tax_code"
    loan = document([1], {"applicant.surname": ("Rossi", "auto"), code: ("RSSMRA80A01H501U", "auto")}, type="loan_application")
    declaration = document([1], {"applicant.surname": ("ROSSI", "auto"), code: ("RSSMRA80A01H501K", "auto")}, type="administrative_form")
    batch = site.door.send(paper(1, [loan]), paper(1, [declaration]), case="P-118")
    life = replace(site.door.tools.life, case_rules=load_case_rules(load_types(), SHIPPED_CASES))
    while do_next(Bench(life, CaseReader(), "test")):
        pass
    return [d["id"] for d in site.documents(batch)]


def test_the_client_sees_both_places_and_the_papers_that_are_missing(browser: Browser, site: Site, case: list[str]) -> None:
    with window_of(browser, site, "a client", f"/documents/{case[0]}") as page:
        compared = page.get_by_role("region", name="Confronto con la pratica")
        expect(compared.get_by_text("Codice fiscale del richiedente: i documenti della pratica")).to_be_visible()
        expect(compared.get_by_text("RSSMRA80A01H501U")).to_be_visible()
        expect(compared.get_by_text("RSSMRA80A01H501K")).to_be_visible()
        expect(compared.get_by_text("Nella pratica manca: Busta paga")).to_be_visible()
        expect(compared.get_by_role("img")).to_have_count(2)
        for crop in compared.get_by_role("img").all():
            expect(crop).to_have_js_property("complete", True)
        assert_accessible(page)
        picture(page, "case")
        compared.get_by_role("link", name="1.pdf").click()
        expect(page.get_by_role("heading", name="Pratica amministrativa")).to_be_visible()
        expect(page.get_by_text("Nella pratica manca")).to_have_count(0)


def test_the_reviewer_reads_what_the_other_paper_says_beside_the_field(browser: Browser, site: Site, case: list[str]) -> None:
    with window_of(browser, site, "a reviewer", "/review") as page:
        note = page.get_by_role("note")
        expect(note).to_contain_text("un altro documento della pratica dice")
        expect(note).to_contain_text("RSSMRA80A01H501")
        expect(page.get_by_text("altri documenti della pratica dicono diversamente")).to_be_visible()
        assert_accessible(page)
