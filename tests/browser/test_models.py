"""The models that read, as a manager sees them: what they were trained on, how they scored, what is proved, and the version on trial."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from decision.shadow import Call, Pair
from measurement.shadow import judge
from pipeline.versions import Promises, Versions
from tests.browser.conftest import open_site
from tests.browser.windows import assert_accessible, picture, window_of
from tests.fakes.models import train_small

pytestmark = pytest.mark.browser
SHIPPED_MODELS = Path(__file__).resolve().parents[2] / "models"


def tried(versions: Versions, folder: Path) -> str:
    """A candidate that reads one field in ten right that the models in use read wrong, on 40 documents of ten fields."""
    name = versions.register(train_small(folder, 2)).name
    versions.try_beside(name, "anna")
    right, wrong = Call(True, True, 0.99), Call(False, False, 0.4)
    pairs = [Pair(str(document), "contract", wrong if row == 0 else right, right) for document in range(40) for row in range(10)]
    judge(versions, name, "documents of the service", {"audited blind (drawn at random)": pairs}, 0.01)
    return name


def test_a_manager_sees_what_reads_what_is_proved_of_it_and_what_is_tried_beside_it(browser: Browser, tmp_path: Path) -> None:
    versions = Versions(SHIPPED_MODELS, tmp_path / "home")
    name = tried(versions, tmp_path / "trained")
    promises = Promises(versions, tmp_path / "home")
    with (
        open_site(tmp_path / "door", versions=versions, promises=promises) as site,
        window_of(browser, site, "manager", "/figures") as page,
    ):
        page.get_by_role("link", name="I modelli che leggono").press("Enter")
        expect(page.get_by_role("heading", name="Modelli", exact=True)).to_be_visible()
        used = page.get_by_role("region", name="Versione shipped")
        expect(used).to_contain_text("in uso")
        expect(used).to_contain_text(re.compile(r"Addestrato su: insiemi \w+.* · \d+ documenti · \d+ impaginazioni"))
        told = used.get_by_role("table").filter(has_text="accettati sbagliati").first.get_by_role("row", name="impaginazione nuova")
        expect(told).to_contain_text("%")
        beside = page.get_by_role("region", name=f"Versione {name}")
        expect(beside).to_contain_text("in prova accanto a quello in uso")
        expect(beside.get_by_role("row", name="audited blind")).to_contain_text("360 (90,0%) → 400 (100,0%)")
        expect(beside).to_contain_text("Niente parla contro la messa in uso.")
        expect(page.get_by_role("row").filter(has_text=name).filter(has_text="anna")).to_contain_text("in prova")
        assert_accessible(page)
        picture(page, "models")


def test_what_is_proved_is_said_in_plain_words(browser: Browser, tmp_path: Path) -> None:
    versions = Versions(SHIPPED_MODELS, None)
    promises = Promises(versions, tmp_path)
    with open_site(tmp_path / "door", versions=versions, promises=promises) as site, window_of(browser, site, "manager", "/models") as page:
        expect(page.get_by_text("Nessun cambio: si legge con i modelli forniti con il programma.")).to_be_visible()
        proof = page.get_by_role("row", name="Date, importi, numeri").first
        expect(proof).to_contain_text(re.compile("dimostrato: (errori non oltre|ne mancano)"))
        with page.expect_download() as started:
            page.get_by_role("button", name="Scarica il dimostrato in CSV").press("Enter")
        lines = Path(started.value.path()).read_text(encoding="utf-8-sig").splitlines()
        assert lines[0].startswith("risk_class,stratum,state,ceiling,audited,wrong,bound_95,more,threshold")
        assert any(line.startswith("typed,unseen,shipped,0.005,0,0,") for line in lines)
        page.get_by_role("button", name="EN", exact=True).click()
        expect(page.get_by_role("heading", name="What is proved")).to_be_visible()
        expect(page.get_by_role("row", name="Dates, amounts, numbers").first).to_contain_text(
            re.compile("not yet proved(?: here)?: .*more")
        )
        assert_accessible(page)


def test_a_service_without_models_says_so(browser: Browser, tmp_path: Path) -> None:
    with open_site(tmp_path / "door", versions=None) as site, window_of(browser, site, "manager", "/models") as page:
        expect(page.get_by_role("alert")).to_contain_text("Questo servizio è stato avviato senza modelli.")
        assert_accessible(page)
