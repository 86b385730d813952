"""The built page, the real application on a loopback port, and Debian's Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from bench_site import served
from domain.document import DecisionKind, DocumentResult, DocumentState, Field
from domain.geometry import Box
from domain.page import ReadPage, Word
from measurement.browser_bench import CHROMIUM_OPTIONS
from tests.fakes.door import PASSWORD, Door, address, open_door
from tests.fakes.reader import FakeReader, paper
from workflow.process import Bench, do_next
from workflow.tools import Structure

expect.set_options(timeout=20_000)  # a busy machine paints late; what is asked is that it does
BUILT_PAGE = Path(__file__).resolve().parents[2] / "review_ui" / "dist"
LINES = ("Cognome ROSSI", "Data di nascita 01/01/1980", "Codice fiscale RSSMRA80A01H501U", "Importo 12.500,00")


class PaperReader(FakeReader):
    """Every page is a drawn sheet; every document a loan application with three doubtful fields and one sure."""

    def read_pages(self, untrusted_path: Path, numbers: Sequence[int] | None = None) -> Iterator[ReadPage]:
        for page in super().read_pages(untrusted_path, numbers):
            sheet = np.full((1170, 827), 255, np.uint8)
            for row, text in enumerate(LINES):
                cv2.putText(sheet, text, (80, 120 + 60 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 0, 2)
            word = Word("12.500,00", Box(0.25, 0.24, 0.45, 0.27), 0.9, line=1)
            yield ReadPage(page.number, sheet, 100.0, (*page.words, word))

    def understand(self, name: str, pages: Sequence[ReadPage], structure: Structure | None = None) -> list[DocumentResult]:
        if structure is None:
            return [self._loan(name, result) for result in super().understand(name, pages)]
        return [self._loan(name, result) for result in super().understand(name, pages, structure)]

    def _loan(self, name: str, result: DocumentResult) -> DocumentResult:
        page = result.pages[0]

        def field(key: str, kind: str, value: Any, raw: str, row: int, decision: DecisionKind, **more: Any) -> Field:
            box = Box(0.09, 0.075 + 0.0513 * row, 0.9, 0.115 + 0.0513 * row)
            return Field(key, kind, value, raw, 0.99 if decision is DecisionKind.AUTO else 0.7, decision, page, box, **more)

        review = DecisionKind.REVIEW
        fields = [
            field("applicant.surname", "name", "Rossi", "Rossi", 0, DecisionKind.AUTO),
            field("applicant.birth_date", "date", "1980-07-01", "01/07/1980", 1, review, doubtful=((4, 5),)),
            field("applicant.tax_code", "tax_code", "RSSMRA80A01H501U", "RSSMRA80A01H501U", 2, review, risk_class="checksum"),
            field("loan.amount", "money", "12500.00", "12.500,00", 3, review, alternatives=(("72500.00", 0.2),)),
        ]
        return DocumentResult(
            name, result.pages, "loan_application", result.type_confidence, None, DocumentState.NEEDS_REVIEW,
            {f.key: f for f in fields}, cut_confidence=result.cut_confidence,
        )  # fmt: skip


@dataclass
class Site:
    """The application at `address`, with the door behind it."""

    address: str
    door: Door

    def read(self, *papers: bytes) -> str:
        """Sends a batch of company a and reads it; its id."""
        batch = self.door.send(*papers or (paper(),))
        bench = Bench(self.door.tools.life, PaperReader(), "test")
        while do_next(bench):
            pass
        return batch

    def documents(self, batch: str) -> list[dict[str, Any]]:
        """What a poller sees of a batch."""
        reader = self.door.as_key("a read")
        listed = reader.get(f"/v1/batches/{batch}/documents").json()["documents"]
        return [reader.get(f"/v1/documents/{d['id']}").json() for d in listed]


@contextmanager
def open_site(folder: Path, **changes: Any) -> Iterator[Site]:
    """The application with the built page, `changes` as open_door has them. Fails when the page is not built."""
    assert (BUILT_PAGE / "index.html").is_file(), "build the page first: python deploy/build_page.py"
    with open_door(folder, page_folder=BUILT_PAGE, **changes) as door, served(door.app) as address_:
        yield Site(address_, door)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """The application with the built page."""
    with open_site(tmp_path) as opened:
        yield opened


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. Closed after each file: its event loop would stand in the way of tests that run their own."""
    program = shutil.which("chromium")
    assert program, "Chromium is not installed: apt-get install chromium"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=CHROMIUM_OPTIONS)
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """A browser window of company a's reviewer, signed in; fails on errors in the page and on breaches of its policy."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="it-IT")
    window = context.new_page()
    complaints: list[str] = []
    window.on("pageerror", lambda error: complaints.append(str(error)))
    window.on("console", lambda message: complaints.append(message.text) if "Content Security Policy" in message.text else None)
    window.goto(site.address)
    window.get_by_label("Indirizzo e-mail").fill(address("a reviewer"))
    window.get_by_label("Password").fill(PASSWORD)
    window.keyboard.press("Enter")
    yield window
    context.close()
    assert not complaints
