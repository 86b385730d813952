"""Codes through the noisy channel, relations between fields, and what is never silently repaired."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from document_types import load_types
from domain.document import Candidate, Value
from domain.geometry import Box
from domain.page import CharReading
from extraction.constraints import apply, decode
from extraction.constraints.codice_fiscale import Person
from extraction.constraints.relations import instalment, verdicts
from extraction.values import iban, parse, tax_code
from samples.people import make_iban, make_person, make_vat_number, spoil_iban, spoil_tax_code

HERE = Box(0.1, 0.1, 0.4, 0.12)
LOAN = load_types()["loan_application"].fields
CONTRACT = load_types()["contract"].fields


def candidate(key: str, value: Value, raw: str = "", chars: tuple[CharReading, ...] = ()) -> Candidate:
    return Candidate(key, value, raw or str(value), 1, HERE, "label", 0.9, chars)


def read(text: str, doubts: dict[int, tuple[str, float]]) -> tuple[CharReading, ...]:
    """An engine's reading of `text`, sure but for the places of `doubts`, where another character is as likely as told."""
    return tuple(
        CharReading(c, 1 - doubts[i][1] if i in doubts else 0.995, HERE, (doubts[i],) if i in doubts else ()) for i, c in enumerate(text)
    )


@pytest.mark.parametrize("seed", range(12))
def test_a_right_code_is_decoded_as_itself(seed: int) -> None:
    rng = random.Random(seed)
    person = make_person(rng, date(2024, 5, 1))
    for kind, code in (("tax_code", person.tax_code), ("iban", make_iban(rng)), ("tax_id", make_vat_number(rng))):
        value, posterior = decode(kind, code)[0]
        assert value == code
        assert posterior > 0.9


@pytest.mark.parametrize("seed", range(10))
def test_a_doubtful_character_is_settled_by_the_check_and_the_person(seed: int) -> None:
    rng = random.Random(seed)
    person = make_person(rng, date(2024, 5, 1))
    at = rng.randrange(16)
    true = person.tax_code[at]
    wrong = rng.choice([c for c in ("ABCDEFGHIJ" if true.isalpha() else "0123456789") if c != true])
    seen = person.tax_code[:at] + wrong + person.tax_code[at + 1 :]
    knows = Person((person.surname,), (person.given_name,), (person.birth_date,), person.sex, (person.birth_place.name,))
    value, posterior = decode("tax_code", seen, read(seen, {at: (true, 0.3)}), knows)[0]
    assert value == person.tax_code
    assert posterior >= 0.99


@pytest.mark.parametrize("seed", range(10))
def test_a_dropped_digit_of_an_iban_is_found_again(seed: int) -> None:
    rng = random.Random(seed)
    code = make_iban(rng)
    at = rng.randrange(6, 27)
    assert (
        code in [value for value, _ in decode("iban", code[:at] + code[at + 1 :])]
        or decode("iban", code[:at] + code[at + 1 :])[0][1] < 0.99
    )


def test_a_code_that_is_wrong_on_paper_stays_as_written() -> None:
    corrected = 0
    for seed in range(60):
        rng = random.Random(seed)
        person = make_person(rng, date(2024, 5, 1))
        wrong = spoil_tax_code(person.tax_code, rng)
        knows = Person((person.surname,), (person.given_name,), (person.birth_date,), person.sex, (person.birth_place.name,))
        value, posterior = decode("tax_code", wrong, read(wrong, {}), knows)[0]
        corrected += value != wrong and posterior >= 0.99
        bad = spoil_iban(make_iban(rng), rng)
        value, posterior = decode("iban", bad, read(bad, {}))[0]
        corrected += value != bad and posterior >= 0.99
    assert corrected <= 1


@given(text=st.text(max_size=40), kind=st.sampled_from(["tax_code", "tax_id", "iban", "date", "name"]))
@settings(max_examples=60, deadline=None)
def test_decoding_takes_any_text(text: str, kind: str) -> None:
    for value, posterior in decode(kind, text):
        assert value
        assert 0 <= posterior <= 1


@given(seed=st.integers(0, 10**6))
@settings(max_examples=30, deadline=None)
def test_a_correction_always_passes_its_check(seed: int) -> None:
    rng = random.Random(seed)
    code = make_iban(rng)
    seen = "".join(rng.choice("0123456789") if rng.random() < 0.05 else c for c in code)
    as_written = [p.value for p in parse("iban", seen)]
    for value, posterior in decode("iban", seen):
        if value not in as_written and posterior >= 0.99:
            assert iban.is_valid(value)


def test_the_candidate_that_agrees_with_the_other_fields_is_chosen_and_told() -> None:
    ranked = {
        "applicant.tax_code": [candidate("applicant.tax_code", "RSSMRA80A01H501U")],
        "applicant.birth_date": [candidate("applicant.birth_date", "1980-01-07"), candidate("applicant.birth_date", "1980-01-01")],
    }
    outcome = apply(ranked, LOAN, {"applicant.tax_code": [1.0], "applicant.birth_date": [0.7, 0.3]})
    assert outcome["applicant.birth_date"].candidate.value == "1980-01-01"
    assert outcome["applicant.birth_date"].evidence["reranked"] == 1
    assert "agrees_with_applicant.tax_code" in outcome["applicant.birth_date"].reasons


def test_a_correction_keeps_the_raw_reading_and_explains_itself() -> None:
    raw = "RSSMRA80A07H501U"
    chars = read(raw, {10: ("1", 0.3)})
    ranked = {
        "applicant.tax_code": [candidate("applicant.tax_code", raw, raw, chars)],
        "applicant.surname": [candidate("applicant.surname", "Rossi")],
        "applicant.given_name": [candidate("applicant.given_name", "Mario")],
        "applicant.birth_date": [candidate("applicant.birth_date", "1980-01-01")],
        "applicant.birth_place": [candidate("applicant.birth_place", "Roma")],
    }
    outcome = apply(ranked, LOAN)["applicant.tax_code"]
    assert outcome.candidate.value == "RSSMRA80A01H501U"
    assert outcome.candidate.raw == raw
    assert any(r.startswith("corrected: check character, agrees with surname") for r in outcome.reasons)
    assert outcome.evidence["check_valid"] == 1


def test_a_misread_town_is_the_catalogues_when_the_postal_code_confirms_it() -> None:
    ranked = {key: [candidate(key, value)] for key, value in (("applicant.city", "Aqquapendente"), ("applicant.postal_code", "01021"))}
    outcome = apply(ranked, LOAN)["applicant.city"]
    assert outcome.candidate.value == "Acquapendente"
    assert any("postal code" in r for r in outcome.reasons)


def test_a_town_nobody_knows_stays_as_written() -> None:
    outcome = apply({"applicant.city": [candidate("applicant.city", "Xyzvbn Qwerty")]}, LOAN)["applicant.city"]
    assert outcome.candidate.value == "Xyzvbn Qwerty"


@given(start=st.dates(date(2000, 1, 1), date(2040, 12, 31)), months=st.integers(1, 120))
@settings(max_examples=60, deadline=None)
def test_a_contract_that_lasts_from_its_start_to_its_end_agrees(start: date, months: int) -> None:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    end = date(year, month + 1, min(start.day, 28)) - timedelta(days=1)
    values: dict[str, Value] = {
        "contract.start_date": start.isoformat(),
        "contract.end_date": end.isoformat(),
        "contract.duration_months": months,
    }
    told = [v.agrees for v in verdicts(values) if v.name == "duration"]
    assert told == [True] if start.day <= 28 else told
    assert [v.agrees for v in verdicts(values | {"contract.duration_months": months + 5}) if v.name == "duration"] == [False]


@given(amount=st.integers(1000, 75000), months=st.integers(6, 120), tan=st.integers(100, 1500))
@settings(max_examples=60, deadline=None)
def test_a_loan_whose_instalment_is_computed_agrees_and_a_wrong_digit_does_not(amount: int, months: int, tan: int) -> None:
    paid = instalment(Decimal(amount), months, Decimal(tan) / 100)
    values: dict[str, Value] = {
        "loan.amount": f"{amount}.00",
        "loan.duration_months": months,
        "loan.tan": f"{tan / 100:.2f}",
        "loan.instalment": str(paid),
    }
    assert [v.agrees for v in verdicts(values) if v.name == "loan_arithmetic"] == [True]
    assert [v.agrees for v in verdicts(values | {"loan.amount": f"{amount * 2}.00"}) if v.name == "loan_arithmetic"] == [False]


@given(
    values=st.dictionaries(
        st.sampled_from(sorted({*LOAN, *CONTRACT})), st.one_of(st.none(), st.text(max_size=20), st.integers(), st.booleans())
    )
)
@settings(max_examples=100, deadline=None)
def test_relations_take_any_values(values: dict[str, Value]) -> None:
    for verdict in verdicts(values):
        assert verdict.weight > 0


def test_a_codice_fiscale_that_fails_its_check_contradicts_nobody() -> None:
    assert not tax_code.is_valid("BNCMRA80A01H501U")
    values: dict[str, Value] = {"applicant.tax_code": "BNCMRA80A01H501U", "applicant.surname": "Rossi", "applicant.given_name": "Mario"}
    told = {v.keys[0]: v.agrees for v in verdicts(values)}
    assert told == {"applicant.given_name": True}
