"""What reviewers type becomes the normal form of its kind, or is refused with a reason."""

from __future__ import annotations

import pytest

from domain.document import Value
from domain.errors import InputError
from http_api.typed_values import normal_form


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("text", "  a   b ", "a b"),
        ("name", "D'ANGELO", "D'ANGELO"),
        ("date", "1980-04-05", "1980-04-05"),
        ("date", "05/04/1980", "1980-04-05"),
        ("date", "5.4.1980", "1980-04-05"),
        ("money", "12500.00", "12500.00"),
        ("money", "12.500,00", "12500.00"),
        ("money", "7041,30", "7041.30"),
        ("money", "€ 7.041,30", "7041.30"),
        ("percent", "7,95", "7.95"),
        ("percent", "7.95", "7.95"),
        ("integer", "60", 60),
        ("integer", 60, 60),
        ("tax_code", "RSSMRA80A01H501U", "RSSMRA80A01H501U"),
        ("tax_code", "rssmra80a01h501u", "RSSMRA80A01H501U"),
        ("tax_id", "00743110157", "00743110157"),
        ("iban", "IT60 X054 2811 1010 0000 0123 456", "IT60X0542811101000000123456"),
        ("postal_code", "20121", "20121"),
        ("province", "mi", "MI"),
        ("phone", "+393331234567", "+393331234567"),
        ("phone", "333 1234567", "+393331234567"),
        ("email", "Anna@Example.org", "anna@example.org"),
        ("choice", "a", "a"),
        ("choices", ["b", "a"], ["a", "b"]),
        ("choices", [], []),
        ("boolean", True, True),
        ("signature", False, False),
        ("date", None, None),
        ("date", "  ", None),
    ],
)
def test_a_typed_value_becomes_its_normal_form(kind: str, typed: Value, value: Value) -> None:
    assert normal_form("k", kind, typed, ["a", "b"], as_written=False) == value


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("date", "31/02/1980"),
        ("date", "soon"),
        ("money", "a lot"),
        ("tax_code", "RSSMRA80A01H501X"),
        ("iban", "IT61X0542811101000000123456"),
        ("integer", "1,5x"),
        ("choice", "c"),
        ("choices", ["a", "c"]),
        ("choices", "a"),
        ("boolean", "yes"),
        ("text", ["a"]),
        ("text", True),
        ("text", "x" * 5000),
        ("postal_code", "123"),
    ],
)
def test_a_value_that_cannot_be_is_refused(kind: str, typed: Value) -> None:
    with pytest.raises(InputError, match=r"check_failed|invalid_value"):
        normal_form("k", kind, typed, ["a", "b"], as_written=False)


@pytest.mark.parametrize(
    ("kind", "typed"), [("tax_code", "RSSMRA80A01H501X"), ("iban", "IT61X0542811101000000123456"), ("date", "31/02/1980")]
)
def test_what_stands_so_on_the_paper_is_kept(kind: str, typed: str) -> None:
    assert normal_form("k", kind, typed, [], as_written=True) is not None
