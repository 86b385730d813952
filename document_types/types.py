"""The document types: each folder with a `type.yaml` is one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from document_types.yaml_file import YamlFile
from domain.document_type import KINDS, DocumentType, FieldType
from domain.errors import SetupError

SHIPPED = Path(__file__).parent
KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")


def load_types(folder: Path = SHIPPED) -> dict[str, DocumentType]:
    """Every type of `folder`, by key, in alphabetical order; a type's key is its folder's name.

    Raises SetupError `bad_document_type` naming file and key.
    """
    return {path.parent.name: _load_type(path) for path in sorted(folder.glob("*/type.yaml"))}


@cache
def shipped_types() -> Mapping[str, DocumentType]:
    """The types that came with the program, read once in a process."""
    return load_types()


def _load_type(path: Path) -> DocumentType:
    file = YamlFile(path, SetupError, "bad_document_type")
    if not KEY.fullmatch(path.parent.name):
        file.refuse("", "the folder's name is the type's key: small letters, digits and _")
    content = file.read()
    file.only("", content, ("label", "fields"))
    fields = {key: _field(file, key, value) for key, value in file.mapping("fields", content["fields"]).items()}
    return DocumentType(path.parent.name, file.label("label", content["label"]), fields)


def _field(file: YamlFile, key: str, value: object) -> FieldType:
    at = f"fields.{key}"
    if not KEY.fullmatch(key):
        file.refuse(at, "a key is small letters, digits and _, with points between its parts")
    field = file.mapping(at, value)
    file.only(at, field, ("kind", "label"), ("options",))
    kind = file.text(f"{at}.kind", field["kind"])
    if kind not in KINDS:
        file.refuse(f"{at}.kind", f"unknown kind {kind!r}; known are {', '.join(KINDS)}")
    label, listed = file.label(f"{at}.label", field["label"]), field.get("options")
    labels = {option: file.label(f"{at}.options.{option}", text) for option, text in listed.items()} if isinstance(listed, dict) else {}
    return FieldType(key, kind, label, _options(file, at, kind, list(labels) or listed), labels)


def _options(file: YamlFile, at: str, kind: str, value: object) -> tuple[str, ...]:
    """`value`: a list of options, or a mapping of each to its label."""
    if kind not in ("choice", "choices"):
        if value is not None:
            file.refuse(f"{at}.options", f"only a choice has options, not a {kind}")
        return ()
    if not isinstance(value, list) or len(value) < 2:
        file.refuse(f"{at}.options", "a list of two or more is expected")
    options = tuple(file.text(f"{at}.options", option) for option in value)
    if len(set(options)) < len(options):
        file.refuse(f"{at}.options", "an option stands twice")
    return options
