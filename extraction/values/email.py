"""E-mail addresses, lower case."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from domain.page import CharReading
from extraction.values.confusion import clean
from extraction.values.parsed import Parsed, best_first

_ADDRESS = re.compile(r"[a-z0-9](?:[a-z0-9._+\-]*[a-z0-9_])?@[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?(?:\.[a-z0-9\-]+)*\.[a-z]{2,10}")
_AT = "©®€¢&"
"""What a reading engine makes of @."""
_LABELS = frozenset({"email", "mail", "elettronica", "pec", "indirizzo", "posta", "contatto", "recapito", "recapiti", "e", "web"})
"""Words before an address that are no part of it."""
_GLUED = re.compile(r"^(?:indirizzo)?(?:e-?mail|pec|posta(?:elettronica)?)(?=[a-z0-9._\-]{3,}@)")
"""A label that the reading has glued to the address. Real addresses begin so too: both readings are offered."""
_ENDINGS = ("it", "com", "eu", "net", "org", "info", "gov.it", "edu", "fr", "de", "es", "ch", "uk", "me", "biz", "cloud", "email", "online")


def parse(text: str, chars: Sequence[CharReading] = ()) -> list[Parsed]:
    """Addresses of the text; lost or misread @ and points are put back as repairs."""
    lower = text.casefold().replace("(at)", "@").replace("[at]", "@").replace("＠", "@")
    lower = re.sub(r"^\s*(?:indirizzo\s+)?(?:e-?mail|pec|posta\s+elettronica)\s*[:.]\s*", "", lower)
    found = [*_addresses(lower, text, 0.0, False)]
    joined = re.sub(r"\s*([@._\-])\s*", r"\1", lower)
    joined = re.sub(r",(?=[a-z])", ".", joined)
    if joined != lower:
        found += _addresses(joined, text, -0.5, False)
    squeezed = re.sub(r"\s+", "", joined)
    if squeezed != joined:
        found += _addresses(squeezed, text, -1.0 - 0.3 * len(joined.split()), True)
    found += _lost_underscore(joined, text)
    if "@" not in lower:
        for sign in _AT:
            if sign in squeezed:
                found += _addresses(squeezed.replace(sign, "@", 1), text, -2.0, True)
        found += _lost_at(squeezed, text)
    found += _lost_point(squeezed, text)
    found += [_unglued(p, match[0]) for p in found if (match := _GLUED.match(str(p.value)))]
    return best_first(found)


def _unglued(parsed: Parsed, label: str) -> Parsed:
    """The address without the label; likelier than with it where the label is a whole word."""
    value = str(parsed.value).removeprefix(label).lstrip("._-")
    return replace(parsed, value=value, score=parsed.score + (0.5 if "mail" in label else -1.0), repaired=True)


def _addresses(lower: str, text: str, score: float, repaired: bool) -> list[Parsed]:
    out = []
    for match in _ADDRESS.finditer(lower):
        value = match[0].strip(".-")
        known = value.rsplit(".", 1)[-1] in _tlds()
        at = text.casefold().find(value)
        rest = len(re.sub(r"\W", "", lower)) - len(re.sub(r"\W", "", value))
        reasons = ("confused_characters",) if repaired else ()
        raw = text[at : at + len(value)] if at >= 0 else text
        out.append(
            Parsed(value, raw, max(0, at), score - 0.05 * rest - (0.0 if known else 2.0), repaired, reasons, known and ".." not in value)
        )
    return out


@cache
def _tlds() -> frozenset[str]:
    return frozenset(e.split(".")[-1] for e in _ENDINGS)


def _lost_underscore(joined: str, text: str) -> Iterator[Parsed]:
    """`germana fanucci@fibranova.it`: a printed line swallows the underscore between two words."""
    match = re.search(r"(?<![\w.@])([a-z]{2,})\s+([a-z][a-z0-9.\-]*@\S+)$", joined)
    if match and match[1] not in _LABELS:
        yield from _addresses(f"{match[1]}_{match[2]}", text, -1.5, True)


def _lost_at(squeezed: str, text: str) -> list[Parsed]:
    """`mario.rossiagmail.com`: an `a` or `q` or `e` that stands for @ before a well-known host."""
    match = re.fullmatch(
        r"([a-z0-9][a-z0-9._\-]{2,})(?:a|q|e|0|o|2)((?:gmail|libero|hotmail|yahoo|outlook|alice|tiscali|virgilio|pec|icloud|live)[a-z.\-]*\.[a-z]{2,4})",
        squeezed,
    )
    return [Parsed(f"{match[1]}@{match[2]}", text, 0, -4.0, True, ("confused_characters",), True)] if match else []


def _lost_point(squeezed: str, text: str) -> list[Parsed]:
    """`rossi@mailit`: the point before the ending was lost."""
    match = re.fullmatch(r"([a-z0-9][a-z0-9._+\-]*@[a-z0-9\-]{3,})(it|com|eu|net|org)", clean(squeezed))
    return [Parsed(f"{match[1]}.{match[2]}", text, 0, -3.0, True, ("missing_point",), True)] if match else []
