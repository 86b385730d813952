"""What the values on a paper say about each other: codes with names and dates, dates among dates, names announced before a field."""

from __future__ import annotations

import numpy as np

from document_types import load_types
from domain.document import Candidate, Value
from domain.document_type import KINDS
from extraction.candidates import propose_all
from extraction.features import NAMES, Codes, FeatureMaker, merged
from extraction.known import Known
from extraction.neighbourhood import NeighbourWords
from tests.unit.extraction.sheet import context, page

CONTRACT = load_types()["contract"].fields


def of(*values: tuple[str, Value]) -> tuple[Known, list[dict[str, float]]]:
    candidates = [Candidate(key, value, str(value), 1, None, "label", 0.9) for key, value in values]
    known = Known.of(candidates, CONTRACT)
    return known, [known.agreement(c, CONTRACT[c.key].kind) for c in candidates]


def test_a_persons_code_agrees_with_the_name_of_its_party_in_either_order() -> None:
    _, (name, code, other) = of(
        ("party_a.name", "Mario Rossi"), ("party_a.tax_id", "RSSMRA80A01H501U"), ("party_a.tax_id", "BNCLRA80A41H501X")
    )
    assert (name["name_agrees"], code["name_agrees"], other["name_agrees"]) == (1.0, 1.0, 0.0)


def test_a_date_told_by_a_code_is_a_birth_date_and_the_signature_is_the_last() -> None:
    _, (_, born, signed) = of(
        ("party_a.tax_id", "RSSMRA80A01H501U"), ("contract.signing_date", "1980-01-01"), ("contract.signing_date", "2024-05-02")
    )
    assert (born["date_agrees"], born["later_dates"], born["years_before"]) == (1.0, 1.0, 44.0)
    assert (signed["date_agrees"], signed["later_dates"], signed["years_before"]) == (0.0, 0.0, 0.0)


def test_nothing_to_compare_says_nothing() -> None:
    _, (name,) = of(("party_a.name", "Mario Rossi"))
    assert name == {"same_value": 1.0, "code_known": 0.0}


def test_fields_behind_a_second_name_belong_to_another_person() -> None:
    made = context(
        [
            page(
                [
                    (0.05, 0.1, "Cognome Ravelli"),
                    (0.05, 0.2, "Codice fiscale RSSMRA80A01H501U"),
                    (0.05, 0.5, "Cognome Bruni"),
                    (0.05, 0.6, "Codice fiscale BNCLRA80A41H501X"),
                ]
            )
        ]
    )
    candidates = merged(propose_all(made))
    rows = FeatureMaker(made, Codes(tuple(made.fields), KINDS), NeighbourWords()).rows(candidates)

    def feature(value: str, name: str) -> set[float]:
        at = [i for i, c in enumerate(candidates) if (c.key, c.value) == ("applicant.tax_code", value)]
        return set(np.unique(rows[at, NAMES.index(name)]).tolist())

    assert (feature("RSSMRA80A01H501U", "person_order"), feature("BNCLRA80A41H501X", "person_order")) == ({1.0}, {2.0})
    assert (feature("RSSMRA80A01H501U", "own_order"), feature("BNCLRA80A41H501X", "own_order")) == ({1.0}, {2.0})
