"""A form definition is checked whole before anything is read with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from document_types import load_form, load_forms
from domain.errors import InputError
from domain.geometry import Box


def definition() -> dict[str, Any]:
    return {
        "form": "survey",
        "version": 1,
        "type": "questionnaire",
        "title": {"it": "Indagine"},
        "blank": "blank.pdf",
        "fields": [
            {
                "key": "q1",
                "label": {"it": "Come valuta il servizio?"},
                "kind": "choice",
                "page": 1,
                "options": [
                    {"value": "1", "label": {"it": "Male"}, "box": [0.4, 0.3, 0.42, 0.32]},
                    {"value": "2", "label": {"it": "Bene"}, "box": [0.5, 0.3, 0.52, 0.32]},
                ],
            },
            {"key": "who.code", "label": {"it": "CF"}, "kind": "tax_code", "page": 2, "box": [0.1, 0.1, 0.8, 0.14], "comb": 16},
            {"key": "agreed", "label": {"it": "Consento"}, "kind": "boolean", "page": 2, "box": [0.1, 0.2, 0.12, 0.22]},
        ],
    }


def write_form(folder: Path, content: dict[str, Any]) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "blank.pdf").write_bytes(b"%PDF-1.7\n")
    (folder / "form.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    return folder


def test_a_definition_is_read_with_its_zones_and_options(tmp_path: Path) -> None:
    form = load_form(write_form(tmp_path / "survey", definition()))
    assert (form.key, form.version, form.type) == ("survey", 1, "questionnaire")
    assert form.blank == tmp_path / "survey" / "blank.pdf"
    assert [option.value for option in form.fields["q1"].options] == ["1", "2"]
    assert form.fields["q1"].box == Box(0.4, 0.3, 0.52, 0.32)
    assert form.fields["who.code"].comb == 16
    assert form.fields["agreed"].options == ()


def test_every_form_under_a_folder_is_found(tmp_path: Path) -> None:
    write_form(tmp_path / "a", definition())
    write_form(tmp_path / "b", definition() | {"form": "other"})
    assert list(load_forms(tmp_path)) == ["survey", "other"]


def test_two_forms_with_one_key_are_refused(tmp_path: Path) -> None:
    write_form(tmp_path / "a", definition())
    write_form(tmp_path / "b", definition())
    with pytest.raises(InputError, match="also used by"):
        load_forms(tmp_path)


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such folder"):
        load_forms(tmp_path / "nowhere")


def broken(change: str) -> dict[str, Any]:
    content = definition()
    q1, code, _ = content["fields"]
    match change:
        case "unknown key":
            code["colour"] = "red"
        case "box outside":
            code["box"] = [0.1, 0.1, 1.2, 0.14]
        case "box reversed":
            code["box"] = [0.8, 0.1, 0.1, 0.14]
        case "box of words":
            code["box"] = ["a", 0.1, 0.8, 0.14]
        case "box a line":
            code["box"] = [0.1, 0.1, 0.8, 0.1001]
        case "option box not a number":
            q1["options"][1]["box"] = [0.5, 0.3, float("nan"), 0.32]
        case "unknown kind":
            code["kind"] = "codice"
        case "no options":
            del q1["options"]
        case "twin option":
            q1["options"][1]["value"] = "1"
        case "option on option":
            q1["options"][1]["box"] = q1["options"][0]["box"]
        case "option value not text":
            q1["options"][0]["value"] = 1
        case "twin field":
            content["fields"].append(code)
        case "page zero":
            code["page"] = 0
        case "comb of one":
            code["comb"] = 1
        case "unknown type":
            content["type"] = "survey"
        case "blank gone":
            content["blank"] = "empty.pdf"
        case "blank elsewhere":
            content["blank"] = "../b/blank.pdf"
        case "no fields":
            content["fields"] = []
        case "no title":
            del content["title"]
    return content


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("unknown key", "fields.who.code.colour: unknown key"),
        ("box outside", "fields.who.code.box: fractions"),
        ("box reversed", "fields.who.code.box: fractions"),
        ("box of words", "fields.who.code.box: four numbers"),
        ("box a line", "fields.who.code.box: is smaller"),
        ("option box not a number", "fields.q1.options[2].box: fractions"),
        ("unknown kind", "fields.who.code.kind: unknown kind"),
        ("no options", "fields.q1.options: is missing"),
        ("twin option", "fields.q1.options[1].value: '1' stands twice"),
        ("option on option", "fields.q1.options[1].box: lies on"),
        ("option value not text", "fields.q1.options[1].value: a text"),
        ("twin field", "fields[4].key: 'who.code' stands twice"),
        ("page zero", "fields.who.code.page: an integer"),
        ("comb of one", "fields.who.code.comb: an integer"),
        ("unknown type", "type: unknown type 'survey'"),
        ("blank gone", "blank: empty.pdf is not"),
        ("blank elsewhere", "blank: the blank form must lie"),
        ("no fields", "fields: a list"),
        ("no title", "title: is missing"),
    ],
)
def test_what_is_wrong_is_refused_naming_file_and_key(tmp_path: Path, change: str, named: str) -> None:
    write_form(tmp_path / "b", definition())
    folder = write_form(tmp_path / "survey", broken(change))
    with pytest.raises(InputError) as caught:
        load_form(folder)
    assert caught.value.code == "bad_form_definition"
    assert str(folder / "form.yaml") in caught.value.message
    assert named in caught.value.message


def test_a_folder_without_a_definition_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the file is missing"):
        load_form(tmp_path)
