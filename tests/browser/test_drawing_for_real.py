"""A form drawn on a real blank, tried on two filled scans with the real reading: what the zones say is compared with the truth."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, Page, expect

from intake.limits import Limits
from pipeline.drawn_forms import tried
from pipeline.journey import load_journey
from pipeline.zones_on_demand import ZonesOnDemand
from tests.browser.conftest import Site, open_site
from tests.browser.windows import assert_accessible, picture, window_of
from workflow.process import Bench, do_next

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(1500)]
ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples" / "batch"
FILLED = ("questionario-01", "questionario-02")


def read_for_real(site: Site, models: Path, learned: Path) -> dict[str, str]:
    """A blank and two filled copies, read as unknown papers; ids of the documents by file name."""
    files = [("files", ("modulo-vuoto.pdf", (SAMPLES / "forms" / "q_all_41" / "blank.pdf").read_bytes()))]
    files += [("files", (f"{name}.jpg", (SAMPLES / f"{name}.jpg").read_bytes())) for name in FILLED]
    batch = site.door.as_key("a write").post("/v1/batches", files=files).json()["id"]
    bench = Bench(site.door.tools.life, load_journey(models, learned, [], "ppocr", Limits()), "test")
    while do_next(bench):
        pass
    rows = site.door.as_key("a read").get(f"/v1/batches/{batch}/documents").json()["documents"]
    return {row["source"]: row["id"] for row in rows}


def expected(name: str) -> dict[str, str]:
    """What the paper says, by label, as the trial of a form drawn by labels shows it; free text and signatures left out."""
    told = json.loads((SAMPLES / f"{name}.truth.json").read_text())["documents"][0]["fields"]
    form = yaml.safe_load((SAMPLES / "forms" / "q_all_41" / "form.yaml").read_text())
    shown = {}
    for field in form["fields"]:
        value, label = told[field["key"]], re.sub(r"^[0-9]+\. ", "", field["label"]["it"])
        if options := {option["value"]: option["label"]["it"] for option in field.get("options", [])}:
            shown[label] = options[value] if value else "vuoto"
        elif field.get("comb"):
            shown[label] = value or "vuoto"
    return shown


def remarks(name: str) -> str | None:
    """What somebody wrote on the lines."""
    told: str | None = json.loads((SAMPLES / f"{name}.truth.json").read_text())["documents"][0]["fields"]["remarks"]
    return told


def tried_on(page: Page, document: str) -> dict[str, str]:
    """What the screen says each field reads on that document, by label."""
    page.get_by_label("Documento", exact=True).select_option(document)
    page.get_by_role("button", name="Prova", exact=True).press("Enter")
    expect(page.get_by_role("button", name="Prova", exact=True)).to_be_enabled(timeout=300_000)
    rows = page.get_by_role("region", name="Prova su un altro documento").locator("tbody tr")
    expect(rows.first).to_be_visible()
    return {row.locator("th").inner_text(): row.locator(".value").inner_text() for row in rows.all()}


def test_a_form_drawn_on_a_real_blank_reads_other_scans(browser: Browser, tmp_path: Path) -> None:
    zones = ZonesOnDemand("ppocr")
    with open_site(tmp_path, try_form=lambda form, blanks, pages: tried(form, blanks, pages, zones, zones.in_full)) as site:
        documents = read_for_real(site, ROOT / "models", tmp_path / "learned")
        with window_of(browser, site, "admin", f"/admin/forms/{documents['modulo-vuoto.pdf']}") as page:
            page.get_by_role("button", name="Aggiungi tutti").press("Enter")
            page.get_by_label("Titolo del modulo").fill("Benessere organizzativo")
            found = page.locator("section.panel ol > li").all_inner_texts()
            assert len(found) >= 10, found  # two combs, seven questions with boxes or more, the lines for remarks
            assert any("Spazio per le osservazioni" in line for line in found), found
            assert_accessible(page)
            for name in FILLED:
                read = {re.sub(r"^[0-9]+\. ", "", label): value for label, value in tried_on(page, documents[f"{name}.jpg"]).items()}
                assert (read.pop("Spazio per le osservazioni") != "vuoto") == bool(remarks(name))
                assert read == expected(name), json.dumps(read, ensure_ascii=False, indent=1)
            page.get_by_role("region", name="Prova su un altro documento").scroll_into_view_if_needed()
            page.wait_for_load_state("networkidle")
            picture(page, "drawing-tried")
