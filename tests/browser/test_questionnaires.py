"""The results of a questionnaire in a real browser: counted, crossed, read beside the paper, taken away."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Site
from tests.browser.survey import FORM, TITLE, register, send
from tests.browser.windows import assert_accessible, picture, window_of

pytestmark = pytest.mark.browser
ADVICE = "PIÙ SPORTELLI <b>APERTI</b>"
SKIPPED = re.compile(r"3\. Quanto è stato cortese il personal.* 100,0% \(5\); .*4\. Come ha saputo del servizio\? 60,0% \(3\)")
MEAN_WITH_ERRORS = re.compile(r"^[-−]19,93 – 69,98$")
"""Of 10, 20 and 45, each misread once in a hundred: Student's -19.78 to 69.78, moved by 0.15 down and 0.20 up."""
SHEETS = (
    {"seat": "c", "satisfied": "4", "ways": ["web", "friends"], "return": True, "minutes": 10, "advice": ADVICE},
    {"seat": "c", "satisfied": "4", "ways": ["web"], "return": True, "minutes": 20},
    {"seat": "n", "satisfied": "1", "ways": [], "return": False, "minutes": 45, "advice": "Meno attesa"},
    {"seat": "n", "satisfied": "2", "return": True},
)


def a_survey(site: Site) -> None:
    """Four sheets of company a, one satisfaction in doubt; one sheet of company b."""
    register(site)
    send(site, *SHEETS, doubtful=[(3, "satisfied")])
    send(site, {"seat": "s", "satisfied": "3"}, company="b")


def test_every_question_has_its_shares_with_intervals_what_was_left_blank_and_what_waits(browser: Browser, site: Site) -> None:
    a_survey(site)
    with window_of(browser, site, "manager", "/questionnaires") as page:
        assert_accessible(page)
        page.get_by_role("link", name=TITLE).press("Enter")
        expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
        question = page.get_by_role("region", name="Quanto è soddisfatto del servizio?")
        expect(question).to_contain_text("4 risposte · 0 in bianco (0,0%) · 1 in attesa di una persona")
        expect(question.get_by_role("row", name="Molto")).to_contain_text("50,0%")
        assert question.locator("path.interval").count() == 4
        several = page.get_by_role("region", name="Come ha saputo del servizio?")
        expect(several.get_by_role("row", name="Sito web 2 100,0%")).to_be_visible()
        expect(several).to_contain_text("2 risposte · 3 in bianco (60,0%)")
        expect(page.get_by_role("region", name="Quanti minuti ha atteso?")).to_contain_text("Media25,00Mediana20,00")
        expect(page.get_by_role("definition").filter(has_text=MEAN_WITH_ERRORS)).to_have_count(1)
        expect(page.get_by_role("figure").get_by_role("img")).to_have_accessible_name(SKIPPED)
        assert_accessible(page)
        picture(page, "questionnaires")


def test_two_questions_are_crossed_and_the_table_is_downloaded(browser: Browser, site: Site) -> None:
    a_survey(site)
    with window_of(browser, site, "manager", f"/questionnaires/{FORM}") as page:
        page.get_by_label("Righe").select_option("seat")
        page.get_by_label("Colonne").select_option("satisfied")
        expect(page.get_by_role("row", name="Centro 0 (0%) 0 (0%) 0 (0%) 2 (100%)")).to_be_visible()
        expect(page.get_by_role("row", name="Totale 1 0 1 2 4")).to_be_visible()
        assert_accessible(page)
        with page.expect_download() as started:
            page.get_by_role("button", name="Scarica la tabella").press("Enter")
        lines = Path(started.value.path()).read_text(encoding="utf-8-sig").splitlines()
        assert lines[1:] == ["Centro,0,0,0,2,2", "Nord,1,0,0,0,1", "Sud,0,0,1,0,1", "Totale,1,0,1,2,4"]
        page.reload()
        expect(page.get_by_role("row", name="Centro 0 (0%) 0 (0%) 0 (0%) 2 (100%)")).to_be_visible()


def test_free_text_is_read_beside_its_picture_and_is_never_markup(browser: Browser, site: Site) -> None:
    a_survey(site)
    with window_of(browser, site, "a client", f"/questionnaires/{FORM}") as page:
        page.get_by_role("button", name="Leggi le risposte a: Che cosa possiamo migliorare?").press("Enter")
        row = page.get_by_role("row", name=ADVICE)
        picture = row.get_by_role("img", name="Ritaglio della risposta 1")
        expect(picture).to_have_js_property("complete", True)
        page.wait_for_function("(image) => image.naturalWidth > 300", arg=picture.element_handle())
        expect(row).to_contain_text("macchina 99,0%")
        expect(page.get_by_text("2 di 2", exact=True)).to_be_visible()
        assert_accessible(page)
        row.get_by_role("link", name="Apri il foglio 1").press("Enter")
        expect(page.get_by_role("heading", name="0.pdf")).to_be_visible()


@pytest.mark.parametrize(("button", "name", "known"), [
    ("CSV", f"{FORM}.csv", b"seat,satisfied"), ("Excel", f"{FORM}.xlsx", b"PK"), ("SPSS (.sav)", f"{FORM}.sav", b"$FL2"),
    ("Codebook", f"{FORM}-codebook.csv", "Quanto è soddisfatto del servizio?".encode()),
])  # fmt: skip
def test_the_answers_are_taken_away_as_data_with_their_codebook(browser: Browser, site: Site, button: str, name: str, known: bytes) -> None:
    a_survey(site)
    with window_of(browser, site, "a client", f"/questionnaires/{FORM}") as page:
        with page.expect_download() as started:
            page.get_by_role("button", name=button, exact=True).press("Enter")
        assert started.value.suggested_filename == name
        assert known in Path(started.value.path()).read_bytes()


def test_a_client_s_person_counts_the_sheets_of_his_company_alone(browser: Browser, site: Site) -> None:
    a_survey(site)
    with window_of(browser, site, "a client", f"/questionnaires/{FORM}") as page:
        expect(page.get_by_role("definition").filter(has_text="4").first).to_be_visible()
        expect(page.get_by_role("region", name="Presso quale sede si è rivolto?").get_by_role("row", name="Sud 0 0,0%")).to_be_visible()
        expect(page.get_by_label("Azienda")).to_have_count(0)
        page.get_by_role("button", name="EN", exact=True).click()
        expect(page.get_by_text("95 % interval").first).to_be_visible()
    with window_of(browser, site, "manager", f"/questionnaires/{FORM}") as page:
        page.get_by_label("Azienda").select_option("Company b")
        expect(page.get_by_role("region", name="Presso quale sede si è rivolto?").get_by_role("row", name="Sud 1 100,0%")).to_be_visible()


def test_a_form_that_does_not_exist_is_said(browser: Browser, site: Site) -> None:
    with window_of(browser, site, "manager", "/questionnaires/none") as page:
        expect(page.get_by_role("alert")).to_have_text("Non c’è, o non è per te.")
