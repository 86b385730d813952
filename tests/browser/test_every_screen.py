"""Every screen of the page, for everybody who may open it: a strict policy, and little to load before it shows."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from http_api.frame import PAGE_POLICY
from tests.browser.conftest import BUILT_PAGE, Site
from tests.browser.windows import window_of

pytestmark = pytest.mark.browser
SOURCE = Path(__file__).resolve().parents[2] / "review_ui" / "src" / "screens.ts"
MOST_KB = 150
PEOPLE = {"client": "a client", "reviewer": "a reviewer", "manager": "manager", "admin": "admin"}


def screens() -> list[tuple[str, str]]:
    """(path, name of the constant or list of roles) of every screen."""
    found = re.findall(r'name: "\w+", path: "([^"]+)", roles: (\[[^\]]*\]|[A-Z_]+)', SOURCE.read_text())
    assert len(found) == SOURCE.read_text().count("load: () => import(")
    return found


def paths_of(role: str) -> list[str]:
    text = SOURCE.read_text()
    lists = dict(re.findall(r"const ([A-Z_]+) = (\[[^\]]*\]);", text))

    def roles(named: str, depth: int = 0) -> str:
        listed = lists.get(named, named)
        return re.sub(r"\.\.\.([A-Z_]+)", lambda found: roles(found[1], depth + 1), listed)

    return [path for path, named in screens() if f'"{role}"' in roles(named)]


def test_the_policy_of_the_page_makes_no_exception() -> None:
    assert "unsafe" not in PAGE_POLICY
    assert PAGE_POLICY.startswith("default-src 'none'; script-src 'self'; style-src 'self';")


@pytest.mark.parametrize("role", PEOPLE)
def test_every_screen_keeps_to_the_policy_and_loads_little(browser: Browser, site: Site, role: str) -> None:
    batch = site.read()
    known = {":batch": batch, ":document": site.documents(batch)[0]["id"]}
    paths = paths_of(role)
    assert paths
    with window_of(browser, site, PEOPLE[role]) as page:
        for path in paths:
            address = re.sub(r":\w+", lambda found: known.get(found[0], "1"), path)
            answer = page.goto(f"{site.address}{address}")
            assert answer is not None
            assert answer.headers["content-security-policy"] == PAGE_POLICY
            expect(page.locator("main")).to_be_visible()
            page.wait_for_load_state("load")
            loaded = page.evaluate("performance.getEntriesByType('resource').map((e) => new URL(e.name).pathname)")
            files = [BUILT_PAGE / "index.html", *(BUILT_PAGE / name.lstrip("/") for name in set(loaded) if name.startswith("/assets/"))]
            assert len(files) > 3
            assert sum(len(gzip.compress(file.read_bytes())) for file in files) <= MOST_KB * 1000, path
