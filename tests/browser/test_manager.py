"""A manager's figures in a real browser: from the total down to the documents behind a number."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from storage import EVERY_CLIENT
from storage.tables import ReviewAnswer
from tests.browser.conftest import Site
from tests.browser.windows import assert_accessible, picture, window_of
from tests.fakes.door import address
from tests.fakes.reader import document, paper

pytestmark = pytest.mark.browser


def a_month(site: Site) -> None:
    """Two companies, one document of them done by the machine alone, one that waits for a person."""
    site.door.send(paper(1, [document([1], {"a": ("1", "auto"), "b": ("2", "auto")})]))
    site.door.send(paper(1, [document([1], {"a": ("1", "auto"), "b": ("2", "review")})]), company="b", due_at="2020-01-01T10:00:00Z")
    site.door.work_through()


def test_every_number_opens_the_next_level_down_to_the_documents(browser: Browser, site: Site) -> None:
    a_month(site)
    with window_of(browser, site, "manager") as page:
        expect(page.get_by_role("heading", name="Andamento")).to_be_visible()
        expect(page.get_by_role("definition").filter(has_text="Documenti senza mani: 50,0%")).to_be_visible()
        row = page.get_by_role("row", name="Company b")
        expect(row).to_contain_text("50,0%")
        assert_accessible(page)
        row.get_by_role("link").press("Enter")
        page.get_by_role("link", name="Contratto").press("Enter")
        expect(page.get_by_role("heading", name="Per campo")).to_be_visible()
        page.get_by_role("row", name="b 1 0,0%").get_by_role("link").press("Enter")
        page.get_by_label("Mostra").select_option("waiting")
        link = page.get_by_role("row", name="0.pdf").get_by_role("link")
        assert_accessible(page)
        link.press("Enter")
        expect(page.get_by_role("heading", name="Contratto · 0.pdf")).to_be_visible()


def test_late_documents_are_told_apart_without_colour_and_a_table_is_behind_each_chart(browser: Browser, site: Site) -> None:
    a_month(site)
    with window_of(browser, site, "manager", "/figures") as page:
        chart = page.get_by_role("figure").filter(has_text="Arretrato per tempo che resta")
        expect(chart.get_by_role("img", name="in ritardo 1; entro 4 ore 0; entro 24 ore 0")).to_be_visible()
        assert chart.locator("rect[fill*='alarm']").count() == 1
        chart.get_by_text("I numeri del grafico").click()
        expect(chart.get_by_role("row", name="in ritardo 1")).to_be_visible()


def test_two_periods_are_compared_and_the_rows_are_downloaded(browser: Browser, site: Site) -> None:
    a_month(site)
    with window_of(browser, site, "manager", "/figures") as page:
        page.get_by_label("confronta con il periodo prima").check()
        expect(page.get_by_text("prima –").first).to_be_visible()
        with page.expect_download() as started:
            page.get_by_role("button", name="Scarica CSV").click()
        text = Path(started.value.path()).read_text(encoding="utf-8-sig")
        assert text.splitlines()[0].startswith("client,documents,documents_untouched")
        assert "Company a,1,1,2,2,0,0" in text


def test_time_of_fewer_than_five_people_is_not_shown(browser: Browser, site: Site) -> None:
    site.read()
    reviewer = site.door.as_person("a reviewer")
    task = reviewer.get("/v1/review/next").json()
    answer = {
        "answer_id": "0b7d3c52-1111-4222-8333-444455556666", "lease": task["lease"]["token"], "version": task["version"], "seconds": 12.0,
        "documents": None, "park": None,
        "fields": {f["key"]: {"action": "confirmed"} for f in task["fields"] if f["ask"]},
    }  # fmt: skip
    assert reviewer.post(f"/v1/review/{task['id']}", json=answer).status_code == 200
    with window_of(browser, site, "manager", "/figures") as page:
        expect(page.get_by_text("meno di cinque persone in ogni settimana finita: non mostrato").first).to_be_visible()


def test_a_reviewer_has_no_figures(browser: Browser, site: Site) -> None:
    with window_of(browser, site, "a reviewer", "/figures") as page:
        expect(page.get_by_text("Questa pagina non esiste, o non è per il tuo ruolo.")).to_be_visible()
        expect(page.get_by_role("link", name="Andamento")).to_have_count(0)


def reviewed_by(site: Site, numbers: range) -> None:
    """A new reviewer for each number, each with one document done; a week ago."""
    for number in numbers:
        name = f"reviewer {number}"
        with site.door.tools.database.work(EVERY_CLIENT) as work:
            admin = work.people.by_email(address("admin"))
            assert admin is not None
            work.people.add(address(name), name, "reviewer", admin.password_hash)
        site.read(paper(1, note=name))
        person = site.door.as_person(name)
        task = person.get("/v1/review/next").json()
        fields = {field["key"]: {"action": "confirmed"} for field in task["fields"] if field["ask"]}
        answer = {"answer_id": f"answer-of-{number}", "lease": task["lease"]["token"], "version": task["version"], "fields": fields}
        assert person.post(f"/v1/review/{task['id']}", json={**answer, "seconds": 27.0}).status_code == 200
    with site.door.tools.database.work(EVERY_CLIENT) as work:
        for given in work.session.scalars(select(ReviewAnswer)):
            given.at = datetime.now(UTC) - timedelta(days=7)


def test_people_are_shown_as_a_team_and_one_by_one_only_after_the_administrator_has_said_why(browser: Browser, site: Site) -> None:
    reviewed_by(site, range(1, 5))
    with window_of(browser, site, "manager", "/figures") as page:
        expect(page.get_by_text("in nessuna settimana intera hanno lavorato 5 persone: i dati non sono mostrati.")).to_be_visible()
        expect(page.get_by_role("button", name="Mostra i dati per persona")).to_have_count(0)
    reviewed_by(site, range(5, 6))
    with window_of(browser, site, "admin", "/figures") as page:
        people = page.get_by_role("region", name="Persone")
        expect(people.get_by_role("row", name="5 persone")).to_contain_text("400")  # 15 fields in 135 seconds
        expect(people.get_by_role("row", name="reviewer")).to_have_count(0)
        people.get_by_role("button", name="Mostra i dati per persona").press("Enter")
        page.get_by_role("dialog").get_by_label("Motivo").fill("breve")
        page.get_by_role("dialog").get_by_role("button", name="Mostra i dati per persona").press("Enter")
        expect(people.get_by_role("row", name="reviewer")).to_have_count(0)  # too short to be a reason
        page.get_by_role("dialog").get_by_label("Motivo").fill("Accordo sindacale del 12 gennaio 2026, prot. 118")
        assert_accessible(page)
        page.get_by_role("dialog").get_by_role("button", name="Mostra i dati per persona").press("Enter")
        expect(people.get_by_role("row", name="reviewer")).to_have_count(5)
        expect(people).to_contain_text("per decisione di admin")
        expect(people).to_contain_text("prot. 118")
        assert_accessible(page)
        people.scroll_into_view_if_needed()
        picture(page, "people")
    with window_of(browser, site, "reviewer 1", "/account") as page:
        expect(page.get_by_role("region", name="I miei ultimi 30 giorni")).to_contain_text("400")
        assert_accessible(page)
