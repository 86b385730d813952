"""Ceilings and review modes in a real browser, beside the curve of what another ceiling would have meant."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from storage import EVERY_CLIENT
from storage.clock import now
from storage.tables import Audit, FieldRow
from tests.browser.conftest import Site
from tests.browser.windows import assert_accessible, picture, window_of
from tests.fakes.reader import document, paper

pytestmark = pytest.mark.browser
DOCUMENTS, FIELDS = 5, 400
"""Text fields of audited documents: 2,000, of which the least certain are wrong now and then."""


def audited_mail(site: Site) -> None:
    """Documents of many text fields, each field audited: certain ones right, one in forty of the least certain wrong."""
    fields = {f"f{n}": ("x", "auto") for n in range(FIELDS)}
    for number in range(DOCUMENTS):
        site.door.send(paper(1, [document([1], fields)], note=number))
    site.door.work_through()
    with site.door.tools.database.work(EVERY_CLIENT) as work:
        for place, row in enumerate(work.session.query(FieldRow).order_by(FieldRow.document_id, FieldRow.key)):
            sure = place % 4 != 0
            row.confidence = 0.995 if sure else 0.85
            row.audited = True
            state = "wrong" if place % 160 == 0 else "right"
            work.session.add(
                Audit(
                    client_id=row.client_id, document_id=row.document_id, key=row.key, kind="text", type="contract",
                    risk_class=row.risk_class, stratum=row.stratum, confidence=row.confidence, rate=1.0, machine_value="x", state=state,
                    drawn_at=now() - timedelta(minutes=5), closed_at=now(),
                )
            )  # fmt: skip


def test_a_ceiling_is_chosen_on_the_curve_and_holds_for_what_comes(browser: Browser, site: Site) -> None:
    audited_mail(site)
    with window_of(browser, site, "admin", "/admin/rules") as page:
        page.get_by_role("button", name="Curva di Nomi, indirizzi, testo").press("Enter")
        expect(page.get_by_text("2.000 campi controllati alla cieca; 2.000 campi al giorno.")).to_be_visible()
        expect(page.get_by_text("Con 0,5% di errore ammesso: 75% automatico, gli stessi campi al giorno a persone")).to_be_visible()
        assert_accessible(page)
        page.get_by_role("button", name="Scegli 3,0%").press("Enter")
        expect(page.get_by_text("Con 3,0% di errore ammesso: 100% automatico, −500 campi al giorno a persone")).to_be_visible()
        page.get_by_role("button", name="Scegli 0,1%").press("Enter")
        expect(page.get_by_text("Con 0,1% di errore ammesso: 0% automatico, +1.500 campi al giorno a persone")).to_be_visible()
        page.get_by_label("Le persone: Nomi, indirizzi, testo").select_option("double")
        page.get_by_label("Errori noti: Nomi, indirizzi, testo").select_option("0.01")
        page.set_viewport_size({"width": 1440, "height": 1060})
        picture(page, "admin-ceilings")
        page.get_by_role("button", name="Salva Nomi, indirizzi, testo").press("Enter")
        expect(page.get_by_text("Salvato")).to_be_visible()
        expect(page.get_by_role("row", name="Nomi, indirizzi, testo")).to_contain_text("in raccolta")
        assert_accessible(page)
    rules = site.door.as_person("manager").get("/v1/review-rules").json()
    [text] = [rule for rule in rules["rules"] if rule["risk_class"] == "text"]
    assert text == {"risk_class": "text", "mode": "double", "seed_rate": 0.01, "ceiling": 0.001}
    batch = site.door.send(paper(1, [document([1], {"a": ("1", "auto")})]))
    site.door.work_through()
    [read] = site.documents(batch)
    assert (read["fields"]["a"]["decision"], read["fields"]["a"]["reasons"]) == ("review", ["not_yet_proved"])


def test_before_any_audit_the_page_says_what_the_curve_is_made_of(browser: Browser, site: Site) -> None:
    with window_of(browser, site, "admin", "/admin/rules") as page:
        expect(page.get_by_text("Nessun campo controllato ancora")).to_be_visible()
        expect(page.get_by_role("button", name="Salva Caselle")).to_be_disabled()
        page.get_by_role("button", name="EN", exact=True).click()
        expect(page.get_by_text("the curve is made of blind audits")).to_be_visible()
