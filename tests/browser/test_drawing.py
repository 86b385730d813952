"""A form drawn on one sample in a real browser: what was found is offered, zones by mouse and keyboard, tried, saved, versions."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site
from tests.browser.windows import assert_accessible, picture, window_of
from tests.fakes.reader import paper
from tests.fakes.sheets import COMB, HEIGHT, LINE, WIDTH, SheetReader, sheet
from workflow.process import Bench, do_next

pytestmark = pytest.mark.browser
CODE = "RSSMRA80A01H501U"


def samples(site: Site) -> list[str]:
    """A blank copy and one filled by Rossi; the ids of the two documents."""
    batch = site.door.send(paper(1, note="blank"), paper(1, note="filled"))
    bench = Bench(site.door.tools.life, SheetReader(sheet(), sheet("ROSSI", CODE, "Molto", shift=7)), "test")
    while do_next(bench):
        pass
    rows = site.door.as_key("a read").get(f"/v1/batches/{batch}/documents").json()["documents"]
    return [row["id"] for row in sorted(rows, key=lambda row: row["source"])]


def drag(page: Page, x0: float, y0: float, x1: float, y1: float) -> None:
    """Draws a zone between two points of the paper, in its pixels."""
    leaf = page.get_by_role("img", name="Pagina 1 del campione")
    leaf.scroll_into_view_if_needed()
    page.locator(".frame").evaluate("(frame, y) => { frame.scrollTop = y * frame.scrollHeight - frame.clientHeight / 2; }", y0 / HEIGHT)
    place = leaf.bounding_box()
    assert place is not None
    across, along = place["width"] / WIDTH, place["height"] / HEIGHT
    page.mouse.move(place["x"] + x0 * across, place["y"] + y0 * along)
    page.mouse.down()
    page.mouse.move(place["x"] + x1 * across, place["y"] + y1 * along, steps=4)
    page.mouse.up()


def test_a_form_is_drawn_tried_on_another_document_and_saved(browser: Browser, site: Site) -> None:
    _, filled = samples(site)
    with window_of(browser, site, "admin", "/admin/forms") as page:
        expect(page.get_by_text("Nessun modulo ancora")).to_be_visible()
        assert_accessible(page)
        page.get_by_role("link", name="Disegna su 0.pdf").press("Enter")
        expect(page.get_by_text("1 domande con caselle, 1 pettini, 1 spazi a righe")).to_be_visible()
        page.get_by_label("Titolo del modulo").fill("Indagine sportello")
        page.get_by_role("button", name="Aggiungi: Come valuta il servizio?").click()
        expect(page.get_by_label("Opzione 2: Come si chiama")).to_have_value("Abbastanza")
        expect(page.get_by_label("Chiave")).to_have_value("come_valuta_il_servizio")
        page.get_by_role("button", name="Aggiungi tutti").press("Enter")
        expect(page.get_by_label("Come si chiama", exact=True)).to_have_value("Cognome")  # the line to write on
        page.get_by_label("Che cosa è").select_option("name")
        page.get_by_role("button", name="Codice fiscale, codice fiscale").press("Enter")
        expect(page.get_by_label("Che cosa è")).to_have_value("tax_code")
        page.get_by_label("Gruppo").fill("respondent")
        drag(page, LINE[2] - 3, LINE[1] + 60, LINE[0] + 2, LINE[1] + 2)  # from below: the corner above is the other zone's handle
        page.get_by_label("Come si chiama", exact=True).fill("Nota")
        assert_accessible(page)
        page.get_by_label("Documento", exact=True).select_option(filled)
        page.get_by_role("button", name="Prova").press("Enter")
        trial = page.get_by_role("region", name="Prova su un altro documento")
        expect(trial.get_by_role("row", name="Codice fiscale")).to_contain_text(CODE)
        expect(trial.get_by_role("row", name="Cognome")).to_contain_text("ROSSI")
        expect(trial.get_by_role("row", name="Come valuta il servizio?")).to_contain_text("Molto")
        assert_accessible(page)
        picture(page, "admin-drawing")
        page.get_by_role("button", name="Salva il modulo").press("Enter")
        expect(page.get_by_text("Salvato come versione 1")).to_be_visible()
    form = site.door.as_person("admin").get("/v1/forms/indagine_sportello").json()
    zones = {zone["key"]: zone for zone in form["zones"]}
    assert list(zones) == ["come_valuta_il_servizio", "respondent.codice_fiscale", "cognome", "cognome_2"]
    assert zones["respondent.codice_fiscale"]["comb"] == COMB[3]
    assert zones["cognome"]["box"]["y"] + zones["cognome"]["box"]["height"] == pytest.approx(LINE[1] / HEIGHT, abs=0.003)
    for key in ("cognome", "cognome_2"):
        assert zones[key]["box"]["x"] == pytest.approx(LINE[0] / WIDTH, abs=0.002)
    assert zones["cognome_2"]["box"]["y"] == pytest.approx(LINE[1] / HEIGHT, abs=0.003)


def test_a_zone_is_drawn_by_keyboard_alone_and_versions_are_kept(browser: Browser, site: Site) -> None:
    blank, _ = samples(site)
    with window_of(browser, site, "admin", f"/admin/forms/{blank}") as page:
        expect(page.get_by_role("button", name="Aggiungi tutti")).to_be_visible()
        page.get_by_label("Titolo del modulo").fill("Modulo")
        page.get_by_role("button", name="Nuovo riquadro").press("Enter")
        zone = page.locator(".zone")
        expect(zone).to_be_focused()
        before = zone.evaluate("(z) => [parseFloat(z.style.left), parseFloat(z.style.top), parseFloat(z.style.width)]")
        for press in ("ArrowRight", "ArrowRight", "ArrowUp", "Shift+ArrowRight"):
            page.keyboard.press(press)
        after = zone.evaluate("(z) => [parseFloat(z.style.left), parseFloat(z.style.top), parseFloat(z.style.width)]")
        assert [round(b - a, 2) for a, b in zip(before, after, strict=True)] == [0.4, -0.2, 0.2]
        page.keyboard.press("Enter")
        expect(page.get_by_label("Come si chiama", exact=True)).to_be_focused()
        page.keyboard.type("Nota libera")
        expect(page.get_by_label("Chiave")).to_have_value("nota_libera")
        page.get_by_role("button", name="Salva il modulo").press("Enter")
        expect(page.get_by_text("Salvato come versione 1")).to_be_visible()
        page.get_by_role("button", name="Nuovo riquadro").press("Enter")
        page.keyboard.press("Enter")
        page.keyboard.type("Altra nota")
        page.get_by_role("button", name="Salva la versione 2").press("Enter")
        expect(page.get_by_text("Salvato come versione 2")).to_be_visible()
        page.get_by_role("link", name="Tutti i moduli").press("Enter")
        page.get_by_role("button", name="Versioni di Modulo").press("Enter")
        page.get_by_role("button", name="Usa di nuovo la versione 1").press("Enter")
        expect(page.get_by_role("button", name="Usa di nuovo la versione 2")).to_be_visible()
        assert_accessible(page)
        page.get_by_role("button", name="Nuova versione di Modulo").press("Enter")
        page.get_by_role("link", name="Disegna su 0.pdf").press("Enter")
        expect(page.get_by_role("button", name="Nota libera, testo")).to_be_visible()
        expect(page.get_by_role("button", name="Salva la versione 3")).to_be_visible()
        page.get_by_role("button", name="Nota libera, testo").focus()
        page.keyboard.press("Delete")
        page.get_by_role("button", name="Salva la versione 3").press("Enter")
        expect(page.get_by_role("alert")).to_have_text("Nessun campo: aggiungi quelli trovati o disegna un riquadro.")


def test_every_step_of_drawing_is_undone_and_done_again_by_keyboard_and_by_button(browser: Browser, site: Site) -> None:
    blank, _ = samples(site)
    with window_of(browser, site, "admin", f"/admin/forms/{blank}") as page:
        expect(page.get_by_role("button", name="Aggiungi tutti")).to_be_visible()
        undo, redo = page.get_by_role("button", name="Annulla", exact=False), page.get_by_role("button", name="Ripeti", exact=False)
        expect(undo).to_be_disabled()
        page.get_by_role("button", name="Nuovo riquadro").press("Enter")
        zone = page.locator(".zone")
        expect(zone).to_be_focused()
        place = "(z) => [parseFloat(z.style.left), parseFloat(z.style.top), parseFloat(z.style.width)]"
        drawn = zone.evaluate(place)
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(900)  # longer than one step lasts
        page.keyboard.press("Shift+ArrowRight")
        resized = zone.evaluate(place)
        page.keyboard.press("Control+z")
        page.keyboard.press("Control+z")
        assert zone.evaluate(place) == drawn
        expect(zone).to_be_focused()
        page.keyboard.press("Control+Shift+z")
        page.keyboard.press("Control+y")
        assert zone.evaluate(place) == resized
        expect(redo).to_be_disabled()
        page.keyboard.press("Delete")
        expect(zone).to_have_count(0)
        page.keyboard.press("Control+z")
        expect(zone).to_be_focused()
        assert zone.evaluate(place) == resized
        page.keyboard.press("Enter")
        page.keyboard.type("Nota")
        expect(page.get_by_role("button", name="Nota, testo")).to_be_visible()
        undo.press("Enter")
        expect(page.get_by_role("button", name="Nota, testo")).to_have_count(0)
        redo.press("Enter")
        expect(page.get_by_role("button", name="Nota, testo")).to_be_focused()
        page.get_by_role("button", name="Aggiungi tutti").press("Enter")
        expect(zone).to_have_count(4)
        assert_accessible(page)
        for _ in range(4):
            page.locator("#title").focus()
            page.keyboard.press("Tab")
            page.keyboard.press("Control+z")
        expect(page.get_by_role("heading", name="campi")).to_have_count(0)
