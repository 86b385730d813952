"""Links that open one thing without signing in, and the signed evidence of a batch, from the page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from delivery.evidence_pack import Seal, is_genuine
from tests.browser.conftest import Site, open_site
from tests.browser.windows import assert_accessible, picture, window_of

pytestmark = pytest.mark.browser


@pytest.fixture
def signing(tmp_path: Path) -> Iterator[Site]:
    """An installation with a key to sign evidence."""
    (tmp_path / "models").mkdir()
    seal = cache(lambda: Seal(tmp_path / "evidence.p12"))
    with open_site(tmp_path, evidence_seal=seal) as opened:
        yield opened


def shared(page: Page, what: str | None = None) -> str:
    """Makes a link by keyboard; its address."""
    page.get_by_text("Condividi con un link").press("Enter")
    if what:
        page.get_by_label("Che cosa", exact=True).select_option(label=what)
    page.get_by_label("Vale", exact=True).select_option(label="7 giorni")
    page.get_by_role("button", name="Crea il link").press("Enter")
    expect(page.get_by_text("vale fino a")).to_be_visible()
    return page.get_by_label("Link", exact=True).input_value()


def test_the_results_of_a_batch_are_shared_by_a_link_that_needs_no_sign_in(browser: Browser, site: Site) -> None:
    batch = site.read()
    with window_of(browser, site, "a client", f"/batches/{batch}") as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.address)
        link = shared(page, "risultati, CSV")
        page.get_by_role("button", name="Copia", exact=True).click()
        expect(page.get_by_text("Copiato", exact=True)).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == link
        assert_accessible(page)
        picture(page, "batch-shared")
    opened = httpx.get(link)
    assert (opened.status_code, "applicant.surname" in opened.text) == (200, True)


def test_the_result_of_one_document_is_shared(browser: Browser, site: Site) -> None:
    batch = site.read()
    [document] = site.documents(batch)
    with window_of(browser, site, "a client", f"/documents/{document['id']}") as page:
        link = shared(page)
        assert_accessible(page)
    assert httpx.get(link).json()["fields"]["applicant.surname"]["value"] == "Rossi"


def test_a_reviewer_is_not_offered_to_share(browser: Browser, site: Site) -> None:
    batch = site.read()
    [document] = site.documents(batch)
    with window_of(browser, site, "a reviewer", f"/documents/{document['id']}") as page:
        expect(page.get_by_role("row", name="Cognome")).to_be_visible()
        expect(page.get_by_text("Condividi con un link")).to_have_count(0)


@pytest.mark.parametrize("who", ["a client", "admin"])
def test_links_are_made_void_and_open_nothing_from_then_on(browser: Browser, site: Site, who: str) -> None:
    batch = site.read()
    with window_of(browser, site, who, f"/batches/{batch}") as page:
        link = shared(page, "risultati, JSON")
        assert httpx.get(link).status_code == 200
        page.goto(f"{site.address}{'/connections' if who == 'a client' else '/admin/companies'}")
        name = "Annulla tutti i link" if who == "a client" else "Annulla i link di Company a"
        page.get_by_role("button", name=name).press("Enter")
        page.get_by_role("dialog").get_by_role("button", name="Annulla tutti i link").press("Enter")
        expect(page.get_by_text("Tutti i link dell’azienda sono annullati.")).to_be_visible()
        assert_accessible(page)
    assert httpx.get(link).status_code == 404


@pytest.mark.parametrize("format_", ["PDF", "JSON"])
def test_the_signed_evidence_of_a_batch_is_saved(browser: Browser, signing: Site, format_: str) -> None:
    batch = signing.read()
    with window_of(browser, signing, "a client", f"/batches/{batch}") as page:
        with page.expect_download() as started:
            page.get_by_role("button", name=f"Prova firmata del lotto: {format_}").press("Enter")
        saved = Path(started.value.path()).read_bytes()
    assert started.value.suggested_filename.endswith(f"-prova.{format_.lower()}")
    if format_ == "PDF":
        assert saved.startswith(b"%PDF-")
        assert b"ETSI.CAdES.detached" in saved
    else:
        assert is_genuine(saved)
        assert json.loads(saved)["evidence"]["batch"]["id"] == batch


def test_evidence_is_shared_by_a_link(browser: Browser, signing: Site) -> None:
    batch = signing.read()
    with window_of(browser, signing, "manager", f"/batches/{batch}") as page:
        link = shared(page, "prova firmata, JSON")
    assert is_genuine(httpx.get(link).content)


def test_an_installation_without_a_key_says_so(browser: Browser, site: Site) -> None:
    batch = site.read()
    with window_of(browser, site, "a client", f"/batches/{batch}") as page:
        page.get_by_role("button", name="Prova firmata del lotto: PDF").press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("non ha una chiave per firmare")
