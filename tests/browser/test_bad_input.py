"""What goes wrong in front of a reviewer is said in the page; nothing typed is lost, nothing sent is executed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site
from tests.browser.windows import assert_accessible, field_shows, nothing_waits, sign_in, window_of
from tests.fakes.reader import document, paper

pytestmark = pytest.mark.browser
HOSTILE = "<img src=x onerror=alert(1)>.pdf"


def decide(page: Page) -> None:
    """The three doubtful fields of a loan application, the birth date mended."""
    field_shows(page, "01/07/1980")
    page.keyboard.type("1")
    for value in ("RSSMRA80A01H501U", "12.500,00"):
        page.keyboard.press("Enter")
        field_shows(page, value)
    page.keyboard.press("Enter")


def birth_dates(site: Site, batch: str) -> list[str]:
    return [d["fields"]["applicant.birth_date"]["value"] for d in site.documents(batch)]


def give_to_the_manager(site: Site, source: str) -> None:
    """The task that is open on the reviewer's screen."""
    manager = site.door.as_person("manager")
    [task] = [row["id"] for row in manager.get("/v1/review/queue").json()["tasks"] if row["source"] == source]
    changed = manager.patch(f"/v1/review/{task}", json={"assigned_to": site.door.people["manager"]})
    assert changed.status_code == 204, changed.text


def test_an_expired_session_keeps_what_was_typed_and_goes_on_after_signing_in(browser: Browser, site: Site) -> None:
    batch = site.read()
    with window_of(browser, site, "a reviewer", "/review") as page:
        field_shows(page, "01/07/1980")
        page.context.clear_cookies()
        decide(page)
        expect(page.get_by_text("La sessione è scaduta")).to_be_visible()
        assert_accessible(page)
        sign_in(page, "a reviewer")
        nothing_waits(page)
    assert birth_dates(site, batch) == ["1980-01-01"]


def test_a_lost_service_is_said_and_answers_wait_in_the_browser_until_it_is_back(browser: Browser, site: Site) -> None:
    batch = site.read(paper(), paper())
    with window_of(browser, site, "a reviewer", "/review") as page:
        field_shows(page, "01/07/1980")
        first = page.locator(".source").inner_text()
        page.wait_for_function("() => performance.getEntriesByType('resource').filter((e) => e.name.includes('/pages/')).length > 1")
        page.context.set_offline(True)
        decide(page)
        expect(page.locator(".source")).not_to_have_text(first)  # the next one was fetched ahead
        expect(page.get_by_text("senza rete: 1 da inviare")).to_be_visible()
        decide(page)
        expect(page.get_by_text("senza rete: 2 da inviare")).to_be_visible()
        page.context.set_offline(False)
        nothing_waits(page)
    assert birth_dates(site, batch) == ["1980-01-01", "1980-01-01"]


def test_answers_that_were_not_sent_are_sent_after_the_page_was_closed_and_opened_again(browser: Browser, site: Site) -> None:
    batch = site.read()
    with window_of(browser, site, "a reviewer", "/review") as page:
        field_shows(page, "01/07/1980")
        page.route("**/v1/review/*", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
        decide(page)
        expect(page.get_by_text("senza rete: 1 da inviare")).to_be_visible()
        page.unroute("**/v1/review/*")
        page.reload()
        nothing_waits(page)
    assert birth_dates(site, batch) == ["1980-01-01"]


def test_a_lease_that_was_taken_away_leaves_what_was_typed_on_the_screen_and_overwrites_nothing(browser: Browser, site: Site) -> None:
    batch = site.read(paper(), paper())
    with window_of(browser, site, "a reviewer", "/review") as page:
        field_shows(page, "01/07/1980")
        first = page.locator(".source").inner_text()
        page.keyboard.type("2")
        give_to_the_manager(site, first)
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # as when the window is looked at again
        expect(page.get_by_role("alert")).to_contain_text("Il documento è passato a un altro")
        expect(page.locator("li.active input")).to_have_value("01/02/1980")
        assert_accessible(page)
        page.keyboard.press("Enter")  # the button has the cursor
        expect(page.locator(".source")).not_to_have_text(first)
        field_shows(page, "01/07/1980")
    assert birth_dates(site, batch) == ["1980-07-01", "1980-07-01"]


def test_an_answer_that_comes_too_late_is_shown_with_what_was_typed(browser: Browser, site: Site) -> None:
    batch = site.read()
    with window_of(browser, site, "a reviewer", "/review") as page:
        field_shows(page, "01/07/1980")
        give_to_the_manager(site, "0.pdf")
        decide(page)
        told = page.get_by_role("alert").filter(has_text="Non salvato")
        expect(told).to_contain_text("Data di nascita: 01/01/1980")
        page.reload()
        expect(told).to_contain_text("Data di nascita: 01/01/1980")
        assert_accessible(page)
        page.get_by_role("button", name="Ho visto").press("Enter")
        expect(told).to_have_count(0)
    assert birth_dates(site, batch) == ["1980-07-01"]


def test_a_document_of_300_pages_is_reviewed_without_fetching_them_all(browser: Browser, site: Site) -> None:
    site.door.send(paper(300, [document(list(range(1, 301)), {"a": ("1", "review")})]))
    site.door.work_through()
    with window_of(browser, site, "a reviewer", "/review") as page:
        field_shows(page, "1")
        expect(page.get_by_text("pagina 1 di 300")).to_be_visible()
        page.keyboard.press("PageDown")
        expect(page.get_by_text("pagina 2 di 300")).to_be_visible()
        expect(page.get_by_role("img", name="Immagine della pagina 2")).to_have_js_property("complete", True)
        fetched = page.evaluate("performance.getEntriesByType('resource').map((e) => e.name).filter((name) => name.includes('/pages/'))")
        assert 2 <= len(set(fetched)) <= 4
        page.keyboard.press("Enter")
        nothing_waits(page)


def test_a_value_of_4_000_characters_is_keyed_saved_and_shown(browser: Browser, site: Site) -> None:
    long = "perché no " * 400
    batch = site.door.send(paper(1, [document([1], {"a": ("breve", "review"), "b": (long.strip(), "review")})]))
    site.door.work_through()
    with window_of(browser, site, "a reviewer", "/review") as page:
        field_shows(page, "breve")
        page.keyboard.insert_text("è" * 4001)
        field_shows(page, "è" * 4000)
        page.keyboard.press("Enter")
        field_shows(page, long.strip())
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        page.keyboard.press("Enter")
        nothing_waits(page)
    fields = site.documents(batch)[0]["fields"]
    assert (fields["a"]["value"], fields["b"]["value"]) == ("è" * 4000, long.strip())


def test_html_in_a_file_s_name_and_in_a_value_is_text(browser: Browser, site: Site) -> None:
    content = paper(1, [document([1], {"a": ("<script>alert(1)</script>", "review"), "b": ("<b>x</b>", "auto")})])
    sent = site.door.as_key("a write").post("/v1/batches", files=[("files", (HOSTILE, content))])
    assert sent.status_code == 202, sent.text
    site.door.work_through()
    with window_of(browser, site, "a reviewer", "/review") as page:
        alerts: list[str] = []
        page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
        field_shows(page, "<script>alert(1)</script>")
        expect(page.locator(".source")).to_have_text(HOSTILE)
        expect(page.get_by_role("button", name="<b>x</b>")).to_be_visible()
        assert page.locator("img[src=x]").count() == 0
        page.keyboard.press("Enter")
        nothing_waits(page)
        assert alerts == []


def test_a_page_that_died_gives_the_same_document_back_as_it_was_left(browser: Browser, site: Site) -> None:
    batch = site.read(paper(), paper(), paper())
    with window_of(browser, site, "a reviewer", "/review") as page:
        field_shows(page, "01/07/1980")
        first = page.locator(".source").inner_text()
        page.route("**/release", lambda route: route.abort())  # a page that dies gives nothing back
        page.keyboard.type("1")
        page.keyboard.press("Enter")
        field_shows(page, "RSSMRA80A01H501U")
        page.reload()
        expect(page.locator(".source")).to_have_text(first)
        field_shows(page, "RSSMRA80A01H501U")
        expect(page.get_by_text("ripreso da dove eri")).to_be_visible()
        expect(page.get_by_role("button", name="Data di nascita")).to_contain_text("01/01/1980")
        assert_accessible(page)
        seen = [first]
        for _ in range(2):
            for value in ("12.500,00", "01/07/1980"):
                page.keyboard.press("Enter")
                field_shows(page, value)
            seen.append(page.locator(".source").inner_text())
            page.keyboard.press("Enter")
            field_shows(page, "RSSMRA80A01H501U")
        assert sorted(seen) == ["0.pdf", "1.pdf", "2.pdf"]  # the one fetched ahead is not hidden until its lease ends either
        page.keyboard.press("Enter")
        field_shows(page, "12.500,00")
        page.keyboard.press("Enter")
        nothing_waits(page)
    assert sorted(birth_dates(site, batch)) == ["1980-01-01", "1980-07-01", "1980-07-01"]


def test_a_second_window_of_the_same_person_takes_nothing_out_of_the_first_one_s_hands(browser: Browser, site: Site) -> None:
    site.read(paper(), paper(), paper())
    with window_of(browser, site, "a reviewer", "/review") as page:
        field_shows(page, "01/07/1980")
        first = page.locator(".source").inner_text()
        page.wait_for_function("() => performance.getEntriesByType('resource').filter((e) => e.name.includes('/review/next')).length > 1")
        second = page.context.new_page()
        second.goto(f"{site.address}/review")
        field_shows(second, "01/07/1980")
        assert second.locator(".source").inner_text() != first
        page.bring_to_front()
        decide(page)
        expect(page.locator(".source")).not_to_have_text(first)
        expect(page.get_by_role("alert")).to_have_count(0)


def test_300_pages_are_cut_by_keyboard_with_the_pictures_of_the_near_ones_alone(browser: Browser, site: Site) -> None:
    batch = site.door.send(paper(300, [document(list(range(1, 301)), {"a": ("1", "review")}, cut_confidence=0.4)]))
    site.door.work_through()
    with window_of(browser, site, "a reviewer", "/review") as page:
        expect(page.get_by_text("Pagina 1 di 300 · 1 documento")).to_be_visible()
        page.keyboard.press("End")
        expect(page.get_by_text("Pagina 300 di 300")).to_be_visible()
        expect(page.get_by_role("img", name="Immagine della pagina 300")).to_have_js_property("complete", True)
        page.keyboard.press("PageUp")
        page.keyboard.press("Space")
        expect(page.get_by_text("Pagina 290 di 300 · 2 documenti")).to_be_visible()
        for _ in range(29):
            page.keyboard.press("PageUp")
        expect(page.get_by_text("Pagina 1 di 300")).to_be_visible()
        assert page.locator("main li img").count() <= 25  # what is far has no picture: the browser holds the pictures of 49 pages at most
        heap = page.evaluate("performance.memory.usedJSHeapSize")
        assert heap < 60_000_000, heap
        assert_accessible(page)
        page.keyboard.press("Enter")
        page.wait_for_function("() => JSON.parse(localStorage.getItem('spunta.unsent') ?? '[]').length === 0")
    site.door.work_through()
    assert [len(d["pages"]) for d in site.documents(batch)] == [289, 11]
