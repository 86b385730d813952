"""What the room of a blank field tells: its label found, and whether anything stands beside it."""

from __future__ import annotations

from domain.geometry import Box
from domain.page import InkRegion
from extraction.evidence import room
from tests.unit.extraction.sheet import context, page


def test_the_room_of_a_blank_field_is_empty_when_nothing_stands_beside_its_label() -> None:
    assert room(context([page([(0.1, 0.2, "Codice fiscale:")])]), "applicant.tax_code") == {
        "room_labels": 1.0,
        "room_words": 0.0,
        "room_ink": 0.0,
    }


def test_words_and_ink_beside_the_label_are_counted_up_to_the_next_label() -> None:
    ink = [InkRegion(Box(0.3, 0.197, 0.4, 0.215), "signature", 0.8)]
    paper = page([(0.1, 0.2, "Codice fiscale: qualcosa"), (0.1, 0.3, "Cognome:")], ink=ink)
    found = room(context([paper]), "applicant.tax_code")
    assert (found["room_words"], found["room_ink"]) == (1.0, 1.0)


def test_a_field_without_a_label_on_the_paper_says_so() -> None:
    assert room(context([page([(0.1, 0.2, "Spettabile banca")])]), "applicant.tax_code") == {"room_labels": 0.0}
