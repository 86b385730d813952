"""Papers of a case: the same thing written differently agrees, a different thing does not, and what is missing is named."""

from __future__ import annotations

import pytest

from decision.cases import check_case, same_amount, same_name
from document_types import SHIPPED_CASES, load_case_rules, load_types
from domain.case import DISAGREEMENT, MISSING, CasePaper, CaseWarning, Place
from domain.document import Value

RULES = load_case_rules(load_types(), SHIPPED_CASES)
LOAN: dict[str, Value] = {
    "applicant.surname": "D'Angelo", "applicant.given_name": "Nicolò", "applicant.tax_code": "DNGNCL80A01H501X",
    "applicant.birth_date": "1980-01-01", "applicant.employer": "Rossi S.r.l.", "applicant.net_monthly_income": "1850.00",
    "applicant.id_document_number": "CA12345AA", "loan.amount": "12500.00", "bank.iban": None,
}  # fmt: skip
PAYSLIP: dict[str, Value] = {
    "employee.name": "NICOLO' D ANGELO", "employee.tax_code": "DNGNCL80A01H501X", "employer.name": "ROSSI SRL", "pay.net": "1790.50",
    "pay.iban": "IT60X0542811101000000123456",
}  # fmt: skip
IDENTITY: dict[str, Value] = {
    "holder.surname": "DANGELO", "holder.given_name": "NICOLO", "holder.birth_date": "1980-01-01", "document.number": "CA 12345 AA",
}  # fmt: skip


def loan(**other: Value) -> CasePaper:
    return CasePaper("loan", "loan_application", None, LOAN | {key.replace("__", "."): value for key, value in other.items()})


def payslip(document: str = "pay", **other: Value) -> CasePaper:
    values = PAYSLIP | {key.replace("__", "."): value for key, value in other.items()}
    return CasePaper(document, "questionnaire", "payslip", values)


IDENTITY_CARD = CasePaper("card", "questionnaire", "identity_card", IDENTITY)


def check(*papers: CasePaper, complete: bool = True) -> list[CaseWarning]:
    return check_case(RULES, papers, complete)


def test_a_case_whose_papers_say_the_same_in_other_writings_is_silent() -> None:
    assert check(loan(), payslip(), IDENTITY_CARD) == []


def test_a_disagreement_names_both_places_and_both_documents() -> None:
    [warning] = check(loan(), payslip(employee__tax_code="DNGNCL80A01H501K"), IDENTITY_CARD)
    assert (warning.code, warning.rule, warning.subject, warning.documents) == (DISAGREEMENT, "loan", "tax_code", ("loan", "pay"))
    assert warning.places == (Place("loan", "applicant.tax_code"), Place("pay", "employee.tax_code"))
    assert warning.label["it"] == "Codice fiscale del richiedente"


def test_a_name_of_two_fields_has_a_place_for_each() -> None:
    found = check(loan(), payslip(employee__name="Bianchi Anna"), IDENTITY_CARD)
    assert [(w.subject, w.documents) for w in found] == [("name", ("loan", "pay")), ("name", ("pay", "card"))]
    assert [p.key for p in found[0].places] == ["applicant.surname", "applicant.given_name", "employee.name"]


@pytest.mark.parametrize(
    ("change", "subject"),
    [
        ({"applicant__birth_date": "1980-01-10"}, "birth_date"),
        ({"applicant__id_document_number": "CA12345AB"}, "identity_number"),
        ({"applicant__employer": "Verdi S.p.A."}, "employer"),
        ({"applicant__net_monthly_income": "2850.00"}, "net_income"),
        ({"bank__iban": "IT60X0542811101000000123457"}, "iban"),
    ],
)
def test_each_thing_that_differs_is_found_alone(change: dict[str, Value], subject: str) -> None:
    assert [w.subject for w in check(loan(**change), payslip(), IDENTITY_CARD)] == [subject]


def test_a_blank_says_nothing_and_so_contradicts_nothing() -> None:
    assert check(loan(applicant__employer=None, applicant__surname=None), payslip(), IDENTITY_CARD) == []


def test_either_party_of_a_contract_may_be_the_applicant() -> None:
    contract = {"party_a.name": "Banca Sempione S.p.A.", "party_a.tax_id": "12345678903", "party_b.tax_id": "DNGNCL80A01H501X"}
    assert check(loan(), payslip(), IDENTITY_CARD, CasePaper("c", "contract", None, contract | {"party_b.name": "D’Angelo Nicolò"})) == []
    found = check(loan(), CasePaper("c", "contract", None, contract | {"party_b.tax_id": "RSSMRA80A01H501U"}), complete=False)
    assert [w.subject for w in found] == ["tax_code", "name"]
    assert {p.key for p in found[0].places if p.document == "c"} == {"party_a.tax_id", "party_b.tax_id"}


def test_a_missing_paper_is_named_only_when_the_whole_case_is_there() -> None:
    [warning] = check(loan(), payslip())
    assert (warning.code, warning.subject, warning.documents, warning.places) == (MISSING, "identity", ("loan",), ())
    assert check(loan(), payslip(), complete=False) == []
    assert check(payslip()) == [], "a case without its first paper asks for nothing"


def test_two_papers_of_one_kind_are_not_set_against_each_other() -> None:
    assert check(payslip("one"), payslip("two", employee__name="Bianchi Anna", employee__tax_code="BNCNNA80A41H501X")) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rossi Mario", "MARIO ROSSI"),
        ("De Luca Anna", "Anna Deluca"),
        ("D'Angelo Nicolò", "NICOLO' D ANGELO"),
        ("Rossi Mario Giuseppe", "Mario Rossi"),
        ("M. Rossi", "Rossi Mario"),
        ("Dott. Mario Rossi", "Rossi Mario"),
        ("Rossi & C. S.n.c.", "ROSSI E C SNC"),
        ("Alfa società a responsabilità limitata", "ALFA S.R.L."),
        ("Esposito Maria Carmela", "ESPOSITO MARIACARMELA"),
    ],
)
def test_one_name_written_in_two_ways(one: str, other: str) -> None:
    assert same_name(one, other)
    assert same_name(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rossi Mario", "Rossi Maria"),
        ("Rossi Mario", "Bianchi Mario"),
        ("Rossi", "Rossi Mario"),
        ("Alfa S.r.l.", "Alfa S.p.A."),
        ("M. Rossi", "Rossi Anna"),
        ("Rossi Mario", "Russo Mario"),
        ("", "Rossi Mario"),
    ],
)
def test_two_names(one: str, other: str) -> None:
    assert not same_name(one, other)
    assert not same_name(other, one)


def test_amounts_agree_up_to_the_tolerance() -> None:
    assert same_amount("1850.00", "1790.50", 0.1)
    assert not same_amount("1850.00", "1790.50")
    assert same_amount("12500", "12500.00")
    assert not same_amount("24", "36")
