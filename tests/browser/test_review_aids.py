"""What helps a reviewer: reading a zone again, labels of choices, going back across documents, seeing no more than is needed."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from domain.geometry import Box
from domain.page import CharReading, ReadPage, ZoneReading
from storage import EVERY_CLIENT
from tests.browser.conftest import PaperReader, Site, open_site
from tests.browser.windows import assert_accessible, field_shows, nothing_waits, picture, window_of
from tests.fakes.reader import paper
from workflow.process import Bench, do_next

pytestmark = pytest.mark.browser


def read_again(page: ReadPage, box: Box, kind: str) -> ZoneReading:
    text = "03/01/1980"
    return ZoneReading(text, 0.9, tuple(CharReading(c, 0.95, box) for c in text), box)


def test_a_zone_read_again_is_a_candidate_and_never_a_fact(browser: Browser, tmp_path: Path) -> None:
    with open_site(tmp_path, read_zone=read_again) as site, window_of(browser, site, "a reviewer", "/review") as page:
        batch = site.read()
        field_shows(page, "01/07/1980")
        page.keyboard.press("F9")
        again = page.get_by_role("list", name="Altre letture")
        expect(again).to_contain_text("03/01/1980")
        field_shows(page, "01/07/1980")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        field_shows(page, "RSSMRA80A01H501U")
        page.keyboard.press("Enter")
        field_shows(page, "12.500,00")
        page.keyboard.press("Enter")
        nothing_waits(page)
        assert site.documents(batch)[0]["fields"]["applicant.birth_date"]["value"] == "1980-01-03"


def test_where_nothing_can_be_read_again_the_page_says_so(browser: Browser, tmp_path: Path) -> None:
    with open_site(tmp_path, read_zone=None) as site, window_of(browser, site, "a reviewer", "/review") as page:
        site.read()
        field_shows(page, "01/07/1980")
        page.keyboard.press("F9")
        expect(page.get_by_text("qui non si può rileggere: scrivi il valore")).to_be_visible()


def test_the_document_just_saved_is_opened_again_by_key_and_the_present_one_waits_as_it_was(browser: Browser, site: Site) -> None:
    batch = site.read(paper(), paper())
    with window_of(browser, site, "a reviewer", "/review") as page:
        field_shows(page, "01/07/1980")
        first = page.locator(".source").inner_text()
        for value in ("RSSMRA80A01H501U", "12.500,00"):
            page.keyboard.press("Enter")
            field_shows(page, value)
        page.keyboard.press("Enter")
        expect(page.locator(".source")).not_to_have_text(first)
        field_shows(page, "01/07/1980")
        page.keyboard.press("Control+a")
        page.keyboard.type("05/05/1985")
        page.keyboard.press("Shift+Enter")
        expect(page.locator(".source")).to_have_text(first)
        expect(page.get_by_text("riaperto: correggi e conferma di nuovo")).to_be_visible()
        page.keyboard.press("Control+a")
        page.keyboard.type("020280")
        for value in ("RSSMRA80A01H501U", "12.500,00"):
            page.keyboard.press("Enter")
            field_shows(page, value)
        page.keyboard.press("Enter")
        field_shows(page, "05/05/1985")
        for value in ("RSSMRA80A01H501U", "12.500,00"):
            page.keyboard.press("Enter")
            field_shows(page, value)
        page.keyboard.press("Enter")
        nothing_waits(page)
        page.keyboard.press("Shift+Enter")  # also from the calm page
        field_shows(page, "05/05/1985")
    found = {d["source"]: d["fields"]["applicant.birth_date"]["value"] for d in site.documents(batch)}
    assert found.pop(first) == "1980-02-02"
    assert list(found.values()) == ["1985-05-05"]


def test_with_least_view_the_crop_comes_first_and_opening_the_page_is_recorded(browser: Browser, site: Site) -> None:
    company = site.door.companies["a"]
    with site.door.tools.database.work(EVERY_CLIENT) as work:
        work.clients.get(company).least_view = True
    batch = site.read()
    [document] = site.documents(batch)

    def looks() -> list[str]:
        with site.door.tools.database.read(EVERY_CLIENT) as work:
            return [event.action for event in work.audit_log.of_subject(company, document["id"]) if event.action.endswith(".viewed")]

    with window_of(browser, site, "a reviewer", "/review") as page:
        field_shows(page, "01/07/1980")
        crop = page.get_by_role("img", name="Ritaglio di: Data di nascita")
        expect(crop).to_have_js_property("complete", True)
        assert crop.evaluate("(image) => image.naturalWidth") > 50
        expect(page.get_by_text("solo i ritagli dei campi")).to_be_visible()
        assert "page.viewed" not in looks()
        assert_accessible(page)
        picture(page, "least-view")
        page.keyboard.press("Control+ArrowDown")
        expect(page.get_by_role("img", name="Immagine della pagina 1")).to_have_js_property("complete", True)
        assert "page.viewed" in looks()


def test_a_choice_shows_its_labels_and_a_withdrawn_guarantee_is_said_in_words(browser: Browser, site: Site) -> None:
    batch = site.door.send(paper())
    bench = Bench(site.door.tools.life, PaperReader(), "test")
    while do_next(bench):
        pass
    [document] = site.documents(batch)
    with site.door.tools.database.work(EVERY_CLIENT) as work:
        for row in work.documents.fields(document["id"]):
            if row.key == "applicant.birth_date":
                row.reasons = ["check_passed", "certificate_withdrawn"]
            if row.key == "applicant.tax_code":
                row.key, row.kind, row.value, row.machine_value = "applicant.employment", "choice", "retired", "retired"
            if row.key == "applicant.surname":
                row.reasons = ["certificate_measured: at most 0.5% wrong"]
        for task in work.reviews.open_of_document(document["id"]):
            task.keys = [key.replace("tax_code", "employment") for key in task.keys]
    with window_of(browser, site, "a reviewer", "/review") as page:
        field_shows(page, "01/07/1980")
        expect(page.get_by_text("la garanzia di questo tipo di campo è stata ritirata")).to_be_visible()
        page.get_by_role("button", name="Cognome").press("Enter")
        expect(page.get_by_text("dai controlli fatti qui, errori non oltre 0,5%")).to_be_visible()
        page.get_by_role("button", name="Professione").press("Enter")
        field_shows(page, "pensionato")
        page.keyboard.press("3")
        field_shows(page, "autonomo")
        assert_accessible(page)
        page.keyboard.press("Enter")
        field_shows(page, "12.500,00")
        page.keyboard.press("Enter")
        field_shows(page, "01/07/1980")
        page.keyboard.press("Enter")
        nothing_waits(page)
    assert site.documents(batch)[0]["fields"]["applicant.employment"]["value"] == "self_employed"
