"""Fields keyed without seeing a value: by one person, by two, by a third between them; and known errors among the sure ones."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from storage import EVERY_CLIENT
from tests.browser.conftest import Site
from tests.browser.windows import assert_accessible, field_shows, nothing_waits, picture, window_of

pytestmark = pytest.mark.browser
RIGHT = "RSSMRA80A01H501U"


def review_by(site: Site, risk_class: str, mode: str, seed_rate: float = 0.0) -> None:
    with site.door.tools.database.work(EVERY_CLIENT) as work:
        work.second_readings.set_rule(risk_class, mode, seed_rate, "tests")


def test_a_field_keyed_blind_shows_no_value_and_holds_when_it_equals_the_machine_s(browser: Browser, site: Site) -> None:
    review_by(site, "checksum", "blind")
    batch = site.read()
    with window_of(browser, site, "a reviewer", "/review") as page:
        field_shows(page, "01/07/1980")
        assert RIGHT not in page.content()
        page.keyboard.press("Enter")
        field_shows(page, "")
        expect(page.get_by_text("alla cieca")).to_be_visible()
        assert_accessible(page)
        picture(page, "blind")
        page.keyboard.press("F9")
        expect(page.get_by_text("questo campo si scrive senza vedere la lettura della macchina")).to_be_visible()
        field_shows(page, "")
        page.keyboard.type(RIGHT.lower())
        page.keyboard.press("Enter")
        field_shows(page, "12.500,00")
        page.keyboard.press("Enter")
        nothing_waits(page)
    [document] = site.documents(batch)
    assert (document["state"], document["fields"]["applicant.tax_code"]["value"]) == ("completed", RIGHT)


def test_two_people_key_and_a_third_decides_after_keying_without_seeing_theirs(browser: Browser, site: Site) -> None:
    review_by(site, "checksum", "double")
    batch = site.read()
    with window_of(browser, site, "a reviewer", "/review") as page:
        field_shows(page, "01/07/1980")
        page.keyboard.press("Enter")
        field_shows(page, "")
        expect(page.get_by_text("doppia digitazione")).to_be_visible()
        page.keyboard.type(RIGHT)
        page.keyboard.press("Enter")
        field_shows(page, "12.500,00")
        page.keyboard.press("Enter")
        nothing_waits(page)  # the second keying is not for the same person
    with window_of(browser, site, "manager", "/review") as page:
        field_shows(page, "")
        assert RIGHT not in page.content()
        page.keyboard.type("VRDLGU75C15F205X")
        page.keyboard.press("Control+Enter")
        nothing_waits(page)
    assert site.documents(batch)[0]["state"] == "needs_review"
    with window_of(browser, site, "admin", "/review") as page:
        field_shows(page, "")
        expect(page.get_by_text("terzo lettore")).to_be_visible()
        page.keyboard.type("BNCMRA80A01H501X")
        page.keyboard.press("Control+Enter")
        expect(page.get_by_role("alert")).to_contain_text("Gli altri due hanno letto altro")
        others = page.get_by_role("list", name="Gli altri hanno letto").get_by_role("listitem")
        expect(others).to_have_count(2)
        assert sorted(others.all_inner_texts()) == [RIGHT, "VRDLGU75C15F205X"]
        assert_accessible(page)
        picture(page, "adjudication")
        for _ in range(1 + others.all_inner_texts().index(RIGHT)):
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        nothing_waits(page)
    [document] = site.documents(batch)
    assert (document["state"], document["fields"]["applicant.tax_code"]["value"]) == ("completed", RIGHT)


def test_a_third_person_who_keys_what_one_of_the_two_has_keyed_is_asked_nothing_more(browser: Browser, site: Site) -> None:
    review_by(site, "checksum", "blind")
    batch = site.read()
    with window_of(browser, site, "a reviewer", "/review") as page:
        field_shows(page, "01/07/1980")
        page.keyboard.press("Enter")
        field_shows(page, "")
        page.keyboard.press("F4")
        field_shows(page, "12.500,00")
        page.keyboard.press("Enter")
        nothing_waits(page)
    with window_of(browser, site, "manager", "/review") as page:
        field_shows(page, "")
        page.keyboard.type(RIGHT)
        page.keyboard.press("Enter")
        nothing_waits(page)
    assert site.documents(batch)[0]["fields"]["applicant.tax_code"]["value"] == RIGHT


def test_a_known_error_that_is_confirmed_is_told_after_the_document_and_is_in_no_result(browser: Browser, site: Site) -> None:
    review_by(site, "text", "confirm", seed_rate=1.0)
    batch = site.read()
    with window_of(browser, site, "a reviewer", "/review") as page:
        planted = page.locator("li.active input")
        expect(planted).not_to_have_value("")
        assert planted.input_value() != "Rossi"
        expect(page.get_by_text("Cognome").first).to_be_visible()
        for _ in range(3):
            page.keyboard.press("Enter")
        field_shows(page, "12.500,00")
        expect(page.get_by_text("errore noto")).to_have_count(0)
        page.keyboard.press("Enter")
        expect(page.get_by_text("è sfuggito un errore noto")).to_be_visible()
    [document] = site.documents(batch)
    assert (document["state"], document["fields"]["applicant.surname"]["value"]) == ("completed", "Rossi")
