"""A reviewer's work by keyboard alone, in a real browser, saved in the real database."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.windows import picture
from tests.fakes.reader import document, paper

pytestmark = pytest.mark.browser
FIELD = "li.active input"
WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}


def test_one_key_confirms_a_field_and_the_last_one_completes_the_document(page: Page, site: Site) -> None:
    batch = site.read()
    expect(page.locator(FIELD)).to_have_value("01/07/1980", timeout=15000)
    picture(page, "review")
    page.keyboard.type("1")  # the doubtful character is selected: typing replaces it
    expect(page.locator(FIELD)).to_have_value("01/01/1980")
    page.keyboard.press("Enter")
    expect(page.locator(FIELD)).to_have_value("RSSMRA80A01H501U")
    page.keyboard.press("Enter")
    expect(page.locator(FIELD)).to_have_value("12.500,00")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nessun documento da verificare.")).to_be_visible()
    _until_completed(page, site, batch)
    fields = site.documents(batch)[0]["fields"]
    assert fields["applicant.birth_date"]["value"] == "1980-01-01"
    assert fields["applicant.birth_date"]["decision"] == "person"
    assert fields["applicant.tax_code"]["value"] == "RSSMRA80A01H501U"
    assert fields["loan.amount"]["value"] == "72500.00"
    assert fields["applicant.surname"]["decision"] == "auto"


def _until_completed(page: Page, site: Site, batch: str) -> None:
    for _ in range(50):
        if site.documents(batch)[0]["state"] == "completed":
            return
        page.wait_for_timeout(100)
    raise AssertionError("the answer did not reach the database")


def test_a_value_that_fails_its_check_stays_until_the_reviewer_says_it_is_written_so(page: Page, site: Site) -> None:
    batch = site.read()
    expect(page.locator(FIELD)).to_have_value("01/07/1980", timeout=15000)
    page.keyboard.press("Enter")
    page.keyboard.press("End")
    page.keyboard.press("Backspace")
    page.keyboard.type("A")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Ctrl+Invio")
    page.keyboard.press("Control+Enter")
    expect(page.locator(FIELD)).to_have_value("12.500,00")
    page.keyboard.press("F8")
    _until_completed(page, site, batch)
    fields = site.documents(batch)[0]["fields"]
    assert fields["applicant.tax_code"]["value"] == "RSSMRA80A01H501A"
    assert fields["loan.amount"]["value"] is None


def test_the_next_document_follows_the_last_key_and_shift_enter_goes_back(page: Page, site: Site) -> None:
    site.read(paper(), paper())
    expect(page.locator(FIELD)).to_have_value("01/07/1980", timeout=15000)
    page.keyboard.press("Enter")
    expect(page.locator(FIELD)).to_have_value("RSSMRA80A01H501U")
    page.keyboard.press("Shift+Enter")
    expect(page.locator(FIELD)).to_have_value("01/07/1980")
    first = page.locator(".source").inner_text()
    for _ in range(3):
        page.keyboard.press("Enter")
    expect(page.locator(FIELD)).to_have_value("01/07/1980")
    expect(page.locator(".source")).not_to_have_text(first)


def test_doubtful_cuts_come_before_fields(page: Page, site: Site) -> None:
    batch = site.read(paper(3, [document([1, 2, 3], {"a": ("1", "review")}, cut_confidence=0.4)]))
    expect(page.get_by_role("heading", name="Dove comincia ogni documento")).to_be_visible(timeout=15000)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    picture(page, "structure")
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    site.read()
    assert [d["pages"] for d in site.documents(batch)] == [[1, 2], [3]]


def test_the_review_page_has_no_accessibility_violation(page: Page, site: Site) -> None:
    axe = Axe()
    page.wait_for_timeout(300)
    assert axe.run(page, options=WCAG).violations_count == 0
    site.read()
    expect(page.locator(FIELD)).to_be_visible(timeout=15000)
    page.keyboard.press("F1")
    found = axe.run(page, options=WCAG)
    assert found.violations_count == 0, found.generate_report()


def test_the_page_speaks_english_too(page: Page, site: Site) -> None:
    site.read()
    expect(page.locator(FIELD)).to_be_visible(timeout=15000)
    page.get_by_role("button", name="EN", exact=True).click()
    expect(page.get_by_role("button", name="confirm, next")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "en"
