"""One reviewer before two machines: a window that lost its document to the other says so, keeps what was typed, and can have it back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from storage import EVERY_CLIENT
from storage.tables import ReviewAnswer
from tests.browser.conftest import Site
from tests.browser.windows import assert_accessible, field_shows, nothing_waits, picture, window_of

pytestmark = pytest.mark.browser


def decide(page: Page, day: str) -> None:
    """The three doubtful fields, the last figure of the month as `day` has it."""
    page.keyboard.type(day)
    page.keyboard.press("Enter")
    for value in ("RSSMRA80A01H501U", "12.500,00"):
        field_shows(page, value)
        page.keyboard.press("Enter")


def answers(site: Site) -> list[object]:
    """What was saved of the birth date, answer by answer."""
    with site.door.tools.database.work(EVERY_CLIENT) as work:
        saved = [given.answer for given in work.session.scalars(select(ReviewAnswer))]
    return [field["value"] for answer in saved for field in answer["fields"] if field["key"] == "applicant.birth_date"]


def test_a_window_that_lost_its_document_to_another_one_of_the_same_person_takes_it_back_by_one_key(browser: Browser, site: Site) -> None:
    site.read()
    with window_of(browser, site, "a reviewer", "/review") as here, window_of(browser, site, "a reviewer", "/review") as there:
        # the second one is a browser of its own, as on another machine: it hears nothing of the first
        field_shows(there, "01/07/1980")
        here.keyboard.type("2")
        here.evaluate("window.dispatchEvent(new Event('focus'))")  # as when somebody comes back to it
        told = here.get_by_role("alert").filter(has_text="Hai aperto questo documento in un’altra finestra")
        expect(told.get_by_role("button", name="Riprendilo qui")).to_be_focused()
        expect(here.locator("li.active input")).to_have_value("01/02/1980")
        assert_accessible(here)
        picture(here, "held-elsewhere")
        here.keyboard.press("Enter")
        expect(here.get_by_text("ripreso qui: ciò che avevi scritto c’è ancora")).to_be_visible()
        field_shows(here, "01/02/1980")
        decide(here, "")
        nothing_waits(here)
        decide(there, "3")  # it was not told yet: nothing of it is saved, and it can still be read
        late = there.get_by_role("alert").filter(has_text="Hai già concluso questo documento in un’altra finestra")
        expect(late).to_contain_text("Data di nascita: 01/03/1980")
        expect(late.get_by_role("button", name="Riprendi il documento")).to_have_count(0)
        assert_accessible(there)
    assert answers(site) == ["1980-02-01"]


def test_what_was_answered_in_the_window_that_lost_the_document_is_saved_by_one_button_and_only_once(browser: Browser, site: Site) -> None:
    site.read()
    with window_of(browser, site, "a reviewer", "/review") as here, window_of(browser, site, "a reviewer", "/review") as there:
        field_shows(there, "01/07/1980")
        decide(here, "2")
        late = here.get_by_role("alert").filter(has_text="Data di nascita: 01/02/1980")
        expect(late).to_contain_text("Hai aperto questo documento in un’altra finestra")
        assert answers(site) == []
        late.get_by_role("button", name="Riprendi il documento e salva questi valori").press("Enter")
        expect(late).to_have_count(0)
        nothing_waits(here)
        there.evaluate("window.dispatchEvent(new Event('focus'))")
        expect(there.get_by_role("alert")).to_contain_text("Hai già concluso questo documento in un’altra finestra")
        there.keyboard.press("Enter")  # the button of the next document has the cursor
        expect(there.get_by_text("Nessun documento da verificare.")).to_be_visible()
    assert answers(site) == ["1980-02-01"]
