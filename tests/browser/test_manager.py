"""A manager's figures in a real browser: from the total down to the documents behind a number."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Site
from tests.browser.windows import assert_accessible, window_of
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
        expect(page.get_by_text("meno di cinque persone: non mostrato").first).to_be_visible()


def test_a_reviewer_has_no_figures(browser: Browser, site: Site) -> None:
    with window_of(browser, site, "a reviewer", "/figures") as page:
        expect(page.get_by_text("Questa pagina non esiste, o non è per il tuo ruolo.")).to_be_visible()
        expect(page.get_by_role("link", name="Andamento")).to_have_count(0)
