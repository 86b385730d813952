"""A form drawn on one sample: found, tried on another copy, kept in versions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from domain.document_type import FormFieldType
from domain.geometry import Box
from domain.page import ReadPage
from pipeline.drawn_forms import emptied
from tests.fakes.door import Door, code_of, open_door
from tests.fakes.reader import paper
from tests.fakes.sheets import COMB, DPI, HEIGHT, LINE, TICK, TICKS, WIDTH, SheetReader, sheet
from workflow.process import Bench, do_next

CODE = "RSSMRA80A01H501U"


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    with open_door(tmp_path) as opened:
        yield opened


def read(door: Door, *sheets: ReadPage) -> list[str]:
    """The ids of the documents with these pages, in order."""
    batch = door.send(*[paper(1, note=number) for number, _ in enumerate(sheets)])
    bench = Bench(door.tools.life, SheetReader(*sheets), "test")
    while do_next(bench):
        pass
    rows = door.as_key("a read").get(f"/v1/batches/{batch}/documents").json()["documents"]
    return [row["id"] for row in sorted(rows, key=lambda row: row["source"])]


def box(x0: float, y0: float, x1: float, y1: float) -> dict[str, float]:
    return {"x": x0 / WIDTH, "y": y0 / HEIGHT, "width": (x1 - x0) / WIDTH, "height": (y1 - y0) / HEIGHT}


def drawing(document: str, **members: Any) -> dict[str, Any]:
    left, top, cell, cells = COMB
    line = box(LINE[0], LINE[1] - 40, LINE[2], LINE[1] + 4)
    options = [{"value": name.lower(), "label": {"it": name}, "box": box(x, y, x + TICK, y + TICK)} for name, (x, y) in TICKS.items()]
    fields = [
        {"key": "q1", "kind": "choice", "label": {"it": "Come valuta il servizio?"}, "page": 1, "options": options},
        {
            "key": "respondent.tax_code", "kind": "tax_code", "label": {"it": "Codice fiscale"}, "page": 1, "comb": cells,
            "box": box(left, top, left + cells * cell, top + 40),
        },
        {"key": "respondent.surname", "kind": "name", "label": {"it": "Cognome"}, "page": 1, "box": line},
    ]  # fmt: skip
    whole = {"key": "indagine", "type": "questionnaire", "title": {"it": "Indagine"}, "document_id": document, "fields": fields}
    return whole | members


def test_the_combs_of_a_page_are_found_with_their_cells(door: Door) -> None:
    [document] = read(door, sheet())
    [comb] = door.as_person("admin").get(f"/v1/documents/{document}/pages/1/combs").json()["combs"]
    left, top, cell, cells = COMB
    assert comb["cells"] == cells
    assert comb["box"]["x"] == pytest.approx(left / WIDTH, abs=0.003)
    assert comb["box"]["width"] == pytest.approx(cells * cell / WIDTH, abs=0.004)
    assert comb["box"]["y"] == pytest.approx(top / HEIGHT, abs=0.003)


@pytest.mark.parametrize("filled", [False, True])
def test_a_drawn_form_reads_another_copy_before_it_is_saved(door: Door, filled: bool) -> None:
    sample = sheet("BIANCHI", "BNCLGU70B02F205X", "Poco") if filled else sheet()
    blank, other = read(door, sample, sheet("ROSSI", CODE, "Molto", shift=9))
    body = {"form": drawing(blank, filled=filled), "document_id": other}
    answer = door.as_person("admin").post("/v1/forms/drawn/try", json=body).json()
    assert answer["recognised"]
    values = {field["key"]: field["value"] for field in answer["fields"]}
    assert values == {"q1": "molto", "respondent.tax_code": CODE, "respondent.surname": "ROSSI"}
    assert door.as_key("a read").get("/v1/forms").json()["forms"] == []


def test_a_document_that_is_no_copy_is_said_to_be_none(door: Door) -> None:
    blank, other = read(door, sheet(), ReadPage(1, np.full((HEIGHT, WIDTH), 255, np.uint8), DPI, ()))
    answer = door.as_person("admin").post("/v1/forms/drawn/try", json={"form": drawing(blank), "document_id": other}).json()
    assert answer == {"recognised": False, "fields": []}


def test_versions_are_kept_and_an_earlier_one_is_used_again(door: Door) -> None:
    [blank] = read(door, sheet())
    admin = door.as_person("admin")
    assert admin.post("/v1/forms/drawn", json=drawing(blank)).status_code == 201
    second = drawing(blank, version=2)
    second["fields"] = second["fields"][:2]
    assert admin.post("/v1/forms/drawn", json=second).status_code == 201
    detail = admin.get("/v1/forms/indagine").json()
    assert [(v["version"], v["in_use"], v["fields"], v["made_by"]) for v in detail["versions"]] == [
        (2, True, 2, "admin"),
        (1, False, 3, "admin"),
    ]
    stamp = door.tools.forms
    with door.tools.database.read(None) as work:
        assert len(stamp(work)["indagine"].fields) == 2
    again = admin.post("/v1/forms/indagine/versions/1").json()
    assert (again["version"], [zone["key"] for zone in again["zones"]]) == (1, ["q1", "respondent.tax_code", "respondent.surname"])
    assert [option["value"] for option in again["zones"][0]["options"]] == ["molto", "abbastanza", "poco"]
    with door.tools.database.read(None) as work:
        assert len(stamp(work)["indagine"].fields) == 3
    absent = admin.post("/v1/forms/indagine/versions/7")
    assert (absent.status_code, code_of(absent)) == (404, "unknown_form")


def test_a_filled_sample_is_blank_in_its_zones_and_keeps_its_print(door: Door) -> None:
    page = sheet("ROSSI", CODE, "Molto")
    zone = Box(LINE[0] / WIDTH, (LINE[1] - 40) / HEIGHT, LINE[2] / WIDTH, (LINE[1] + 4) / HEIGHT)
    left, top, cell, cells = COMB
    comb = Box(left / WIDTH, top / HEIGHT, (left + cells * cell) / WIDTH, (top + 40) / HEIGHT)
    blank = emptied(
        page, [FormFieldType("s", "name", {"it": "s"}, 1, zone), FormFieldType("c", "tax_code", {"it": "c"}, 1, comb, comb=cells)]
    )
    assert "ROSSI" not in [word.text for word in blank.words]
    assert "Cognome" in [word.text for word in blank.words]
    assert (blank.image == sheet(marked="Molto").image).mean() > 0.9995
    assert (page.image != blank.image).sum() > 1000
