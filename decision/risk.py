"""Risk classes and strata: certificates are pooled over fields that fail for the same reasons."""

from __future__ import annotations

from domain.document import LogicalDocument

CLASSES = ("checksum", "typed", "dictionary", "text", "mark", "hand")
STRATA = ("known_form", "known_layout", "new_layout", "unseen")
ENOUGH_SEEN = 3
"""Reviewed documents after which a layout is known."""
_BY_KIND = {
    "tax_code": "checksum", "tax_id": "checksum", "iban": "checksum",
    "date": "typed", "money": "typed", "percent": "typed", "integer": "typed", "phone": "typed", "email": "typed", "postal_code": "typed",
    "place": "dictionary", "province": "dictionary",
    "name": "text", "address": "text", "text": "text",
    "choice": "mark", "choices": "mark", "boolean": "mark",
    "signature": "hand",
}  # fmt: skip


def risk_class(kind: str) -> str:
    """The class of a kind of domain.document_type.KINDS; raises KeyError for another name."""
    return _BY_KIND[kind]


def stratum(document: LogicalDocument, layout_seen: float) -> str:
    """How well the page design is known."""
    if document.form is not None:
        return "known_form"
    if layout_seen >= ENOUGH_SEEN:
        return "known_layout"
    return "new_layout" if layout_seen > 0 else "unseen"
