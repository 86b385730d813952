"""The bench of the review screen: it works a document through by keys, counts them, and times each one."""

from __future__ import annotations

import shutil

import pytest

from bench_site import site
from measurement.browser_bench import figures, keys_for, loaded_kb, sitting, table, work
from measurement.browser_paper import DrawnPaper
from tests.browser.conftest import BUILT_PAGE

pytestmark = pytest.mark.browser
ASKED = {"kind": "name", "mode": "confirm", "value": "ROXSI", "options": [], "candidates": []}


@pytest.mark.parametrize(
    ("wanted", "selection", "keys"),
    [
        ("ROXSI", (0, 5), 1),
        ("ROSSI", (2, 3), 2),
        ("ROSSI", (0, 5), 6),
        (None, (0, 5), 1),
        ("VERDI", (0, 5), 6),
    ],
)
def test_the_fewest_keys_are_found(wanted: str | None, selection: tuple[int, int], keys: int) -> None:
    assert len(keys_for(ASKED, wanted, "ROXSI", selection, False)) == keys


def test_every_field_is_decided_timed_and_counted() -> None:
    chromium = shutil.which("chromium")
    assert chromium
    paper = DrawnPaper(pages=2, fields=10)
    truth = paper.truth()
    with site(BUILT_PAGE, paper, {"1.pdf": b"1", "2.pdf": b"2"}) as address, sitting(chromium, address) as seat:
        assert 5 < loaded_kb(seat) < 150
        worked = work(seat, lambda _, key: truth[key])
    assert (worked.fields, worked.documents) == (20, 2)
    assert worked.keys == 2 * (6 * 1 + 3 * 2 + 1 * 6)  # right; one marked character; "FERRI" typed over the whole
    assert (len(worked.to_field), len(worked.to_document)) == (18, 1)
    found = figures(worked)
    assert [(f.count, f.value > 0) for f in found] == [(18, True), (18, True), (1, True)]
    assert len(list(table(found))) == 2 + len(found)
