from __future__ import annotations

import random
import re
import unicodedata
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from schwifty import IBAN
from stdnum.it import codicefiscale

from document_types import load_form, load_types
from samples import contract, loan, questionnaire
from samples.documents import Order, box_fractions, draw, form_name
from samples.ledger import Ledger
from samples.pens import Pen, hand_pen, machine_pen

TYPES = ("loan_application", "administrative_form", "contract")
WRITTEN_AS_IS = {"name", "place", "text", "tax_code", "tax_id", "iban", "postal_code", "province", "email", "address"}


def _draw(type_: str, layout: int, seed: int, by_hand: bool = False) -> tuple[bytes, dict[str, Any]]:
    rng = random.Random(seed)
    pen: Pen = (hand_pen if by_hand else machine_pen)(rng, "train")
    return draw(Order(type_, "x", layout, seed, "train", "", None), rng, pen, layout, seed + 1)


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[^0-9a-z]", "", "".join(char for char in plain if not unicodedata.combining(char)))


@pytest.mark.parametrize("type_", TYPES)
def test_the_same_seeds_draw_the_same_document(type_: str) -> None:
    assert _draw(type_, 11, 5) == _draw(type_, 11, 5)
    assert _draw(type_, 11, 5)[0] != _draw(type_, 11, 6)[0]


@pytest.mark.parametrize("type_", TYPES)
def test_what_the_truth_says_is_written_on_the_page_of_its_box(type_: str) -> None:
    kinds = {key: field.kind for key, field in load_types()[type_].fields.items()}
    seen = 0
    for seed in range(12):
        pdf, document = _draw(type_, seed * 3, seed)
        pages = pypdfium2.PdfDocument(pdf)
        for key, (page_number, *_box) in document["boxes"].items():
            value = document["fields"][key]
            if kinds[key] not in WRITTEN_AS_IS:
                continue
            page = pages[int(page_number) - 1]
            text = _fold(page.get_textpage().get_text_range())
            parts = str(value).split() if kinds[key] == "address" else [str(value)]  # a house number may have its own blank
            assert all(_fold(part) in text for part in parts), (seed, key, value)
            seen += 1
        pages.close()
    assert seen > 60


@pytest.mark.parametrize("type_", TYPES)
@pytest.mark.parametrize("by_hand", [False, True])
def test_every_key_of_the_type_is_in_the_truth_and_boxes_lie_on_existing_pages(type_: str, by_hand: bool) -> None:
    for seed in range(8):
        pdf, document = _draw(type_, seed, seed + 50, by_hand)
        assert list(document["fields"]) == list(load_types()[type_].fields)
        pages = len(pypdfium2.PdfDocument(pdf))
        assert document["pages"] == list(range(1, pages + 1))
        for page, x0, y0, x1, y1 in document["boxes"].values():
            assert 1 <= page <= pages
            assert 0 <= x0 <= x1 <= 1
            assert 0 <= y0 <= y1 <= 1


def test_identifiers_of_an_application_are_right_unless_the_notes_say_otherwise() -> None:
    wrong = 0
    for seed in range(150):
        facts, notes = loan.make_facts(random.Random(seed))
        iban = str(facts.texts["iban"][1])
        agrees = facts.tax_code == facts.person.tax_code and codicefiscale.is_valid(facts.tax_code)
        assert agrees != ("wrong tax_code" in notes)
        assert IBAN(iban, allow_invalid=True).is_valid != ("wrong iban" in notes)
        wrong += bool(notes)
    assert 0 < wrong < 40


def test_the_instalment_of_a_loan_follows_from_amount_months_and_rate() -> None:
    assert loan.instalment_of(Decimal(10000), 60, Decimal("6.00")) == Decimal("193.33")
    assert loan.instalment_of(Decimal(1200), 12, Decimal(0)) == Decimal("100.00")


def test_two_fillers_of_one_layout_have_the_same_fields_to_fill() -> None:
    rng = random.Random(3)
    keys = []
    for seed in (1, 2, 3):
        ledger = Ledger()
        loan.draw(77, seed, machine_pen(rng, "train"), "train", ledger, 0.0)
        keys.append({key for key in ledger.written if key not in {"applicant.employer", "applicant.hired_on", "application.date"}})
    assert keys[0] == keys[1] == keys[2]


def test_notice_in_months_becomes_days_and_roles_take_their_article() -> None:
    roles = (("il", "Fornitore"), ("l'", "Acquirente"))
    told = contract.with_roles("{Il_A} paga {al_B} per conto {del_A} e {dal_B}", roles)
    assert told == "Il Fornitore paga all'Acquirente per conto del Fornitore e dall'Acquirente"
    for seed in range(60):
        ledger = Ledger()
        contract.draw(seed, seed, machine_pen(random.Random(seed), "train"), "train", ledger, 0.0)
        days = ledger.written.get("contract.notice_days")
        assert days is None or (isinstance(days, int) and 15 <= days <= 180)
        start, end = ledger.written.get("contract.start_date"), ledger.written.get("contract.end_date")
        assert not (start and end) or date.fromisoformat(str(start)) < date.fromisoformat(str(end))


def test_a_questionnaires_definition_loads_and_its_copies_answer_with_its_options(tmp_path: Path) -> None:
    for layout in (2, 3, 41):
        name = form_name("train", layout)
        questionnaire.write_form(tmp_path, name, layout, "train")
        form = load_form(tmp_path / name)
        fields = dict(form.fields)
        for seed in range(4):
            ledger = Ledger()
            _, keys = questionnaire.draw_filled(layout, seed, hand_pen(random.Random(seed), "train"), "train", ledger)
            assert keys == list(fields)
            assert set(box_fractions(ledger)) <= set(fields)
            for key, value in ledger.written.items():
                options = {option.value for option in fields[key].options}
                values = value if isinstance(value, list) else [value]
                assert not options or set(values) <= options
