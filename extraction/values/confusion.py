"""Which characters a reading engine takes for another, and what each such reading costs."""

from __future__ import annotations

import re
import unicodedata

AS_DIGIT = {
    "O": "0", "o": "0", "Q": "0", "D": "0", "I": "1", "l": "1", "i": "1", "|": "1", "!": "1", "]": "1", "[": "1", "L": "1", "Z":
    "2", "z": "2", "A": "4", "S": "5", "s": "5", "$": "5", "G": "6", "b": "6", "T": "7", "B": "8", "&": "8", "g": "9", "q": "9",
    "°": "0", "º": "0",
}  # fmt: skip
"""Letter or stroke -> the digit it most often is."""
AS_LETTER = {
    "0": "O", "1": "I", "2": "Z", "3": "B", "4": "A", "5": "S", "6": "G", "7": "T", "8": "B", "9": "G", "|": "I", "!": "I", "$":
    "S", "€": "E", "&": "B",
}  # fmt: skip
"""Digit or sign -> the capital letter it most often is. Source: confusions counted on degraded scans (I/1, S/5, O/0, B/8, G/6, A/4)."""
STRONG = frozenset("OoQIl|!ZzSsBbGgi")
"""Characters whose confusion with a digit is common; the others are rare."""
DIGITISH = r"0-9OoQDIl|!ZzSsBbGgqiT"
"""Character class of what may be a digit; without letters that begin common words."""

COMMON, RARE = -2.0, -4.0
"""Log-likelihood of a common and of a rare confusion."""


def digits_of(text: str) -> tuple[str, float] | None:
    """`text` read as digits alone with the log-likelihood of the needed confusions; None when a character cannot be a digit."""
    out, cost = [], 0.0
    for char in text:
        if char.isascii() and char.isdigit():
            out.append(char)
        elif char in AS_DIGIT:
            out.append(AS_DIGIT[char])
            cost += COMMON if char in STRONG else RARE
        else:
            return None
    return "".join(out), cost


def has_digits(text: str, least: int) -> bool:
    """Whether `least` characters are digits as they stand: a word made only of look-alikes is not a number."""
    return sum(c.isdigit() for c in text) >= least


def folded(text: str) -> str:
    """Lower case without accents and punctuation, one space between words."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^0-9a-z]+", " ", re.sub(r"[.'’`´]", "", bare)).split())


def clean(text: str) -> str:
    """NFC with straight apostrophes, fill-in lines and comb strokes taken out, one space between words, no stray marks at the ends."""
    text = unicodedata.normalize("NFC", text).translate(
        {0x2019: "'", 0x2018: "'", 0x60: "'", 0xB4: "'", 0x2013: "-", 0x2014: "-", 0xA0: " "}
    )
    text = re.sub(r"[_…]+|\.{3,}|(?:\. ){2,}\.?|[|¦]", " ", text)
    text = " ".join(text.split())
    return text.strip(" ,;:-*/\\=~+<>«»\"'^")
