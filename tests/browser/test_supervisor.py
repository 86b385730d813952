"""The supervisor's queue in a real browser: filtered, ordered, given to somebody, set aside, sent back to the client."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Site
from tests.browser.windows import assert_accessible, picture, window_of
from tests.fakes.reader import document, paper

pytestmark = pytest.mark.browser


def doubtful() -> bytes:
    """A sheet with one field that waits for a person."""
    return paper(1, [document([1], {"a": ("1", "auto"), "b": ("2", "review")})])


def two_companies(site: Site) -> None:
    """A task of company a, and one of company b that is late."""
    site.door.send(doubtful())
    site.door.send(doubtful(), company="b", due_at="2020-01-01T10:00:00Z")
    site.door.work_through()


def test_the_queue_is_filtered_ordered_and_given_to_a_person_by_keyboard(browser: Browser, site: Site) -> None:
    two_companies(site)
    with window_of(browser, site, "manager", "/queue") as page:
        late = page.get_by_role("row", name="Company b")
        expect(late).to_contain_text("in ritardo")
        page.get_by_label("Azienda").select_option("Company a")
        expect(late).to_have_count(0)
        row = page.get_by_role("row", name="Company a")
        row.get_by_role("checkbox").focus()
        page.keyboard.press("Space")
        expect(page.get_by_text("1 scelta")).to_be_visible()
        assert_accessible(page)
        page.get_by_label("Priorità…").select_option("high")
        expect(row).to_contain_text("▲ alta")
        expect(page.get_by_role("status")).to_contain_text("Fatto: 1 lavoro cambiato.")
        row.get_by_role("checkbox").press("Space")
        page.get_by_label("Affida a…").select_option("a reviewer")
        expect(row.get_by_role("cell").nth(8)).to_have_text("a reviewer")
        page.get_by_label("Persona").select_option("nobody")
        expect(page.get_by_text("Niente in coda con questi filtri.")).to_be_visible()
        page.get_by_label("Azienda").select_option("")
        expect(late).to_be_visible()
        page.get_by_label("Persona").select_option("")
        expect(row).to_be_visible()
        picture(page, "supervisor")
    assert site.door.as_person("a reviewer").get("/v1/review/next").status_code == 200


def test_the_queue_as_it_is_filtered_is_downloaded(browser: Browser, site: Site) -> None:
    two_companies(site)
    with window_of(browser, site, "manager", "/queue") as page:
        expect(page.get_by_role("row", name="Company b")).to_be_visible()
        page.get_by_label("Azienda").select_option("Company b")
        expect(page.get_by_role("row", name="Company a")).to_have_count(0)
        with page.expect_download() as started:
            page.get_by_role("button", name="Scarica CSV").press("Enter")
        head, *lines = Path(started.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert head.startswith("due_at,priority,kind,document,type,client")
    assert [",".join(line.split(",")[1:6]) for line in lines] == ["normal,fields,0.pdf,contract,Company b"]


def test_what_was_set_aside_says_why_and_goes_back_to_the_queue(browser: Browser, site: Site) -> None:
    two_companies(site)
    reviewer = site.door.as_person("a reviewer")
    task = reviewer.get("/v1/review/next").json()
    answer = {"answer_id": "aside-00001", "lease": task["lease"]["token"], "version": task["version"], "park": "ask_supervisor"}
    assert reviewer.post(f"/v1/review/{task['id']}", json=answer).status_code == 200
    with window_of(browser, site, "manager", "/queue?state=parked") as page:
        row = page.get_by_role("row", name="chiede al responsabile")
        expect(row).to_contain_text("Company a")
        expect(page.get_by_role("definition").filter(has_text="chiede al responsabile 1")).to_be_visible()
        row.get_by_role("checkbox").press("Space")
        page.get_by_role("button", name="Rimetti in coda").press("Enter")
        expect(page.get_by_text("Niente in coda con questi filtri.")).to_be_visible()
    again = reviewer.get("/v1/review/next").json()
    assert again["id"] == task["id"]


def test_a_new_scan_is_asked_of_the_client_who_sees_the_message(browser: Browser, site: Site) -> None:
    two_companies(site)
    with window_of(browser, site, "manager", "/queue?kind=fields") as page:
        row = page.get_by_role("row", name="Company a")
        row.get_by_role("checkbox").press("Space")
        page.get_by_role("button", name="Chiedi una nuova scansione…").press("Enter")
        message = page.get_by_role("dialog").get_by_label("Messaggio")
        message.focus()
        page.keyboard.type("Manca la pagina 2: <b>fronte e retro</b>")
        assert_accessible(page)
        page.get_by_role("dialog").get_by_role("button", name="Chiedi", exact=True).press("Enter")
        expect(row).to_contain_text("scansione chiesta")
        expect(row).to_contain_text("«Manca la pagina 2: <b>fronte e retro</b>»")
    [listed] = site.door.as_key("a read").get("/v1/documents").json()["documents"]
    found = site.door.as_key("a read").get(f"/v1/documents/{listed['id']}").json()
    assert found["rescan"]["message"].startswith("Manca la pagina 2")


def test_a_refused_assignment_is_said_with_its_reason_and_the_others_are_done(browser: Browser, site: Site) -> None:
    two_companies(site)
    with site.door.tools.database.work(None) as unit:
        barred = next(task for task in unit.reviews.queue() if task.client_id == site.door.companies["a"])
        barred.not_by = [site.door.people["manager"]]
    with window_of(browser, site, "manager", "/queue") as page:
        page.get_by_label("Scegli tutte").press("Space")
        expect(page.get_by_text("2 scelte")).to_be_visible()
        page.get_by_label("Affida a…").select_option("manager")
        expect(page.get_by_role("alert")).to_have_text("1 non cambiati: quella persona ha già visto o scritto questi valori")
        expect(page.get_by_role("row", name="Company b").get_by_role("cell").nth(8)).to_have_text("manager")
        expect(page.get_by_role("row", name="Company a").get_by_role("cell").nth(8)).to_have_text("–")
        page.get_by_role("button", name="EN", exact=True).click()
        expect(page.get_by_role("heading", name="People’s queue")).to_be_visible()


def test_a_reviewer_has_no_supervisor_s_queue(browser: Browser, site: Site) -> None:
    with window_of(browser, site, "a reviewer", "/queue") as page:
        expect(page.get_by_text("Questa pagina non esiste, o non è per il tuo ruolo.")).to_be_visible()
