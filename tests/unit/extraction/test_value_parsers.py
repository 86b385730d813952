"""Every parser of a value kind: normal forms, misread characters, what is wrong on paper."""

from __future__ import annotations

import itertools
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.document_type import KINDS
from domain.geometry import Box
from domain.page import Word
from extraction.values import parse
from extraction.values.choice import parse_option
from extraction.values.finder import FINDERS, find_in_text, find_typed
from extraction.values.integer import quantities
from extraction.values.number_words import in_words, number_of

NORMAL_FORM = {
    "date": r"\d{4}-\d{2}-\d{2}",
    "money": r"\d+\.\d{2}",
    "percent": r"\d+\.\d{2,}",
    "tax_id": r"[0-9A-Z]{11,18}",
    "tax_code": r"[0-9A-Z|!$€&]{11,18}",
    "iban": r"[A-Z]{2}[0-9A-Z|!$&]{10,32}",
    "postal_code": r"\d{5}",
    "province": r"[A-Z]{2}",
    "phone": r"\+\d{4,18}",
    "email": r"[^\s@A-Z]+@[^\s@A-Z]+",
}
ANY_TEXT = st.one_of(st.text(max_size=60), st.text(alphabet="0123456789OIlSBZ .,/-€%ABRSmarzo()@|", max_size=40))


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60, deadline=None)
@given(text=ANY_TEXT)
def test_a_parser_takes_any_text_and_gives_the_normal_form_best_first(kind: str, text: str) -> None:
    found = parse(kind, text)
    assert [p.score for p in found] == sorted((p.score for p in found), reverse=True)
    for parsed in found:
        assert parsed.value is not None
        assert 0 <= parsed.start <= len(text)
        if kind in NORMAL_FORM:
            assert re.fullmatch(NORMAL_FORM[kind], str(parsed.value)), parsed


@pytest.mark.parametrize(
    "kind",
    ["text", "name", "place", "address", "money", "percent", "tax_code", "tax_id", "iban", "postal_code", "province", "email", "date"],
)
@settings(max_examples=60, deadline=None)
@example(text="l2a")
@given(text=ANY_TEXT)
def test_a_value_in_normal_form_is_read_as_itself(kind: str, text: str) -> None:
    for parsed in parse(kind, text)[:1]:
        if parsed.valid is not False and "parted_words" not in parsed.reasons:
            again = [p.value for p in parse(kind, str(parsed.value))]
            assert parsed.value in again


@given(day=st.dates(date(1900, 1, 1), date(2039, 12, 31)))
@settings(max_examples=80, deadline=None)
def test_a_date_is_read_back_from_every_way_to_write_it(day: date) -> None:
    months = [
        "gennaio",
        "febbraio",
        "marzo",
        "aprile",
        "maggio",
        "giugno",
        "luglio",
        "agosto",
        "settembre",
        "ottobre",
        "novembre",
        "dicembre",
    ]
    month = months[day.month - 1]
    writings = [
        f"{day:%d/%m/%Y}",
        f"{day:%d.%m.%Y}",
        f"{day:%d-%m-%Y}",
        f"{day:%d %m %Y}",
        f"{day:%d%m%Y}",
        f"{day.day}/{day.month}/{day.year}",
        f"{day.day} {month} {day.year}",
        f"addì {day.day} {month.upper()} {day.year}",
        f"{day.day} {month[:3]}. {day.year}",
        f"{day.day}{month}{day.year}",
        " ".join(f"{day:%d%m%Y}"),
    ]
    for writing in writings:
        assert parse("date", writing)[0].value == day.isoformat(), writing


@given(cents=st.integers(0, 99_999_999))
@settings(max_examples=80, deadline=None)
def test_an_amount_is_read_back_from_every_way_to_write_it(cents: int) -> None:
    value = f"{Decimal(cents) / 100:.2f}"
    whole, decimals = value.split(".")
    grouped = f"{int(whole):,}".replace(",", ".")
    for writing in (
        f"{whole},{decimals}",
        f"€ {grouped},{decimals}",
        f"{grouped},{decimals} €",
        f"Euro {grouped},{decimals}",
        f"€{grouped},{decimals}",
    ):
        assert parse("money", writing)[0].value == value, writing


@given(number=st.integers(1, 999_999))
@settings(max_examples=200, deadline=None)
def test_a_number_in_words_is_found_by_writing_it(number: int) -> None:
    assert number_of(in_words(number)) == (number, 1.0)


@given(number=st.integers(100, 999_999))
@settings(max_examples=40, deadline=None)
def test_words_beside_the_figures_confirm_them(number: int) -> None:
    best = parse("money", f"euro {number},00 ({in_words(number)}/00)")[0]
    assert (best.value, best.valid) == (f"{number}.00", True)
    denied = parse("money", f"euro {number},00 ({in_words(number + 7)}/00)")[0]
    assert "words_disagree" in denied.reasons


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("date", "1O/O3/l953", "1953-03-10"),
        ("date", "lì 1° aprile 2024", "2024-04-01"),
        ("date", "nato il 10/03/1953 a Roma", "1953-03-10"),
        ("date", "L'anno duemilaventiquattro il giorno dieci del mese di marzo", "2024-03-10"),
        ("date", "10103/1953", "1953-03-10"),
        ("date", "5 dicernbre 2022", "2022-12-05"),
        ("date", "10.03.53", "1953-03-10"),
        ("money", "12.5OO,00", "12500.00"),
        ("money", "1.234.56", "1234.56"),
        ("money", "1.234,-", "1234.00"),
        ("money", "euro tremilacinquecento/50", "3500.50"),
        ("money", "pari a4.685,74 euro", "4685.74"),
        ("money", "109.600,00. 6)", "109600.00"),
        ("percent", "TAN 7,95 %", "7.95"),
        ("percent", "6,9O%", "6.90"),
        ("integer", "24 (ventiquattro)", 24),
        ("integer", "ventiquattro", 24),
        ("tax_code", "RSSMRABOA01H5O1U", "RSSMRA80A01H501U"),
        ("tax_code", "R S S M R A 8 0 A 0 1 H 5 0 1 U", "RSSMRA80A01H501U"),
        ("tax_id", "C.F. e P.IVA IT 46907310505", "46907310505"),
        ("iban", "IBAN: lT93 DO72 4939 7510 0000 6731 O58", "IT93D0724939751000006731058"),
        ("iban", "DE89370400440532013000", "DE89370400440532013000"),
        ("postal_code", "2O121 Milano", "20121"),
        ("province", "(M1)", "MI"),
        ("province", "Reggio Emilia", "RE"),
        ("phone", "tel. 02/8158087", "+39028158087"),
        ("phone", "(+39) 333.123.45.67", "+393331234567"),
        ("email", "Mario. Rossi©gmail.com", "mario.rossi@gmail.com"),
        ("email", "emailmario.rossi@gmail.com", "mario.rossi@gmail.com"),
        ("email", "pecoraro@gmail.com", "pecoraro@gmail.com"),
        ("name", "Sig. R0SSI", "ROSSI"),
        ("name", "Proprietario: Mario Rossi", "Mario Rossi"),
        ("name", "Cliente Uno S.p.A.", "Uno S.p.A."),
        ("name", "Ferrari LogisticaS.r.l.", "Ferrari Logistica S.r.l."),
        ("place", "20121 Milano (MI)", "Milano"),
        ("place", "Mi1ano", "Milano"),
        ("place", "diSinalunga", "Sinalunga"),
        ("name", "Milena Degl'lnnocenti", "Milena Degl'Innocenti"),
        ("address", "Viale dell'lndustria 91", "Viale dell'Industria 91"),
        ("address", "ViaRoma12", "Via Roma 12"),
        ("address", "Via Roma,12/A", "Via Roma, 12/A"),
        ("text", "Prot. n. 0024181", "0024181"),
        ("boolean", "NON acconsento", False),
        ("boolean", "Sì", True),
        ("choice", "Coniugata", "married"),
    ],
)
def test_what_an_engine_misreads_or_glues_is_read_as_meant(kind: str, text: str, value: object) -> None:
    assert parse(kind, text)[0].value == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("tax_code", "RSSMRA80A01H501X"),
        ("tax_id", "46907310506"),
        ("iban", "IT93D0724939751000006731059"),
        ("date", "1990-02-31"),
        ("province", "QQ"),
        ("phone", "+3938819107486"),
    ],
)
def test_what_is_wrong_on_paper_stays_as_written_and_is_told(kind: str, text: str) -> None:
    best = parse(kind, text)[0]
    assert best.value == text
    assert best.valid is False
    assert "check_failed" in best.reasons


def test_the_line_to_sign_on_is_no_town() -> None:
    assert parse("place", "Firmato") == []
    assert parse("place", "Firmo")[0].valid


def test_what_a_firm_is_may_be_before_its_name_or_in_it() -> None:
    assert [p.value for p in parse("name", "Azienda Orione Trasporti SPA")] == ["Azienda Orione Trasporti SPA", "Orione Trasporti SPA"]


def test_two_words_of_an_email_address_may_be_glued() -> None:
    found = [p.value for p in parse("email", "bram billapierina@lettere.it")]
    assert found == ["billapierina@lettere.it", "bram_billapierina@lettere.it", "brambillapierina@lettere.it"]


def test_a_year_of_two_digits_gives_both_centuries() -> None:
    soon = date.today() + timedelta(days=365)
    assert [p.value for p in parse("date", f"{soon:%d/%m/%y}")] == [soon.isoformat(), f"{soon.year - 100}{soon:-%m-%d}"]


def test_an_option_is_known_by_its_italian_wording() -> None:
    assert parse_option("C.I. elettronica", "applicant.id_document_type")[0].value == "identity_card"
    assert parse_option("dipendente a t. indeterminato", "applicant.employment")[0].value == "permanent"
    assert parse_option("red", "question.colour", ("red", "green"))[0].value == "red"
    assert parse_option("xyz", "applicant.marital_status") == []


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("durata di 24 (ventiquattro) mesi", 24, "month"),
        ("per anni 3 (tre)", 3, "year"),
        ("un anno", 1, "year"),
        ("preavviso di novanta giorni", 90, "day"),
        ("mesi sei", 6, "month"),
        ("tre (3) mesi", 3, "month"),
        ("mesi 10 (dieci)", 10, "month"),
        ("quattro anni", 4, "year"),
    ],
)
def test_a_quantity_is_a_number_with_its_unit(text: str, number: int, unit: str) -> None:
    assert (number, unit) in [(q.number, q.unit) for q in quantities(text)]


SENTENCE = (
    "Tra la Alfa S.r.l., Piazza Cavour 55, 09026 San Sperate (SU), P.IVA 46907310505, e Mario Rossi nato il 10/03/1953 "
    "C.F. RSS MRA 80A01 H501U "
    "tel. 333 1234567 mail mario.rossi@gmail.com in data 1° aprile 2024 per € 153.600,00 al 7,95 % su IT 93 D 07249 39751 000006731058"
)


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("date", ["1953-03-10", "2024-04-01"]),
        ("money", ["153600.00"]),
        ("percent", ["7.95"]),
        ("tax_id", ["46907310505", "RSSMRA80A01H501U"]),
        ("iban", ["IT93D0724939751000006731058"]),
        ("province", ["SU"]),
        ("phone", ["+393331234567"]),
        ("email", ["mario.rossi@gmail.com"]),
    ],
)
def test_typed_values_are_found_in_running_text(kind: str, values: list[str]) -> None:
    assert [p.value for _, _, p in find_in_text(SENTENCE, kind) if p.valid is not False] == values
    words = [Word(text, Box(0, 0, 1, 1), 1.0) for text in SENTENCE.split()]
    spans = find_typed(words, kind)
    assert spans
    assert all(span.parsed.raw.split()[0].strip(",") in words[span.start].text for span in spans)


@pytest.mark.parametrize("kind", sorted(FINDERS))
@settings(max_examples=40, deadline=None)
@given(text=ANY_TEXT)
def test_a_finder_takes_any_text_and_its_spans_do_not_overlap(kind: str, text: str) -> None:
    words = [Word(t, Box(0, 0, 1, 1), 1.0) for t in text.split()]
    for span in find_typed(words, kind):
        assert 0 <= span.start < span.end <= len(words)
    ends = [(start, end) for start, end, _ in find_in_text(text, kind)]
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(ends))
