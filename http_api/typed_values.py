"""What a reviewer typed, in the normal form of its kind: the page's checks are a courtesy, these count."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

from domain.document import Value
from domain.document_type import KINDS
from domain.errors import InputError
from extraction.values import parse

_FREE_TEXT = frozenset({"text", "name", "place", "address"})
_YES_OR_NO = frozenset({"boolean", "signature"})
LONGEST = 4_000


def normal_form(key: str, kind: str, typed: Value, options: Collection[str], as_written: bool) -> Value:
    """The typed value in normal form; null stays null.

    `as_written` keeps a value that fails its check, because it stands so on the paper. Raises InputError `invalid_value`,
    `check_failed`.
    """
    if typed is None:
        return None
    if kind == "choices":
        return _choices(key, typed, options)
    if kind in _YES_OR_NO:
        if not isinstance(typed, bool):
            raise InputError("invalid_value", f"{key}: send true or false.")
        return typed
    if isinstance(typed, (bool, list)):
        raise InputError("invalid_value", f"{key}: send one text.")
    text = " ".join(unicodedata.normalize("NFC", str(typed)).split())
    if len(text) > LONGEST:
        raise InputError("invalid_value", f"{key}: at most {LONGEST} characters.")
    if not text:
        return None
    if kind == "choice":
        if text not in options:
            raise InputError("invalid_value", f"{key}: choose one of {', '.join(options)}.")
        return text
    return text if kind in _FREE_TEXT or kind not in KINDS else _checked(key, kind, text, as_written)


def _choices(key: str, typed: Value, options: Collection[str]) -> list[str]:
    if not isinstance(typed, list) or not set(typed) <= set(options):
        raise InputError("invalid_value", f"{key}: choose among {', '.join(options)}.")
    return [option for option in options if option in typed]


def _checked(key: str, kind: str, text: str, as_written: bool) -> Value:
    found = [p for p in parse(kind, text) if not p.repaired and p.raw.strip("€ ") == text.strip("€ ")]
    right = next((p for p in found if p.valid is not False), None)
    if right is not None:
        return right.value
    if as_written:
        return found[0].value if found else text
    code = "check_failed" if found else "invalid_value"
    raise InputError(code, f"{key}: this is not a right {kind.replace('_', ' ')}. If it stands so on the paper, send it `as_written`.")
