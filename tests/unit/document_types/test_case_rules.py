"""The rules of cases are data: what is wrong in a file is refused naming file and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from document_types import SHIPPED_CASES, load_case_rules, load_types
from domain.errors import SetupError

GOOD = """
label: {it: Subentro}
first: contract
papers:
  contract: {type: contract, label: {it: Contratto}}
  proxy: {type: administrative_form, required: true, label: {it: Delega}}
agree:
  place: {label: {it: Luogo}, compare: text, fields: {contract: contract.signing_place, proxy: request.place}}
"""


def test_the_shipped_rules_name_fields_that_exist() -> None:
    [loan] = load_case_rules(load_types(), SHIPPED_CASES)
    assert (loan.key, loan.first) == ("loan", "application")
    assert [name for name, paper in loan.papers.items() if paper.required] == ["payslip", "identity"]
    assert {a.key for a in loan.agreements} >= {"tax_code", "name", "birth_date", "amount", "iban"}


def test_a_rule_of_ones_own_is_added_and_one_of_the_same_name_replaces_the_shipped(tmp_path: Path) -> None:
    (tmp_path / "takeover.yaml").write_text(GOOD, encoding="utf-8")
    assert [rule.key for rule in load_case_rules(load_types(), SHIPPED_CASES, tmp_path)] == ["loan", "takeover"]
    (tmp_path / "loan.yaml").write_text(GOOD, encoding="utf-8")
    assert [rule.first for rule in load_case_rules(load_types(), SHIPPED_CASES, tmp_path)] == ["contract", "contract"]
    assert load_case_rules(load_types(), tmp_path / "nowhere") == ()


@pytest.mark.parametrize(
    ("right", "wrong", "named"),
    [
        ("first: contract", "first: invoice", "first"),
        ("type: contract,", "type: invoice,", "papers.contract.type"),
        ("type: contract,", "type: contract, form: f,", "papers.contract"),
        ("required: true", "required: perhaps", "papers.proxy.required"),
        ("compare: text", "compare: roughly", "agree.place.compare"),
        ("compare: text", "compare: text, tolerance: 0.1", "agree.place.tolerance"),
        ("contract.signing_place", "contract.place", "has no field contract.place"),
        (", proxy: request.place", "", "agree.place.fields"),
        ("proxy: request.place", "invoice: request.place", "agree.place.fields.invoice"),
        ("proxy: request.place", "proxy: {any: []}", "agree.place.fields.proxy.any"),
        ("label: {it: Subentro}", "label: {it: Subentro}\nextra: 1", "extra"),
    ],
)
def test_a_wrong_rule_is_refused_by_name(right: str, wrong: str, named: str, tmp_path: Path) -> None:
    assert right in GOOD
    (tmp_path / "takeover.yaml").write_text(GOOD.replace(right, wrong), encoding="utf-8")
    with pytest.raises(SetupError, match=r"takeover\.yaml") as refusal:
        load_case_rules(load_types(), tmp_path)
    assert named in refusal.value.message
    assert refusal.value.code == "bad_case_rule"
