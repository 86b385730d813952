from __future__ import annotations

import random
from datetime import date

import pytest
from schwifty import IBAN
from stdnum.it import codicefiscale, iva

from samples.people import make_iban, make_person, make_vat_number, omocode_of, spoil_iban, spoil_tax_code, tax_code_of
from samples.places import towns

TODAY = date(2024, 5, 6)


def test_the_tax_code_of_a_known_person_is_the_one_the_law_computes() -> None:
    assert tax_code_of("Rossi", "Mario", "M", date(1980, 1, 1), "H501") == "RSSMRA80A01H501U"
    assert tax_code_of("Rossi", "Maria", "F", date(1980, 1, 1), "H501")[9:11] == "41"


@pytest.mark.parametrize("seed", range(40))
def test_a_persons_identifiers_are_valid_and_agree_with_birth_and_place(seed: int) -> None:
    person = make_person(random.Random(seed), TODAY)
    assert codicefiscale.is_valid(person.tax_code)
    if person.tax_code[9:11].isdigit():
        assert int(person.tax_code[9:11]) % 40 == person.birth_date.day
    assert person.id_document.expiry > TODAY > person.birth_date
    assert len(person.town.postal_code) == 5


@pytest.mark.parametrize("seed", range(20))
def test_invented_numbers_pass_their_checks(seed: int) -> None:
    rng = random.Random(seed)
    assert iva.is_valid(make_vat_number(rng))
    assert IBAN(make_iban(rng)).validate(validate_bban=True)


@pytest.mark.parametrize("seed", range(20))
def test_a_spoiled_identifier_differs_from_the_right_one_and_keeps_its_length(seed: int) -> None:
    rng = random.Random(seed)
    code, iban = make_person(rng, TODAY).tax_code, make_iban(rng)
    wrong_code, wrong_iban = spoil_tax_code(code, rng), spoil_iban(iban, rng)
    assert wrong_code != code
    assert len(wrong_code) == 16
    assert wrong_iban != iban
    assert not IBAN(wrong_iban, allow_invalid=True).is_valid


def test_an_omocode_is_valid_and_means_the_same_person() -> None:
    code = "RSSMRA80A01H501U"
    other = omocode_of(code, random.Random(1))
    assert other != code
    assert codicefiscale.is_valid(other)
    assert other[:12] == code[:12]


def test_every_town_has_a_province_and_a_cadastral_code() -> None:
    found = towns()
    assert len(found) > 7000
    assert all(len(town.province) == 2 and len(town.code) == 4 for town in found)
    assert {town.name: town.code for town in found}["Roma"] == "H501"
