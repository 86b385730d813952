"""An administrator's set-up in a real browser: people, client companies, API keys."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Site
from tests.browser.windows import assert_accessible, picture, window_of
from tests.fakes.reader import paper

pytestmark = pytest.mark.browser


def test_a_person_is_added_with_a_password_shown_once_and_blocked_at_once(browser: Browser, site: Site) -> None:
    with window_of(browser, site, "admin", "/admin/people") as page:
        page.get_by_role("button", name="Nuova persona").press("Enter")
        page.get_by_label("Nome").fill("Anna Bianchi")
        page.get_by_label("Indirizzo e-mail").fill("anna.bianchi@example.org")
        page.get_by_label("Company a").check()
        assert_accessible(page)
        page.keyboard.press("Enter")
        once = page.get_by_role("region", name="La password di Anna Bianchi")
        password = once.locator("code").inner_text()
        assert_accessible(page)
        picture(page, "admin-people")
        signed_in = site.door.as_nobody(headers={"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"})
        assert signed_in.post("/v1/session", json={"email": "anna.bianchi@example.org", "password": password}).json()["role"] == "reviewer"
        once.get_by_role("button", name="L’ho messa al sicuro").click()
        expect(page.get_by_text(password)).to_have_count(0)
        row = page.get_by_role("row", name="Anna Bianchi")
        expect(row).to_contain_text("Company a")
        row.get_by_role("button", name="Blocca Anna Bianchi").press("Enter")
        expect(row).to_contain_text("bloccato")
        assert signed_in.get("/v1/session").status_code == 401
        page.get_by_label("Cerca").fill("nessuno si chiama così")
        expect(page.get_by_text("Niente di simile.")).to_be_visible()


def test_what_is_refused_is_said_and_what_was_typed_stays(browser: Browser, site: Site) -> None:
    with window_of(browser, site, "admin", "/admin/people") as page:
        page.get_by_role("button", name="Nuova persona").click()
        page.get_by_label("Nome").fill("Un altro")
        page.get_by_label("Indirizzo e-mail").fill("manager@example.org")
        page.get_by_role("button", name="Aggiungi").click()
        expect(page.get_by_role("alert")).to_have_text("C’è già una persona con questo indirizzo.")
        expect(page.get_by_label("Nome")).to_have_value("Un altro")
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Modifica admin").click()
        page.get_by_label("Ruolo").select_option("manager")
        page.get_by_role("button", name="Salva").click()
        expect(page.get_by_role("alert")).to_have_text("È l’ultimo amministratore attivo: prima creane un altro.")


def test_a_person_gets_another_role_and_company(browser: Browser, site: Site) -> None:
    with window_of(browser, site, "admin", "/admin/people") as page:
        page.get_by_role("button", name="Modifica b reviewer").press("Enter")
        page.get_by_label("Ruolo").select_option("client")
        page.get_by_label("Azienda", exact=True).select_option("Company a")
        page.get_by_role("button", name="Salva").press("Enter")
        expect(page.get_by_role("dialog")).to_have_count(0)
        row = page.get_by_role("row", name="b reviewer")
        expect(row).to_contain_text("cliente")
        expect(row).to_contain_text("Company a")


def test_a_company_gets_its_calendar_promise_and_keeping_time(browser: Browser, site: Site) -> None:
    with window_of(browser, site, "admin", "/admin/companies") as page:
        page.get_by_role("button", name="Nuova azienda").press("Enter")
        page.get_by_label("Nome").fill("Comune di Esempio")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Modifica Comune di Esempio")).to_be_visible()
        page.get_by_label("Consegna promessa").fill("16")
        page.get_by_label("sab").check()
        page.get_by_label("Alle", exact=True).fill("13:30")
        page.get_by_label("Altri giorni di chiusura").fill("2026-12-07")
        page.get_by_role("button", name="Aggiungi il giorno").click()
        page.get_by_label("Conservazione").fill("30")
        page.get_by_label("I revisori vedono prima il ritaglio").check()
        expect(page.get_by_label("Le correzioni insegnano anche")).not_to_be_checked()
        page.get_by_label("Le correzioni insegnano anche").check()
        assert_accessible(page)
        picture(page, "admin-company")
        page.get_by_role("button", name="Salva").press("Enter")
        row = page.get_by_role("row", name="Comune di Esempio")
        shown = ("16 ore lavorative", "lun–sab, 09:00–13:30", "1 altra chiusura", "30 giorni", "solo ritagli", "correzioni condivise")
        for text in (*shown, "se arriva adesso:"):
            expect(row).to_contain_text(text)
        assert_accessible(page)
    [company] = [c for c in site.door.as_person("admin").get("/v1/clients").json()["clients"] if c["name"] == "Comune di Esempio"]
    assert company["shares_corrections"]
    assert company["calendar"] == {
        "days": [1, 2, 3, 4, 5, 6], "opens": "09:00:00", "closes": "13:30:00", "public_holidays": True, "closed": ["2026-12-07"],
    }  # fmt: skip


def test_a_blocked_company_is_shut_out_at_once_and_let_in_again(browser: Browser, site: Site) -> None:
    key = site.door.as_key("a read")
    with window_of(browser, site, "admin", "/admin/companies") as page:
        page.get_by_role("button", name="Blocca Company a").press("Enter")
        expect(page.get_by_role("row", name="Company a")).to_contain_text("bloccato")
        assert key.get("/v1/batches").status_code == 401
        page.get_by_role("button", name="Sblocca Company a").press("Enter")
        expect(page.get_by_role("row", name="Company a")).to_contain_text("attivo")
        assert key.get("/v1/batches").status_code == 200


def test_a_key_is_shown_once_works_and_is_revoked_at_once(browser: Browser, site: Site) -> None:
    with window_of(browser, site, "admin", "/admin/keys") as page:
        page.get_by_role("button", name="Nuova chiave").press("Enter")
        page.get_by_label("Azienda").select_option("Company b")
        page.get_by_label("Nome").fill("ERP")
        page.get_by_label("Vale").select_option("90")
        assert_accessible(page)
        page.get_by_role("button", name="Crea la chiave").press("Enter")
        secret = page.get_by_role("region", name="La chiave ERP").locator("code").inner_text()
        assert_accessible(page)
        picture(page, "admin-keys")
        program = site.door.as_nobody(headers={"Authorization": f"Bearer {secret}"})
        assert program.post("/v1/batches", files=[("files", ("1.pdf", paper()))]).status_code == 202
        page.reload()
        row = page.get_by_role("row", name="ERP")
        expect(row).to_contain_text("valida")
        expect(page.get_by_text(secret)).to_have_count(0)
        row.get_by_role("button", name="Revoca ERP").press("Enter")
        expect(page.get_by_role("heading", name="Revocare ERP?")).to_be_visible()
        page.get_by_role("button", name="Revoca", exact=True).press("Enter")
        expect(row).to_contain_text("revocata")
        assert program.get("/v1/batches").status_code == 401


def test_nobody_but_an_administrator_has_these_screens_and_they_speak_english(browser: Browser, site: Site) -> None:
    with window_of(browser, site, "manager", "/admin/people") as page:
        expect(page.get_by_text("Questa pagina non esiste, o non è per il tuo ruolo.")).to_be_visible()
    with window_of(browser, site, "admin", "/admin/people") as page:
        page.get_by_role("button", name="EN", exact=True).click()
        page.get_by_role("navigation", name="Administration").get_by_role("link", name="API keys").click()
        expect(page.get_by_text("A revoked key is refused from the next call on.")).to_be_visible()
