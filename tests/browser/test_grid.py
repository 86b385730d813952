"""The grid in a real browser: one kind of field from many documents, by keyboard alone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site
from tests.browser.survey import register, send
from tests.browser.windows import assert_accessible, picture, window_of

pytestmark = pytest.mark.browser
DEGREES = {"1": "Per niente", "2": "Poco", "3": "Abbastanza", "4": "Molto"}
ODD_SHEETS = [{"seat": "c", "satisfied": degree} for degree in DEGREES]


def four_doubts(site: Site) -> str:
    """A batch of four sheets, each with its satisfaction in doubt, from the least to the most satisfied."""
    register(site)
    return send(site, *ODD_SHEETS, doubtful=[(n, "satisfied") for n in range(4)])


def go_to(page: Page, degree: str) -> None:
    """By arrows from the first cell to the one read so."""
    cells = page.get_by_role("group", name="Scelte").get_by_role("button")
    expect(cells.first).to_be_focused()
    names = [name or "" for name in cells.evaluate_all("(all) => all.map((one) => one.getAttribute('aria-label'))")]
    place = next(n for n, name in enumerate(names) if name.endswith(f": {DEGREES[degree]}"))
    for _ in range(place):
        page.keyboard.press("ArrowRight")
    expect(cells.nth(place)).to_be_focused()


def answers(site: Site, batch: str) -> dict[str, tuple[Any, str]]:
    """What each sheet says by what was read first, and who decided."""
    found = [document["fields"]["satisfied"] for document in site.documents(batch)]
    return {field["raw"]: (field["value"], field["decision"]) for field in found}


def test_the_odd_one_goes_to_review_one_is_corrected_and_enter_confirms_the_rest(browser: Browser, site: Site) -> None:
    batch = four_doubts(site)
    with window_of(browser, site, "a reviewer", "/grid") as page:
        expect(page.get_by_role("status")).to_contain_text("4 ritagli di 4 in attesa")
        go_to(page, "2")
        page.keyboard.press("Space")
        page.keyboard.press("Home")
        go_to(page, "4")
        page.keyboard.press("3")
        expect(page.get_by_role("status")).to_contain_text("1 dubbio · 1 corretto")
        page.keyboard.press("F2")
        expect(page.get_by_role("img", name="Foglio intero")).to_be_visible()
        assert_accessible(page)
        page.wait_for_load_state("networkidle")
        picture(page, "grid")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Niente da guardare in questa griglia.")).to_be_visible()
        expect(page.get_by_role("status")).not_to_contain_text("salvo")
        assert_accessible(page)
    assert answers(site, batch) == {"1": ("1", "person"), "2": ("2", "review"), "3": ("3", "person"), "4": ("3", "person")}
    [left] = site.door.as_person("manager").get("/v1/review/queue").json()["tasks"]
    assert (left["kind"], left["fields"]) == ("fields", 1)


def test_a_lost_lease_loses_nothing_of_what_was_decided(browser: Browser, site: Site) -> None:
    batch = four_doubts(site)
    manager = site.door.as_person("manager")
    document = next(d["id"] for d in site.documents(batch) if d["fields"]["satisfied"]["raw"] == "4")
    task = next(t["id"] for t in manager.get("/v1/review/queue").json()["tasks"] if t["document_id"] == document)
    with window_of(browser, site, "a reviewer", "/grid?kind=choice") as page:
        go_to(page, "4")
        assert manager.patch(f"/v1/review/{task}", json={"assigned_to": site.door.people["manager"]}).status_code == 204
        page.keyboard.press("1")
        page.keyboard.press("Enter")
        lost = page.get_by_role("alert")
        expect(lost).to_contain_text("Un documento è passato a un altro: le tue decisioni non sono state salvate")
        expect(lost).to_contain_text("Quanto è soddisfatto del servizio?: Per niente")
        expect(page.get_by_text("Niente da guardare in questa griglia.")).to_be_visible()
        assert_accessible(page)
        assert manager.patch(f"/v1/review/{task}", json={"assigned_to": None}).status_code == 204
        again = page.get_by_role("group", name="Scelte").get_by_role("button")
        expect(again).to_have_accessible_name("1. Quanto è soddisfatto del servizio?: Per niente, corretto")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Niente da guardare in questa griglia.")).to_be_visible()
        expect(page.get_by_role("status")).not_to_contain_text("salvo")
    assert answers(site, batch) == {"1": ("1", "person"), "2": ("2", "person"), "3": ("3", "person"), "4": ("1", "person")}


def test_numbers_are_typed_over_and_escape_takes_it_back(browser: Browser, site: Site) -> None:
    register(site)
    batch = send(site, {"minutes": 17}, doubtful=[(0, "minutes")])
    with window_of(browser, site, "a reviewer", "/grid") as page:
        cell = page.get_by_role("group", name="Numeri").get_by_role("button")
        expect(cell).to_be_focused()
        page.keyboard.type("99")
        page.keyboard.press("Escape")
        expect(cell).to_have_accessible_name("1. Quanti minuti ha atteso?: 17")
        page.keyboard.type("11")
        expect(cell).to_have_accessible_name("1. Quanti minuti ha atteso?: 11, corretto")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Niente da guardare in questa griglia.")).to_be_visible()
        expect(page.get_by_role("status")).not_to_contain_text("salvo")
    [document] = site.documents(batch)
    assert (document["fields"]["minutes"]["value"], document["fields"]["minutes"]["decision"]) == (11, "person")


def test_the_next_page_is_there_before_it_is_asked_for(browser: Browser, site: Site) -> None:
    register(site)
    batch = send(site, *[{"seat": "c", "satisfied": "1"}] * 30, doubtful=[(n, "satisfied") for n in range(30)])
    with window_of(browser, site, "a reviewer", "/grid?kind=choice") as page:
        cells = page.get_by_role("group", name="Scelte").get_by_role("button")
        expect(cells).to_have_count(24)
        fetched = "() => performance.getEntriesByType('resource').filter((one) => one.name.endsWith('/crop')).length === 30"
        page.wait_for_function(fetched)
        page.route("**/v1/review/grid*", lambda route: route.abort())  # nothing more can be asked
        page.keyboard.press("Enter")
        expect(cells).to_have_count(6)
        expect(cells.first).to_be_focused()
        page.unroute("**/v1/review/grid*")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Niente da guardare in questa griglia.")).to_be_visible()
        expect(page.get_by_role("status")).not_to_contain_text("salvo")
    assert {d["fields"]["satisfied"]["decision"] for d in site.documents(batch)} == {"person"}
