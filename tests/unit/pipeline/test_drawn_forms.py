"""A drawn form tried on pages that were only laid on the blank of a form known before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from domain.document_type import FormDefinition, FormFieldType
from domain.geometry import Box
from domain.page import ReadPage, ZoneReading
from pipeline.drawn_forms import tried
from tests.fakes.sheets import HEIGHT, LINE, WIDTH, sheet

ZONE = Box(LINE[0] / WIDTH, (LINE[1] - 40) / HEIGHT, LINE[2] / WIDTH, (LINE[1] - 3) / HEIGHT)
KEY = "respondent.surname"
FORM = FormDefinition(
    "indagine", 1, "questionnaire", {"it": "Indagine"}, Path(), {KEY: FormFieldType(KEY, "name", {"it": "Cognome"}, 1, ZONE)}
)


class SeesNothing:
    """A zone reader for which every zone is empty."""

    def read_zone(self, page: ReadPage, box: Box, kind: str, comb: int | None = None) -> ZoneReading:
        return ZoneReading("", 0.0, empty=True, empty_score=0.9)


@pytest.mark.parametrize(("surname", "times"), [("ROSSI BIANCHI", 1), ("", 0)])
def test_a_page_without_its_written_words_is_read_in_full_when_a_zone_only_seems_empty(surname: str, times: int) -> None:
    whole, asked = sheet(surname), []

    def in_full(page: ReadPage) -> ReadPage:
        asked.append(page.source)
        return whole

    laid = replace(whole, words=sheet().words, source="form")
    found = tried(FORM, [sheet()], [laid], SeesNothing(), in_full)
    assert found is not None
    assert [field.value for field in found] == [surname or None]
    assert asked == ["form"] * times
