"""Form definitions: a folder with `form.yaml` and the blank form beside it describes one printed form."""

from __future__ import annotations

import re
from pathlib import Path

from document_types.types import load_types
from document_types.yaml_file import YamlFile
from domain.document_type import KINDS, FormDefinition, FormFieldType, FormOption
from domain.errors import InputError
from domain.geometry import Box, union

FORM_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
FIELD_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9][A-Za-z0-9_-]*)*")
BLANK_SUFFIXES = (".pdf", ".png", ".tif", ".tiff", ".jpg", ".jpeg")
MAX_PAGES = 200
MAX_COMB = 64
SMALLEST = 0.001
"""A zone narrower or lower than this share of the page is a slip of the pen."""


def load_forms(folder: Path) -> dict[str, FormDefinition]:
    """Every form definition under `folder` (itself one, or a tree of them), by key. Raises InputError `bad_form_definition`."""
    if not folder.is_dir():
        raise InputError("bad_form_definition", f"{folder}: there is no such folder of form definitions")
    forms: dict[str, FormDefinition] = {}
    for path in sorted(folder.rglob("form.yaml")):
        form = load_form(path.parent)
        if form.key in forms:
            raise InputError("bad_form_definition", f"{path}: form: the key {form.key!r} is also used by {forms[form.key].blank.parent}")
        forms[form.key] = form
    return forms


def load_form(folder: Path) -> FormDefinition:
    """The form definition in `folder`. Raises InputError `bad_form_definition` naming file and key.

    Boxes are fractions of the blank page, origin at its top left; pages are 1-based.
    """
    file = YamlFile(folder / "form.yaml", InputError, "bad_form_definition")
    content = file.read()
    file.only("", content, ("form", "version", "type", "title", "blank", "fields"))
    key = file.text("form", content["form"])
    if not FORM_KEY.fullmatch(key):
        file.refuse("form", "a key is letters, digits, _ and -")
    type_ = file.text("type", content["type"])
    if type_ not in (known := load_types()):
        file.refuse("type", f"unknown type {type_!r}; known are {', '.join(known)}")
    return FormDefinition(
        key=key,
        version=file.integer("version", content["version"], 1, 1_000_000),
        type=type_,
        title=file.label("title", content["title"]),
        blank=_blank(file, folder, content["blank"]),
        fields=_fields(file, content["fields"]),
    )


def _blank(file: YamlFile, folder: Path, value: object) -> Path:
    name = file.text("blank", value)
    blank = (folder / name).resolve()
    if not blank.is_relative_to(folder.resolve()):
        file.refuse("blank", "the blank form must lie in the form's own folder")
    if not blank.is_file() or blank.suffix.lower() not in BLANK_SUFFIXES:
        file.refuse("blank", f"{name} is not a PDF or an image beside the definition")
    return blank


def _fields(file: YamlFile, value: object) -> dict[str, FormFieldType]:
    if not isinstance(value, list) or not value:
        file.refuse("fields", "a list of fields is expected")
    fields: dict[str, FormFieldType] = {}
    for number, entry in enumerate(value, 1):
        field = _field(file, f"fields[{number}]", entry)
        if field.key in fields:
            file.refuse(f"fields[{number}].key", f"{field.key!r} stands twice")
        fields[field.key] = field
    return fields


def _field(file: YamlFile, at: str, value: object) -> FormFieldType:
    field = file.mapping(at, value)
    if "key" not in field:
        file.refuse(f"{at}.key", "is missing")
    key = file.text(f"{at}.key", field["key"])
    if not FIELD_KEY.fullmatch(key):
        file.refuse(f"{at}.key", f"{key!r}: a key is letters, digits, _ and -, with points between its parts")
    at = f"fields.{key}"
    kind = file.text(f"{at}.kind", field.get("kind"))
    if kind not in KINDS:
        file.refuse(f"{at}.kind", f"unknown kind {kind!r}; known are {', '.join(KINDS)}")
    if _is_choice(kind, field):
        file.only(at, field, ("key", "label", "kind", "page", "options"))
        options = _options(file, at, field["options"])
        box, comb = union(option.box for option in options), None
    else:
        file.only(at, field, ("key", "label", "kind", "page", "box"), ("comb",))
        options, box = (), _box(file, f"{at}.box", field["box"])
        comb = file.integer(f"{at}.comb", field["comb"], 2, MAX_COMB) if "comb" in field else None
    page = file.integer(f"{at}.page", field["page"], 1, MAX_PAGES)
    return FormFieldType(key, kind, file.label(f"{at}.label", field["label"]), page, box, options, comb)


def _is_choice(kind: str, field: dict[str, object]) -> bool:
    """A boolean is drawn either as boxes to tick (`options` true and false) or as one box (`box`)."""
    return kind in ("choice", "choices") or (kind == "boolean" and "options" in field)


def _options(file: YamlFile, at: str, value: object) -> tuple[FormOption, ...]:
    if not isinstance(value, list) or not value:
        file.refuse(f"{at}.options", "a list of options is expected")
    options = tuple(_option(file, f"{at}.options[{number}]", entry) for number, entry in enumerate(value, 1))
    values = [option.value for option in options]
    for number, option in enumerate(options, 1):
        if values.count(option.value) > 1:
            file.refuse(f"{at}.options[{number}].value", f"{option.value!r} stands twice")
        if any(option.box.overlap(other.box) > 0.3 for other in options if other is not option):
            file.refuse(f"{at}.options[{number}].box", "lies on another option's box")
    return options


def _option(file: YamlFile, at: str, value: object) -> FormOption:
    option = file.mapping(at, value)
    file.only(at, option, ("value", "label", "box"))
    label = file.label(f"{at}.label", option["label"])
    return FormOption(file.text(f"{at}.value", option["value"]), label, _box(file, f"{at}.box", option["box"]))


def _box(file: YamlFile, at: str, value: object) -> Box:
    numbers = value if isinstance(value, list) else []
    if len(numbers) != 4 or any(isinstance(n, bool) or not isinstance(n, int | float) for n in numbers):
        file.refuse(at, f"four numbers [x0, y0, x1, y1] are expected, not {value!r}")
    box = Box(*(float(n) for n in numbers))
    if not (0 <= box.x0 < box.x1 <= 1 and 0 <= box.y0 < box.y1 <= 1):
        file.refuse(at, "fractions of the page from 0 to 1 are expected, x0 < x1 and y0 < y1")
    if box.width < SMALLEST or box.height < SMALLEST:
        file.refuse(at, f"is smaller than {SMALLEST} of the page")
    return box
