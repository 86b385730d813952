"""Values are proposed where Italian forms put them, and no value is put where there is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.document import Candidate
from domain.geometry import Box
from domain.page import InkRegion, ReadPage
from extraction.candidates import propose_all, sources
from extraction.page_view import PageView, fold
from tests.unit.extraction.sheet import context, page, tick, values


def test_every_source_is_found_by_its_name() -> None:
    assert {"blank", "form_zone", "label", "memory", "open_mark", "segment", "signature", "tick", "title", "typed"} <= set(sources())


def test_a_value_right_of_its_label_ends_at_the_next_label() -> None:
    sheet = page([(0.05, 0.1, "Cognome Ravelli"), (0.5, 0.1, "Nome Nadia")])
    assert "Ravelli" in values([sheet], "applicant.surname", proposer="label")
    assert "Nadia" in values([sheet], "applicant.given_name", proposer="label")


def test_a_value_below_its_label_stays_in_its_column() -> None:
    sheet = page([(0.05, 0.1, "Cognome"), (0.4, 0.1, "Nome"), (0.05, 0.12, "De Rosa"), (0.4, 0.12, "Emma")])
    assert "De Rosa" in values([sheet], "applicant.surname", proposer="label")
    assert "Emma" in values([sheet], "applicant.given_name", proposer="label")


def test_a_label_with_reading_errors_is_still_a_label() -> None:
    sheet = page([(0.05, 0.1, "Data di nascifa 24/11/1983")])
    assert "1983-11-24" in values([sheet], "applicant.birth_date", proposer="label")


def test_a_combined_label_gives_each_field_its_part() -> None:
    sheet = page([(0.05, 0.1, "CAP - Comune (Prov.)"), (0.35, 0.1, "37069 Villafranca di Verona (VR)")])
    assert "37069" in values([sheet], "applicant.postal_code", proposer="label")
    assert "Villafranca di Verona" in values([sheet], "applicant.city", proposer="label")
    assert "VR" in values([sheet], "applicant.province", proposer="label")


def test_a_full_name_is_split_both_ways() -> None:
    sheet = page([(0.05, 0.1, "Io sottoscritto/a Claudio Zanetti")])
    assert {"Claudio", "Zanetti"} <= set(values([sheet], "applicant.surname", "administrative_form"))
    assert {"Claudio", "Zanetti"} <= set(values([sheet], "applicant.given_name", "administrative_form"))


def test_an_article_that_begins_a_surname_is_kept() -> None:
    assert "LO PRESTI" in values([page([(0.05, 0.1, "Cognome LO PRESTI")])], "applicant.surname")


def test_printed_words_of_an_address_are_left_out() -> None:
    sheet = page([(0.05, 0.1, "Residente a Demonte"), (0.35, 0.1, "Via PIAZZA CAVOUR n. 4")])
    assert "PIAZZA CAVOUR 4" in values([sheet], "applicant.address", "administrative_form")


def test_a_house_number_with_its_own_word_is_no_end_of_an_address_below_its_label() -> None:
    sheet = page([(0.05, 0.1, "Comune"), (0.5, 0.1, "Indirizzo (via, n.)"), (0.05, 0.12, "Serra"), (0.5, 0.12, "Viale G. Verdi, n. 55")])
    assert "Viale G. Verdi, n. 55" in values([sheet], "applicant.address", proposer="label")


def test_a_word_that_may_be_a_label_is_no_end_of_the_value_it_stands_in() -> None:
    sheet = page([(0.05, 0.1, "Datore di lavoro"), (0.05, 0.12, "IL CERCHIO LUZ SOCIETÀ COOPERATIVA")])
    assert "IL CERCHIO LUZ SOCIETÀ COOPERATIVA" in values([sheet], "applicant.employer", proposer="label")


def test_an_address_is_offered_up_to_its_house_number_and_without_the_word_for_it() -> None:
    sheet = page([(0.05, 0.1, "Indirizzo Vicolo Sanzio civ. 11 371 4427088")])
    assert {"Vicolo Sanzio 11", "Vicolo Sanzio civ. 11"} <= set(values([sheet], "applicant.address", proposer="label"))


def test_a_number_is_offered_without_the_abbreviation_glued_to_it() -> None:
    sheet = page([(0.5, 0.05, "Protocollo Gen.72256/2025")])
    assert {"72256/2025", "Gen.72256/2025"} <= set(values([sheet], "request.protocol_number", "administrative_form"))


@pytest.mark.parametrize(("marked", "option"), [(0, "single"), (1, "married"), (2, "separated")])
def test_boxes_behind_their_words_belong_to_them(marked: int, option: str) -> None:
    lines = [(0.25, 0.1, "Celibe"), (0.4, 0.1, "Coniugato"), (0.55, 0.1, "Separato")]
    boxes = [tick(x, 0.102, i == marked) for i, x in enumerate((0.308, 0.483, 0.625))]
    assert values([page(lines, boxes)], "applicant.marital_status", proposer="tick") == [option]


def test_the_marked_box_is_the_answer_and_none_marked_is_a_blank_that_knows_the_group() -> None:
    lines = [(0.05, 0.1, "Stato civile"), (0.25, 0.1, "Celibe"), (0.4, 0.1, "Coniugato"), (0.55, 0.1, "Separato")]
    boxes = [(0.235, False), (0.385, True), (0.535, False)]
    marked = page(lines, [tick(x, 0.102, on) for x, on in boxes])
    assert values([marked], "applicant.marital_status", proposer="tick") == ["married"]
    empty = page(lines, [tick(x, 0.102, False) for x, _ in boxes])
    assert values([empty], "applicant.marital_status", proposer="tick") == [None]


def test_two_marks_are_both_proposed_beside_a_blank_that_asks_for_a_person() -> None:
    lines = [(0.25, 0.1, "Celibe"), (0.4, 0.1, "Coniugato")]
    sheet = page(lines, [tick(0.235, 0.102, True), tick(0.385, 0.102, True)])
    assert values([sheet], "applicant.marital_status", proposer="tick") == ["single", "married", None]


def test_yes_and_no_are_given_to_the_consent_that_is_asked() -> None:
    lines = [
        (0.05, 0.1, "Marketing diretto"),
        (0.4, 0.1, "SI"),
        (0.5, 0.1, "NO"),
        (0.05, 0.13, "Profilazione"),
        (0.4, 0.13, "SI"),
        (0.5, 0.13, "NO"),
    ]
    ticks = [tick(0.385, 0.102, True), tick(0.485, 0.102, False), tick(0.385, 0.132, False), tick(0.485, 0.132, True)]
    found = [c for c in _proposed(page(lines, ticks)) if c.proposer == "tick" and c.features["cue_mine"] > c.features["cue_theirs"]]
    assert {(c.key, c.value) for c in found} == {("consent.marketing", True), ("consent.profiling", False)}


def test_a_box_that_was_read_as_the_first_letter_of_its_answer_is_still_a_box() -> None:
    lines = [(0.05, 0.1, "Elaborazione di profili"), (0.4, 0.1, "consento"), (0.5, 0.1, "Onego")]
    ticks = [tick(0.385, 0.102, False), tick(0.498, 0.102, True)]
    found = [c for c in _proposed(page(lines, ticks)) if c.proposer == "tick" and c.key == "consent.profiling"]
    assert [c.value for c in found] == [False]


def test_answers_within_a_sentence_have_words_running_on_to_them() -> None:
    asked = page([(0.05, 0.1, "Marketing diretto"), (0.4, 0.1, "acconsento"), (0.6, 0.1, "rifiuto")])
    told = page([(0.05, 0.1, "Chi dice acconsento puo poi ogni rifiuto dire")])
    runs = [{c.features["open_run"] for c in _proposed(sheet) if c.proposer == "open_mark"} for sheet in (asked, told)]
    assert runs == [{0.0}, {2.0}]


def test_ink_beside_the_words_firma_is_a_signature_and_an_empty_line_is_none() -> None:
    lines = [(0.5, 0.8, "Firma del richiedente")]
    signed = page(lines, ink=[InkRegion(Box(0.55, 0.82, 0.75, 0.85), "signature", 0.9)])
    assert True in values([signed], "signature.applicant")
    assert False in values([page(lines)], "signature.applicant")


def test_a_cross_typed_before_an_option_without_a_box_is_a_mark() -> None:
    sheet = page([(0.05, 0.1, "Sesso"), (0.2, 0.1, "X Uomo"), (0.4, 0.1, "Donna")])
    assert "M" in values([sheet], "applicant.sex", proposer="open_mark")


def test_the_title_answers_what_is_asked_for() -> None:
    sheet = page([(0.2, 0.05, "RICHIESTA DI ACCESSO AI DOCUMENTI AMMINISTRATIVI")])
    assert "access_request" in values([sheet], "request.kind", "administrative_form")


def test_a_blank_is_proposed_once_by_its_source_for_every_field_of_the_type() -> None:
    sheet = page([(0.1, 0.1, "niente")])
    blanks = [c.key for c in _proposed(sheet) if c.proposer == "blank"]
    assert sorted(blanks) == sorted(context([sheet]).fields)


@given(st.text(max_size=40))
def test_folding_leaves_only_what_is_compared(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert all(c.isalnum() or c in "€%" for c in folded)


@given(st.lists(st.tuples(st.floats(0, 0.8), st.floats(0, 0.95), st.text("abcXYZ09./:_-()", min_size=1, max_size=14)), max_size=30))
def test_odd_pages_never_make_a_source_fail(lines: list[tuple[float, float, str]]) -> None:
    assert all(c.box is None or c.page == 1 for c in _proposed(page(lines)))


def test_words_level_with_each_other_share_a_row() -> None:
    view = PageView(page([(0.5, 0.101, "Nadia"), (0.1, 0.1, "Ravelli"), (0.1, 0.2, "Pontey")]))
    assert [[t.text for t in row] for row in view.rows] == [["Ravelli", "Nadia"], ["Pontey"]]


@pytest.mark.parametrize(
    ("read", "pieces"),
    [("Cognome:Rossi", ["Cognome", "Rossi"]), ("Via____Roma", ["Via", "Roma"]), ("n.4", ["n.", "4"]), ("a_b@c.it", ["a_b@c.it"])],
)
def test_words_are_split_at_what_the_form_printed(read: str, pieces: list[str]) -> None:
    assert [t.text for t in PageView(page([(0.1, 0.1, read)])).tokens] == pieces


def _proposed(sheet: ReadPage) -> list[Candidate]:

    return propose_all(context([sheet]))
