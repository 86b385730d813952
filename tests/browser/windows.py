"""Browser windows for the tests of the screens: somebody of the door signed in, and what every screen must keep to."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site
from tests.fakes.door import PASSWORD, address

WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"


@contextmanager
def window_of(browser: Browser, site: Site, who: str, path: str = "/") -> Iterator[Page]:
    """A window of that person on that screen; fails on errors in the page and on breaches of its policy."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="it-IT", timezone_id="Europe/Rome")
    window = context.new_page()
    complaints: list[str] = []
    window.on("pageerror", lambda error: complaints.append(str(error)))
    window.on("console", lambda message: complaints.append(message.text) if "Content Security Policy" in message.text else None)
    window.goto(f"{site.address}{path}")
    sign_in(window, who)
    window.get_by_role("navigation").first.wait_for()
    yield window
    context.close()
    assert not complaints


def sign_in(window: Page, who: str) -> None:
    """By keyboard, on whatever shows the form."""
    if window.get_by_label("Indirizzo e-mail").input_value() == "":
        window.get_by_label("Indirizzo e-mail").fill(address(who))
    window.get_by_label("Password").fill(PASSWORD)
    window.keyboard.press("Enter")


def field_shows(window: Page, value: str) -> None:
    """The field that is asked has this value, and the cursor."""
    expect(window.locator("li.active :is(input, textarea)")).to_have_value(value)
    expect(window.locator("li.active :is(input, textarea)")).to_be_focused()


def nothing_waits(window: Page) -> None:
    """The calm page, and every answer has reached the service: they are sent behind what is shown."""
    expect(window.get_by_text("Nessun documento da verificare.")).to_be_visible()
    window.wait_for_function("() => JSON.parse(localStorage.getItem('spunta.unsent') ?? '[]').length === 0")


def picture(window: Page, name: str) -> None:
    """Keeps a picture for the documentation, when asked for with SPUNTA_PICTURES=1."""
    if os.environ.get("SPUNTA_PICTURES"):
        window.screenshot(path=PICTURES / f"{name}.png")


def assert_accessible(window: Page) -> None:
    """No violation of WCAG 2.1 A and AA that axe can see."""
    found = Axe().run(window, options=WCAG)
    assert found.violations_count == 0, found.generate_report()
