"""Signing in with a second factor in a real browser, and the account where it is added: by keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from auth.oidc import Registration
from http_api.oidc_provider import Provider
from tests.browser.conftest import Site, open_site
from tests.browser.windows import assert_accessible, picture, sign_in, window_of
from tests.fakes.door import address
from tests.fakes.oidc import oidc_provider

pytestmark = pytest.mark.browser
HALF_MINUTE = timedelta(seconds=30)


def code(secret: str, steps: int = 0) -> str:
    """What the app shows so many half minutes from now: the service takes one step ahead, so two codes need no waiting."""
    return pyotp.TOTP(secret).at(datetime.now(UTC) + steps * HALF_MINUTE)


def add_factor(window: Page) -> tuple[str, list[str]]:
    """Adds a second factor on the account's screen; its secret and the recovery codes."""
    window.get_by_role("button", name="Aggiungi").press("Enter")
    expect(window.get_by_role("img", name="Codice QR del secondo fattore")).to_be_visible()
    secret = re.sub(r"\s", "", window.locator(".secret").inner_text())
    assert_accessible(window)
    window.get_by_label("2. Scrivi il codice che l’app mostra").fill(code(secret))
    window.keyboard.press("Enter")
    expect(window.get_by_role("heading", name="Codici di recupero")).to_be_focused()
    codes = window.get_by_role("listitem").all_inner_texts()
    assert_accessible(window)
    return secret, codes


def open_window(browser: Browser, site: Site) -> tuple[BrowserContext, Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="it-IT", timezone_id="Europe/Rome")
    window = context.new_page()
    window.goto(site.address)
    return context, window


def test_a_second_factor_is_added_and_asked_for_at_the_next_sign_in(browser: Browser, site: Site) -> None:
    with window_of(browser, site, "manager", "/account") as window:
        expect(window.get_by_text("manager@example.org")).to_be_visible()
        assert_accessible(window)
        secret, codes = add_factor(window)
        window.get_by_role("button", name="Li ho salvati").press("Enter")
        expect(window.get_by_text("Restano 10 codici di recupero.")).to_be_visible()
        picture(window, "account")
    context, window = open_window(browser, site)
    window.get_by_label("Indirizzo e-mail").wait_for()
    assert_accessible(window)
    sign_in(window, "manager")
    expect(window.get_by_label("Codice", exact=True)).to_be_focused()
    assert_accessible(window)
    window.keyboard.type("000000")
    window.keyboard.press("Enter")
    expect(window.get_by_role("alert")).to_contain_text("Il codice non è giusto")
    window.reload()  # the sign-in goes on where it was
    expect(window.get_by_label("Codice", exact=True)).to_be_focused()
    window.keyboard.type(code(secret, 1))
    window.keyboard.press("Enter")
    expect(window.get_by_role("heading", name="Andamento")).to_be_visible()
    window.get_by_role("button", name="Esci").press("Enter")
    sign_in(window, "manager")
    window.get_by_label("Codice", exact=True).fill(codes[0])
    window.keyboard.press("Enter")
    expect(window.get_by_role("heading", name="Andamento")).to_be_visible()
    context.close()


def test_whose_role_needs_a_second_factor_adds_it_before_anything_else(browser: Browser, site: Site) -> None:
    with window_of(browser, site, "admin", "/account") as window:
        window.get_by_role("group", name="Chi deve avere un secondo fattore").get_by_label("cliente").check()
        window.get_by_role("button", name="Salva").press("Enter")
        expect(window.get_by_text("Salvato.")).to_be_visible()
    context, window = open_window(browser, site)
    sign_in(window, "a client")
    expect(window.get_by_text("Il tuo ruolo richiede un secondo fattore")).to_be_visible()
    expect(window.get_by_role("navigation")).to_have_count(0)
    add_factor(window)
    window.get_by_role("button", name="Li ho salvati").press("Enter")
    expect(window.get_by_role("heading", name="Lotti")).to_be_visible()
    context.close()


def test_a_password_is_changed_on_the_account_screen(browser: Browser, site: Site) -> None:
    with window_of(browser, site, "a reviewer", "/account") as window:
        window.get_by_label("Password attuale").fill("not the password")
        window.get_by_label("Password nuova").fill("una frase del tutto nuova")
        window.keyboard.press("Enter")
        expect(window.get_by_role("alert")).to_have_text("La password attuale non è giusta.")
        window.get_by_label("Password attuale").fill("una frase abbastanza lunga")
        window.keyboard.press("Enter")
        expect(window.get_by_role("status").filter(has_text="Password cambiata")).to_be_visible()


@contextmanager
def company_site(folder: Path) -> Iterator[Site]:
    """The application with a company's own provider, where the manager is known and a stranger is not."""
    people = {
        "m.rossi": {"email": address("manager"), "email_verified": True},
        "stranger": {"email": "stranger@example.org", "email_verified": True},
    }
    with oidc_provider(people) as issuer:
        provider = Provider(Registration(issuer, "spunta", "secret of the client", "Esempio S.p.A."))
        with open_site(folder, oidc=provider) as opened:
            yield opened


def test_the_whole_round_through_the_company_s_own_sign_in(browser: Browser, tmp_path: Path) -> None:
    with company_site(tmp_path) as site:
        context, window = open_window(browser, site)
        company = window.get_by_role("link", name="Accedi con Esempio S.p.A.")
        expect(company).to_be_visible()
        assert_accessible(window)
        picture(window, "sign-in")
        company.press("Enter")
        window.get_by_role("button", name="stranger").press("Enter")
        expect(window.get_by_role("alert")).to_contain_text("Il tuo indirizzo non è tra le persone di Spunta")
        assert window.url == f"{site.address}/"
        company.press("Enter")
        window.get_by_role("button", name="m.rossi").press("Enter")
        expect(window.get_by_role("heading", name="Andamento")).to_be_visible()
        window.reload()
        expect(window.get_by_role("link", name="manager")).to_be_visible()
        context.close()
