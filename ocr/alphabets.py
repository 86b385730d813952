"""Which characters a value of a kind is written with."""

from __future__ import annotations

DIGITS = "0123456789"
CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SMALL = "abcdefghijklmnopqrstuvwxyz"
ACCENTED = "àèéìíòóùúÀÈÉÌÍÒÓÙÚ"
LETTERS = CAPITALS + SMALL + ACCENTED + "äöüßñçâêîôûÄÖÜÇ'’.-"
COMB_ALPHABET = CAPITALS + SMALL + ACCENTED + DIGITS + "/.-@'"
"""What is written in cells of which nothing is known."""

ALPHABETS: dict[str, str] = {
    "name": LETTERS + ",&",
    "place": LETTERS + "()/",
    "date": DIGITS + "/.-" + SMALL + CAPITALS + "ì",
    "money": DIGITS + ".,-'€/" + "EUR" + "euro",
    "percent": DIGITS + ".,%-",
    "integer": DIGITS + ".",
    "tax_code": CAPITALS + SMALL + DIGITS,
    "tax_id": DIGITS + CAPITALS,
    "iban": CAPITALS + SMALL + DIGITS,
    "postal_code": DIGITS,
    "province": CAPITALS + SMALL + "()",
    "phone": DIGITS + "+()/-.",
    "email": SMALL + CAPITALS + DIGITS + "@._-+",
}
"""Value kind -> characters; a kind that is missing is not restricted."""


def alphabet_of(kind: str) -> str | None:
    """The characters of a kind, None for any."""
    return ALPHABETS.get(kind)


def comb_alphabet_of(kind: str) -> str:
    """The characters of a kind in a comb: months are not spelled out there."""
    return DIGITS + "/.-" if kind == "date" else ALPHABETS.get(kind, COMB_ALPHABET)
