"""A client's day in a real browser: sending folders, following batches, fetching results, seeing the evidence."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import PaperReader, Site
from tests.browser.windows import assert_accessible, sign_in, window_of
from tests.fakes.reader import FakeReader, document, paper
from workflow.process import Bench, do_next

pytestmark = pytest.mark.browser
HOSTILE = "<img src=x onerror=alert(1)>.pdf"


def choose(page: Page, *files: tuple[str, bytes]) -> None:
    page.locator("input[type=file]").first.set_input_files(
        [{"name": name, "mimeType": "application/pdf", "buffer": content} for name, content in files]
    )


def work(site: Site, reader: FakeReader) -> None:
    bench = Bench(site.door.tools.life, reader, "test")
    while do_next(bench):
        pass


def drop_folder(page: Page, folder: str, files: dict[str, str]) -> None:
    """Drops a folder as the browser's own file system gives it, once the place to drop it is there."""
    page.locator("[role=group]").evaluate(
        """(target, [folder, files]) => {
            const entries = Object.entries(files).map(([name, text]) => ({
                isFile: true, isDirectory: false, name, fullPath: `/${folder}/${name}`, file: (done) => done(new File([text], name)),
            }));
            let given = false;
            const directory = {
                isFile: false, isDirectory: true, name: folder, fullPath: `/${folder}`,
                createReader: () => ({ readEntries: (done) => { done(given ? [] : entries); given = true; } }),
            };
            const event = new DragEvent("drop", { bubbles: true, cancelable: true });
            Object.defineProperty(event, "dataTransfer", { value: { items: [{ webkitGetAsEntry: () => directory }], files: [] } });
            target.dispatchEvent(event);
        }""",
        [folder, files],
    )


def test_a_dropped_folder_becomes_one_batch_with_its_folder_names(browser: Browser, site: Site) -> None:
    with window_of(browser, site, "a client", "/upload") as page:
        drop_folder(page, "ufficio", {"1.pdf": paper().decode(), "2.pdf": paper(2).decode(), "Thumbs.db": "x"})
        expect(page.get_by_text("ufficio/2.pdf")).to_be_visible()
        expect(page.get_by_text("Thumbs.db")).to_have_count(0)
        page.get_by_label("Il vostro nome del lotto").fill("2026-118")
        assert_accessible(page)
        page.get_by_role("button", name="Invia il lotto: 2 file").press("Enter")
        expect(page.get_by_role("heading", name="Lotto 2026-118")).to_be_visible()
        work(site, PaperReader())
        expect(page.get_by_role("link", name="ufficio/1.pdf")).to_be_visible(timeout=10000)
    [batch] = site.door.as_key("a read").get("/v1/batches").json()["batches"]
    assert (batch["reference"], batch["counts"]["sources"]) == ("2026-118", {"done": 2})


def test_a_broken_line_costs_one_file_and_the_upload_goes_on_by_itself(browser: Browser, site: Site) -> None:
    tried: list[str] = []
    broken = {"is": True}

    def refuse(route: Route) -> None:
        tried.append(route.request.url)
        if broken["is"] and len(tried) > 2:
            route.abort("connectionreset")
        else:
            route.continue_()

    with window_of(browser, site, "a client", "/upload") as page:
        page.route("**/v1/files", refuse)
        choose(page, *[(f"{n}.pdf", paper(n)) for n in range(1, 6)])
        expect(page.get_by_text("2 di 5 arrivati")).to_be_visible()
        expect(page.get_by_text("Il servizio non risponde: riprovo da solo. Niente è perduto.")).to_be_visible()
        expect(page.get_by_text("riprende da solo", exact=True).first).to_be_visible()
        broken["is"] = False
        expect(page.get_by_text("5 di 5 arrivati")).to_be_visible(timeout=15000)
        page.get_by_role("button", name="Invia il lotto: 5 file").click()
        expect(page.get_by_role("heading", name="Lotto")).to_be_visible()
    [batch] = site.door.as_key("a read").get("/v1/batches").json()["batches"]
    assert sum(batch["counts"]["sources"].values()) == 5


def test_after_closing_the_page_files_that_arrived_are_not_sent_again(browser: Browser, site: Site, tmp_path: Path) -> None:
    sheet = tmp_path / "modulo.pdf"
    sheet.write_bytes(paper())
    with window_of(browser, site, "a client", "/upload") as page:
        page.locator("input[type=file]").first.set_input_files(sheet)
        expect(page.get_by_text("1 di 1 arrivati")).to_be_visible()
        page.on("dialog", lambda dialog: dialog.accept())
        page.reload()
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.url) if request.url.endswith("/v1/files") else None)
        page.locator("input[type=file]").first.set_input_files(sheet)
        expect(page.get_by_text("1 di 1 arrivati")).to_be_visible()
        assert sent == []
        page.get_by_role("button", name="Invia il lotto: 1 file").click()
        expect(page.get_by_role("heading", name="Lotto")).to_be_visible()


def test_what_was_sent_before_and_what_is_there_twice_is_said_before_sending(browser: Browser, site: Site) -> None:
    site.door.send(paper(3))
    with window_of(browser, site, "a client", "/upload") as page:
        choose(page, ("vecchio.pdf", paper(3)), ("nuovo.pdf", paper(4)), ("copia.pdf", paper(4)), ("vuoto.pdf", b""))
        expect(page.get_by_text("già inviato in passato: sarà segnato come doppione")).to_be_visible()
        expect(page.get_by_text("due volte in questo lotto")).to_be_visible()
        expect(page.get_by_text("Il file è vuoto: controlla l’originale.")).to_be_visible()
        expect(page.get_by_role("button", name="Invia il lotto: 3 file")).to_be_enabled()


def test_a_rejected_file_comes_with_its_remedy_and_html_in_a_name_is_text(browser: Browser, site: Site) -> None:
    with window_of(browser, site, "a client", "/upload") as page:
        choose(page, (HOSTILE, b"no paper"), ("buono.pdf", paper()))
        expect(page.get_by_text(HOSTILE)).to_be_visible()
        page.get_by_role("button", name="Invia il lotto: 2 file").click()
        expect(page.get_by_role("heading", name="Lotto")).to_be_visible()
        work(site, FakeReader())
        row = page.get_by_role("row", name="onerror")
        expect(row).to_contain_text("Non è un PDF, TIFF, PNG, JPEG o ZIP: convertilo in uno di questi.", timeout=10000)
        expect(row).to_contain_text(HOSTILE)
        assert page.locator("img[src=x]").count() == 0
        assert_accessible(page)
        page.get_by_role("navigation").get_by_role("link", name="Lotti").click()
        expect(page.get_by_text("1 pronti, 0 in revisione, 0 file in coda, 1 non leggibili")).to_be_visible()
        assert_accessible(page)


def test_a_file_whose_cuts_are_doubtful_is_counted_once(browser: Browser, site: Site) -> None:
    batch = site.read(paper(3, [document([1, 2, 3], {"a": ("1", "review")}, cut_confidence=0.4)]))
    with window_of(browser, site, "a client", f"/batches/{batch}") as page:
        expect(page.get_by_role("img", name="0 pronti, 1 in revisione, 0 file in coda")).to_be_visible()
        expect(page.get_by_text("Consegna prevista: senza termine")).to_be_visible()


@pytest.mark.parametrize(("button", "ending"), [("CSV", "csv"), ("Excel", "xlsx"), ("JSON", "json"), ("JSON Lines", "jsonl")])
def test_results_are_downloaded_in_each_format(browser: Browser, site: Site, button: str, ending: str) -> None:
    batch = site.read()
    with window_of(browser, site, "a client", f"/batches/{batch}") as page:
        with page.expect_download() as started:
            page.get_by_role("button", name=button, exact=True).click()
        assert started.value.suggested_filename.endswith(f".{ending}")
        content = Path(started.value.path()).read_bytes()
        known = b"PK" if ending == "xlsx" else b"applicant.surname"
        assert known in content


def test_the_evidence_of_a_value_is_its_picture_who_decided_and_what_it_was(browser: Browser, site: Site) -> None:
    batch = site.read()
    [listed] = site.documents(batch)
    reviewer = site.door.as_person("a reviewer")
    changed = reviewer.patch(
        f"/v1/documents/{listed['id']}/fields",
        json={"fields": {"applicant.birth_date": {"action": "corrected", "value": "1980-01-01"}}},
        headers={"If-Match": f'"{listed["version"]}"'},
    )
    assert changed.status_code == 200, changed.text
    with window_of(browser, site, "a client", f"/batches/{batch}") as page:
        page.get_by_role("link", name="0.pdf").click()
        row = page.get_by_role("row", name="Data di nascita")
        expect(row).to_contain_text("01/01/1980")
        expect(row).to_contain_text("persona")
        picture = row.get_by_role("img", name="Ritaglio di Data di nascita")
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("(image) => image.naturalWidth") > 50
        row.get_by_text("Storia (2)").click()
        expect(row.locator("li").first).to_contain_text("01/07/1980")
        expect(row.locator("li").last).to_contain_text("corretto")
        expect(page.get_by_role("row", name="corretto dopo la consegna")).to_be_visible()
        assert_accessible(page)


def test_a_value_of_four_thousand_characters_does_not_break_the_page(browser: Browser, site: Site) -> None:
    long = "parola " * 600 + "<script>alert(1)</script>"
    batch = site.door.send(paper(1, [document([1], {"a": (long, "auto")})]))
    site.door.work_through()
    [listed] = site.documents(batch)
    with window_of(browser, site, "a client", f"/documents/{listed['id']}") as page:
        page.get_by_text(f"tutto il testo ({len(long)} caratteri)").click()
        expect(page.get_by_text("<script>alert(1)</script>")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_an_expired_session_asks_to_sign_in_and_loses_nothing(browser: Browser, site: Site) -> None:
    with window_of(browser, site, "a client", "/upload") as page:
        choose(page, ("primo.pdf", paper()))
        expect(page.get_by_text("1 di 1 arrivati")).to_be_visible()
        page.get_by_label("Il vostro nome del lotto").fill("da non perdere")
        page.context.clear_cookies()
        page.get_by_role("button", name="Invia il lotto: 1 file").click()
        expect(page.get_by_text("La sessione è scaduta")).to_be_visible()
        sign_in(page, "a client")
        expect(page.get_by_role("heading", name="Lotto da non perdere")).to_be_visible()
    assert len(site.door.as_key("a read").get("/v1/batches").json()["batches"]) == 1


def test_a_lost_service_is_said_and_the_page_goes_on_when_it_is_back(browser: Browser, site: Site) -> None:
    batch = site.door.send(paper())
    with window_of(browser, site, "a client", f"/batches/{batch}") as page:
        expect(page.get_by_role("heading", name="Lotto")).to_be_visible()
        page.context.set_offline(True)
        expect(page.get_by_text("Il servizio non risponde")).to_be_visible(timeout=10000)
        expect(page.get_by_role("heading", name="Lotto")).to_be_visible()
        page.context.set_offline(False)
        expect(page.get_by_text("Il servizio non risponde")).to_have_count(0, timeout=10000)


def test_webhooks_that_no_longer_arrive_are_seen_and_started_again(browser: Browser, site: Site) -> None:
    client = site.door.as_person("a client")
    hook = client.post("/v1/webhooks", json={"url": "https://erp.example.org/hooks/spunta"})
    assert hook.status_code == 201, hook.text
    with site.door.tools.database.work(None) as unit:
        row = unit.webhooks.get(hook.json()["id"])
        row.state, row.failures, row.last_status, row.last_error = "failed", 14, 500, "http_500"
    with window_of(browser, site, "a client", "/connections") as page:
        row_ = page.get_by_role("row", name="erp.example.org")
        expect(row_).to_contain_text("non consegnato")
        expect(row_).to_contain_text("14 tentativi")
        expect(page.get_by_role("row", name="documents:read")).to_contain_text("leggere")
        assert_accessible(page)
        row_.get_by_role("button", name="Fai ripartire").click()
        expect(row_).to_contain_text("attivo")


def test_the_client_s_screens_speak_english_too(browser: Browser, site: Site) -> None:
    batch = site.read()
    with window_of(browser, site, "a client", f"/batches/{batch}") as page:
        page.get_by_role("button", name="EN", exact=True).click()
        expect(page.get_by_text("Download the results")).to_be_visible()
        expect(page.get_by_role("cell", name="in review").first).to_be_visible()


def test_another_company_s_batch_is_not_there(browser: Browser, site: Site) -> None:
    batch = site.door.send(paper(), company="b")
    with window_of(browser, site, "a client", f"/batches/{batch}") as page:
        expect(page.get_by_role("alert")).to_have_text("Non c’è, o non è per te.")
