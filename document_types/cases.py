"""The rules of cases: each YAML file of `case_rules/` is one kind of case."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from document_types.types import KEY
from document_types.yaml_file import YamlFile
from domain.case import Agreement, CaseRule, Compare, PaperRule
from domain.document_type import DocumentType
from domain.errors import SetupError

SHIPPED_CASES = Path(__file__).parent / "case_rules"


def load_case_rules(types: Mapping[str, DocumentType], *folders: Path) -> tuple[CaseRule, ...]:
    """The rules of these folders (those that exist), by file name; a file of a later folder replaces its like.

    Raises SetupError `bad_case_rule` naming file and key: fields of document types must exist, those of forms are known when read.
    """
    found = {path.stem: path for folder in folders for path in sorted(folder.glob("*.yaml"))}
    return tuple(_rule(found[key], types) for key in sorted(found))


def _rule(path: Path, types: Mapping[str, DocumentType]) -> CaseRule:
    file = YamlFile(path, SetupError, "bad_case_rule")
    content = file.read()
    file.only("", content, ("label", "first", "papers", "agree"))
    papers = {name: _paper(file, f"papers.{name}", value, types) for name, value in file.mapping("papers", content["papers"]).items()}
    first = file.text("first", content["first"])
    if first not in papers:
        file.refuse("first", f"no such paper; known are {', '.join(papers)}")
    agreements = [_agreement(file, key, value, papers, types) for key, value in file.mapping("agree", content["agree"]).items()]
    return CaseRule(path.stem, file.label("label", content["label"]), first, papers, tuple(agreements))


def _paper(file: YamlFile, at: str, value: object, types: Mapping[str, DocumentType]) -> PaperRule:
    paper = file.mapping(at, value)
    file.only(at, paper, ("label",), ("type", "form", "required"))
    if ("type" in paper) == ("form" in paper):
        file.refuse(at, "either a type or a form is expected")
    type_ = file.text(f"{at}.type", paper["type"]) if "type" in paper else None
    if type_ is not None and type_ not in types:
        file.refuse(f"{at}.type", f"no such document type; known are {', '.join(types)}")
    required = paper.get("required", False)
    if not isinstance(required, bool):
        file.refuse(f"{at}.required", f"true or false is expected, not {required!r}")
    form = file.text(f"{at}.form", paper["form"]) if "form" in paper else None
    return PaperRule(file.label(f"{at}.label", paper["label"]), type_, form, required)


def _agreement(file: YamlFile, key: str, value: object, papers: Mapping[str, PaperRule], types: Mapping[str, DocumentType]) -> Agreement:
    at = f"agree.{key}"
    content = file.mapping(at, value)
    file.only(at, content, ("label", "compare", "fields"), ("tolerance",))
    compare = file.text(f"{at}.compare", content["compare"])
    if compare not in set(Compare):
        file.refuse(f"{at}.compare", f"unknown comparison {compare!r}; known are {', '.join(Compare)}")
    tolerance = content.get("tolerance", 0)
    if isinstance(tolerance, bool) or not isinstance(tolerance, int | float) or not 0 <= tolerance < 1:
        file.refuse(f"{at}.tolerance", f"a share from 0 to 1 is expected, not {tolerance!r}")
    if tolerance and compare != Compare.AMOUNT:
        file.refuse(f"{at}.tolerance", "only amounts have a tolerance")
    fields = {}
    for paper, where in file.mapping(f"{at}.fields", content["fields"]).items():
        if paper not in papers:
            file.refuse(f"{at}.fields.{paper}", f"no such paper; known are {', '.join(papers)}")
        fields[paper] = _ways(file, f"{at}.fields.{paper}", where, types.get(papers[paper].type or ""))
    if len(fields) < 2:
        file.refuse(f"{at}.fields", "two papers or more are expected")
    return Agreement(key, file.label(f"{at}.label", content["label"]), Compare(compare), float(tolerance), fields)


def _ways(file: YamlFile, at: str, value: object, type_: DocumentType | None) -> tuple[tuple[str, ...], ...]:
    """`a.b`: one field; `[a.b, a.c]`: two, one after the other; `{any: [...]}`: one of several such."""
    if isinstance(value, Mapping):
        file.only(at, file.mapping(at, value), ("any",))
        ways = value["any"]
        if not isinstance(ways, list) or not ways:
            file.refuse(f"{at}.any", "a list is expected")
        return tuple(_way(file, f"{at}.any", way, type_) for way in ways)
    return (_way(file, at, value, type_),)


def _way(file: YamlFile, at: str, value: object, type_: DocumentType | None) -> tuple[str, ...]:
    keys = tuple(file.text(at, key) for key in (value if isinstance(value, list) else [value]))
    for key in keys:
        if not KEY.fullmatch(key):
            file.refuse(at, f"{key!r} is no key of a field")
        if type_ is not None and key not in type_.fields:
            file.refuse(at, f"{type_.key} has no field {key}")
    if not keys:
        file.refuse(at, "a field is expected")
    return keys
