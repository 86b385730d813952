"""What a withdrawn class had accepted: the manager sees which delivered fields are keyed again and what came of each."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from storage import EVERY_CLIENT
from storage.clock import now
from storage.tables import Audit, FieldRow
from tests.browser.conftest import Site
from tests.browser.windows import PICTURES, assert_accessible, window_of
from tests.fakes.reader import document, paper
from workflow import audit, review
from workflow.answers import Answer
from workflow.certify import weigh

pytestmark = pytest.mark.browser
WRONG, DELIVERED = 5, 3


def withdrawn_class(site: Site) -> None:
    """Five audits of delivered documents found wrong, and three documents delivered that nobody audited."""
    for number in range(WRONG + DELIVERED):
        site.door.send(paper(1, [document([1], {"a": ("1", "auto")})], note=number))
    site.door.work_through()
    with site.door.tools.database.work(EVERY_CLIENT) as work:
        rows = work.session.query(FieldRow).order_by(FieldRow.document_id).all()
        assert len(rows) == WRONG + DELIVERED
        for row in rows[:WRONG]:
            work.session.add(
                Audit(
                    client_id=row.client_id, document_id=row.document_id, key=row.key, kind="text", type="contract",
                    risk_class=row.risk_class, stratum=row.stratum, confidence=row.confidence, rate=1.0, machine_value="1", state="wrong",
                    final_value="2", drawn_at=now() - timedelta(minutes=1), closed_at=now(),
                )
            )  # fmt: skip
    weigh(site.door.tools.life)


def test_the_manager_sees_what_is_recalled_and_what_came_of_it(browser: Browser, site: Site) -> None:
    withdrawn_class(site)
    lease = review.next_task(site.door.tools.life, EVERY_CLIENT, "anna", ["audit"])
    assert lease is not None
    audit.answer_audit(site.door.tools.life, EVERY_CLIENT, Answer(lease.task.id, "anna", lease.token, "one"), {"a": "1"})
    with window_of(browser, site, "manager", "/figures") as page:
        section = page.get_by_role("region", name="Documenti già consegnati da ricontrollare")
        expect(section).to_contain_text("errati su 5 controllati")
        for text in ("Accettati dall’inizio: 8 campi in 8 documenti.", "2 da ricontrollare", "1 giusti", "5 errati"):
            expect(section).to_contain_text(text)
        section.get_by_text("I campi", exact=True).click()
        rows = section.get_by_role("row")
        expect(rows).to_have_count(1 + WRONG + DELIVERED)
        expect(rows.filter(has_text="da ricontrollare")).to_have_count(2)
        section.scroll_into_view_if_needed()
        assert_accessible(page)
        page.screenshot(path=PICTURES / "recalls.png")
        section.get_by_role("link").first.press("Enter")
        expect(page).to_have_url(re.compile("/documents/"))
