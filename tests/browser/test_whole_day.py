"""One day: a client sends, a reviewer decides by keyboard alone, an audit finds an error, the result is amended, the client exports.

docs/whole-day.md tells it with the pictures taken here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from domain.document import DecisionKind, DocumentResult, DocumentState
from tests.browser.conftest import PaperReader, Site, open_site
from tests.browser.windows import field_shows, nothing_waits, picture, window_of
from tests.fakes.reader import paper
from workflow.process import Bench, do_next

pytestmark = pytest.mark.browser
SURNAME = "applicant.surname"


class DayReader(PaperReader):
    """A form with three doubtful fields, and a file whose only field was accepted wrong: `Rosi` for `ROSSI`."""

    def _loan(self, name: str, result: DocumentResult) -> DocumentResult:
        read = super()._loan(name, result)
        if "sicuro" not in name:
            return replace(read, fields={key: field for key, field in read.fields.items() if key != SURNAME})
        wrong = replace(read.fields[SURNAME], value="Rosi", raw="Rosi", decision=DecisionKind.AUTO)
        return replace(read, fields={SURNAME: wrong}, state=DocumentState.COMPLETED)


def read_all(site: Site) -> None:
    bench = Bench(site.door.tools.life, DayReader(), "test")
    while do_next(bench):
        pass


def changes(site: Site, after: str) -> tuple[Sequence[tuple[str, int | None]], str]:
    """What the client's own system is told since `after`, and where it goes on."""
    told = site.door.as_key("a read").get(f"/v1/changes?after={after}").json()
    return [(change["kind"], change["version"]) for change in told["changes"]], told["cursor"]


def test_a_whole_day_from_the_upload_to_the_export(browser: Browser, tmp_path: Path) -> None:
    with open_site(tmp_path, audit_rate=1.0) as site:
        with window_of(browser, site, "a client", "/upload") as page:
            files = [("domanda-doppia.pdf", paper()), ("domanda-sicuro.pdf", paper(1, note="another"))]
            page.locator("input[type=file]").first.set_input_files(
                [{"name": name, "mimeType": "application/pdf", "buffer": content} for name, content in files]
            )
            page.get_by_label("Il vostro nome del lotto").fill("2026-118")
            expect(page.get_by_text("2 di 2 arrivati")).to_be_visible()
            picture(page, "day-1-upload")
            page.get_by_role("button", name="Invia il lotto: 2 file").press("Enter")
            expect(page.get_by_role("heading", name="Lotto 2026-118")).to_be_visible()
        read_all(site)
        told, cursor = changes(site, "")
        assert ("document.completed", 1) in told  # the file the machine was sure of is delivered already

        with window_of(browser, site, "a reviewer") as page:
            field_shows(page, "01/07/1980")
            picture(page, "day-2-review")
            page.keyboard.type("1")
            for value in ("RSSMRA80A01H501U", "12.500,00"):
                page.keyboard.press("Enter")
                field_shows(page, value)
            page.keyboard.press("Enter")
            field_shows(page, "")
            expect(page.get_by_text("campione")).to_be_visible()
            picture(page, "day-3-audit")
            page.keyboard.type("Rossi")
            page.keyboard.press("Enter")
            nothing_waits(page)
        told, cursor = changes(site, cursor)
        assert "document.amended" not in [kind for kind, _ in told]  # two do not agree: a third decides

        with window_of(browser, site, "manager", "/review") as page:
            field_shows(page, "")
            expect(page.get_by_text("terzo lettore")).to_be_visible()
            picture(page, "day-4-third-reader")
            page.keyboard.type("Rossi")
            page.keyboard.press("Enter")
            nothing_waits(page)
        told, cursor = changes(site, cursor)
        assert ("document.amended", 2) in told

        with window_of(browser, site, "a client") as page:
            page.get_by_role("link", name="2026-118").press("Enter")
            page.get_by_role("link", name="domanda-sicuro.pdf").press("Enter")
            row = page.get_by_role("row", name="Cognome")
            expect(row).to_contain_text("Rossi")
            row.get_by_text("Storia (2)").click()
            expect(row.locator("li").first).to_contain_text("Rosi")
            expect(page.get_by_role("row", name="deciso da una terza persona")).to_be_visible()
            expect(page.get_by_text(re.compile(r"^[a-z_]+\.[a-z_]+$"))).to_have_count(0)  # every act has its words
            picture(page, "day-5-amended")
            page.go_back()
            expect(page.get_by_role("heading", name="Lotto 2026-118")).to_be_visible()
            picture(page, "day-6-export")
            with page.expect_download() as started:
                page.get_by_role("button", name="CSV", exact=True).click()
            exported = Path(started.value.path()).read_text(encoding="utf-8-sig")
        assert ",Rossi,Rosi," in exported  # the value, and what the machine had read
        assert "1980-01-01" in exported
