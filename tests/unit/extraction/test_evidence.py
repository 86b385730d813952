"""What evidence tells: the room of a blank field, what the others of a person say, how a value fills its words."""

from __future__ import annotations

import pytest

from domain.document import Candidate, FieldReading
from domain.geometry import Box
from domain.page import InkRegion
from extraction.evidence import Row, reading, room, together
from extraction.scoring import Scored
from tests.unit.extraction.sheet import LINE, context, page


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


def test_a_field_hears_what_the_others_of_its_person_say() -> None:
    surname = FieldReading("applicant.surname", "name", "Rossi", "Rossi", 1, None, 0.9, {"person_order": 1.0})
    born = FieldReading("applicant.birth_date", "date", "1980-01-01", "1.1.1980", 1, None, 0.5, {"person_order": 2.0})
    number = FieldReading("application.number", "text", "17", "17", 1, None, 0.1)
    facts = {r.key: r.evidence for r in together([surname, born, number])}
    assert facts["applicant.birth_date"]["person_apart"] == 1.0
    assert facts["applicant.birth_date"]["person_score"] == 0.9
    assert facts["applicant.birth_date"]["others_score"] == pytest.approx(0.5)
    assert "person_apart" not in facts["application.number"]
    assert "person_score" not in facts["application.number"]


@pytest.mark.parametrize(
    ("address", "joined"), [("mariorossi@libero.it", 1.0), ("m.rossi@libero.it", None), ("rossi.mario1@libero.it", 0.0)]
)
def test_an_address_with_the_names_glued_says_so(address: str, joined: float | None) -> None:
    names = [FieldReading(f"applicant.{k}", "name", v, v, 1, None, 0.9) for k, v in (("surname", "Rossi"), ("given_name", "Mario"))]
    email = FieldReading("applicant.email", "email", address, address, 1, None, 0.9)
    assert together([*names, email])[2].evidence.get("name_joined") == joined


def test_a_signature_says_how_high_its_ink_is() -> None:
    ink = InkRegion(Box(0.2, 0.3, 0.4, 0.3 + 2 * LINE), "signature", 0.9)
    asked = context([page([(0.2, 0.34, "Firma")], ink=[ink])])
    candidate = Candidate("signature.applicant", True, "", 1, ink.box, "signature", 0.9)
    read = reading(asked, asked.fields["signature.applicant"], [Row(Scored(candidate, 2.0, 0.9), {})])
    assert read.evidence["sign_height"] == pytest.approx(2.0)


@pytest.mark.parametrize(("address", "held"), [("mariorossi@libero.it", 2.0), ("rio.rossi@libero.it", 1.0), ("ufficio@libero.it", 0.0)])
def test_an_address_says_how_many_of_the_names_stand_in_it(address: str, held: float) -> None:
    names = [FieldReading(f"applicant.{k}", "name", v, v, 1, None, 0.9) for k, v in (("surname", "Rossi"), ("given_name", "Mario"))]
    email = FieldReading("applicant.email", "email", address, address, 1, None, 0.9)
    assert together([*names, email])[2].evidence["mail_names"] == held
