"""The learning curve: each document is met after as many others of its layout as there are, and told with intervals."""

from __future__ import annotations

from dataclasses import replace

from learning.learning_curve import Curve, Met, meetings, table
from learning.samples import sample_of
from pipeline.journey import load_journey
from tests.fakes.models import MODELS
from tests.unit.learning.test_teaching import BIANCHI, ROSSI, example


def test_a_document_is_met_after_none_and_after_one_of_its_layout_but_not_after_more_than_there_are() -> None:
    group = [
        replace(example(page, surname=surname, given_name=name, email=None), source=surname)
        for page, surname, name in ((ROSSI, "Rossi", "Mario"), (BIANCHI, "Bianchi", "Anna"))
    ]
    fields = list(meetings(load_journey(MODELS), group, {id(e): sample_of(e) for e in group}, (0, 1, 2)))
    met = {(m.learned, m.document, m.known) for m in fields}
    assert met == {(0, "Rossi:(1,)", False), (0, "Bianchi:(1,)", False), (1, "Rossi:(1,)", True), (1, "Bianchi:(1,)", True)}
    assert len(fields) == 8, "blank fields are no part of it"
    assert all(m.right for m in fields if m.learned == 1)


def test_the_table_counts_what_is_automatic_and_wrong() -> None:
    fields = (Met(0, "a", "L", False, True, True), Met(0, "a", "L", False, False, True), Met(0, "b", "L", False, True, False))
    lines = list(table(Curve(fields, {"reading": 3.0}, 2)))
    assert lines[2].startswith("| 0 | 2 | 0 | 3 | 2 (66.7%, 9.4% to 99.2%) | 2 (66.7%")
    assert "| 1 (50.0%, 1.3% to 98.7%) |" in lines[2]
    assert lines[-1] == "reading 1.50 s a document"
