"""The document types are data: what a folder says is what the product knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from document_types import load_types
from domain.errors import SetupError


def write_type(folder: Path, key: str, text: str) -> Path:
    (folder / key).mkdir()
    path = folder / key / "type.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_four_types_ship_with_their_fields() -> None:
    types = load_types()
    assert list(types) == ["administrative_form", "contract", "loan_application", "questionnaire"]
    assert {key: len(t.fields) for key, t in types.items()} == {
        "administrative_form": 17, "contract": 20, "loan_application": 33, "questionnaire": 0,
    }  # fmt: skip
    assert types["loan_application"].fields["applicant.sex"].options == ("M", "F")
    assert types["contract"].fields["bank.iban"].kind == "iban"
    assert types["contract"].label == {"it": "Contratto", "en": "Contract"}


def test_a_new_type_is_a_folder(tmp_path: Path) -> None:
    write_type(tmp_path, "invoice", "label: {it: Fattura}\nfields:\n  invoice.total: {kind: money, label: {it: Totale}}\n")
    invoice = load_types(tmp_path)["invoice"]
    assert invoice.key == "invoice"
    assert invoice.fields["invoice.total"].kind == "money"
    assert invoice.fields["invoice.total"].options == ()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("label: {it: Fattura}\nfields: {}\ncolour: red\n", "colour: unknown key"),
        ("label: {it: Fattura}\n", "fields: is missing"),
        ("label: {en: Invoice}\nfields: {}\n", "label: the Italian label"),
        ("label: {it: F}\nfields: {total: {kind: euro, label: {it: T}}}\n", "fields.total.kind: unknown kind 'euro'"),
        ("label: {it: F}\nfields: {total: {kind: money, label: {it: T}, many: true}}\n", "fields.total.many: unknown key"),
        ("label: {it: F}\nfields: {total: {kind: money, label: {it: T}, options: [a, b]}}\n", "only a choice has options"),
        ("label: {it: F}\nfields: {sex: {kind: choice, label: {it: T}}}\n", "fields.sex.options: a list"),
        ("label: {it: F}\nfields: {yes: {kind: choice, label: {it: T}, options: [yes, no]}}\n", "fields.True: a key is small letters"),
        ("label: {it: F}\nfields: {a: {kind: money, label: {it: T}}, a: {kind: text, label: {it: T}}}\n", "stands twice"),
        ("- a list\n", "a mapping is expected"),
        ("label: {it: [F\n", "not readable as YAML"),
    ],
)
def test_what_is_wrong_is_refused_naming_file_and_key(tmp_path: Path, text: str, named: str) -> None:
    path = write_type(tmp_path, "invoice", text)
    with pytest.raises(SetupError) as caught:
        load_types(tmp_path)
    assert caught.value.code == "bad_document_type"
    assert str(path) in caught.value.message
    assert named in caught.value.message


def test_a_folder_name_that_is_no_key_is_refused(tmp_path: Path) -> None:
    write_type(tmp_path, "My Invoice", "label: {it: Fattura}\nfields: {}\n")
    with pytest.raises(SetupError, match="the folder's name"):
        load_types(tmp_path)
