"""Names of persons and firms: digits inside words become letters, glued words part, titles and label remnants go."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.page import CharReading
from extraction.values.confusion import AS_LETTER, COMMON, clean
from extraction.values.parsed import Parsed, best_first

_TITLE = re.compile(
    r"^(?:(?:il|la|lo|i)\s+)?(?:sig(?:nor)?(?:\.?ra|\.?na|a|e)?|sigg|dott(?:\.?ssa|\.?sa|ore|oressa)?|avv(?:ocato)?|ing|geom|rag|arch|prof(?:\.?ssa)?|spett(?:\.?le)?|egr|gent(?:\.?ma)?)\b\.?\s*(?:/\s*(?:sig\.?)?ra\.?\s*)?",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"^(?:(?:il|la|lo|l['’])\s*)?(?:(?:com)?proprietari[oa]|locat(?:ore|rice)|condut(?:tore|trice)|inquilin[oa]|vendi(?:tore|trice)|acquirente|compra(?:tore|trice)"
    r"|committente|appalta(?:tore|trice)|prestat(?:ore|rice)|fornit(?:ore|rice)|cliente|comodante|comodatari[oa]|mandante|mandatari[oa]"
    r"|concedente|affittuari[oa]|datore\s+di\s+lavoro|titolare|richiedente|dichiarante|intestatari[oa])\b[\s:;,.\-–]*",
    re.IGNORECASE,
)
"""A role before the name; no firm and nobody is called so."""
_BUSINESS = re.compile(r"^(?:impresa|azienda|ditta|societ[àa])\b[\s:;,.\-–]*(?=[A-ZÀ-Ý])", re.IGNORECASE)
"""What a firm is, before its name or the first word of it: both are offered."""
_FORM = r"S\.?\s?r\.?\s?l\.?\s?s?\.?|S\.?\s?p\.?\s?A\.?|S\.?\s?n\.?\s?c\.?|S\.?\s?a\.?\s?s\.?|S\.?\s?s\.?|S\.?\s?c\.?\s?(?:a\s)?r\.?\s?l\.?"
_SRL = re.compile(r"\b([Ss]\.?\s?[Rr]\.?\s?)[I1|](?![A-Za-z])")
"""A firm's legal form whose l was taken for another stroke."""
INITIAL = re.compile(r"(?<![A-Za-zÀ-ÿ])l(?=[bcdfgmnprstvz][a-zà-ÿ])")
"""A capital I read as l: no Italian word begins with l and a consonant ("dell'lndustria", "lmola")."""
_GLUED_PARTICLE = re.compile(r"\b(De|Di|Da|La|Lo|Li|Del|Dal|Della|Dalla|Dello|El)(?=[A-ZÀ-Ý][a-zà-ÿ])")
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Ý][a-zà-ÿ])(?<!\bMc)(?<!\bMac)")
_GLUED_FORM = re.compile(rf"(?<=[a-zà-ÿ])(?=(?:{_FORM})$)")


def letters(word: str) -> tuple[str, float]:
    """A word with its digits read as letters in the word's own case, and what that costs; a word without letters stays."""
    initial = INITIAL.sub("I", word)
    if initial != word:
        fixed, cost = letters(initial)
        return fixed, cost + COMMON / 4
    small_l = sum(map(str.isalpha, word)) > 2 and word.count("l") == 1 and word.replace("l", "I").isupper()
    if small_l:
        fixed, cost = letters(word.replace("l", "I"))
        return fixed, cost + COMMON / 2
    if not any(c.isalpha() for c in word) or not any(c in AS_LETTER for c in word):
        return word, 0.0
    if sum(c.isalpha() for c in word) < sum(c.isdigit() for c in word):
        return word, 0.0
    upper = sum(c.isupper() for c in word) > 1 or (len(word) == 2 and word[0].isupper())
    out, cost = [], 0.0
    for i, char in enumerate(word):
        letter = AS_LETTER.get(char)
        if letter is None:
            out.append(char)
            continue
        small = "l" if char in "1|!" else letter.lower()
        out.append(letter if upper or i == 0 else small)
        cost += COMMON
    return INITIAL.sub("I", "".join(out)), cost


def parse(text: str, chars: Sequence[CharReading] = ()) -> list[Parsed]:
    """The name as written, then with glued words parted; empty without two letters."""
    written = clean(text)
    bare = clean(_ROLE.sub("", _TITLE.sub("", written))) or written
    words, cost = [], 0.0
    for word in bare.split():
        fixed, c = letters(word)
        words.append(fixed)
        cost += c
    value = _SRL.sub(r"\1l", " ".join(words).rstrip(",;:-_ "))
    if sum(c.isalpha() for c in value) < 2:
        return []
    reasons = ("confused_characters",) if cost else ()
    found = [Parsed(value, text, 0, cost, bool(cost), reasons)]
    parted = " ".join(_GLUED_FORM.sub(" ", _CAMEL.sub(" ", _GLUED_PARTICLE.sub(r"\1 ", value))).split())
    if parted != value:
        found = [
            Parsed(parted, text, 0, cost, bool(cost), (*reasons, "parted_words")),
            Parsed(value, text, 0, cost - 1.0, bool(cost), reasons),
        ]
    if (named := _BUSINESS.sub("", value)) != value:
        found.append(Parsed(named, text, 0, cost - 1.0, bool(cost), reasons))
    if bare != written:
        found.append(Parsed(written, text, 0, cost - 2.0, bool(cost), reasons))
    return best_first(found)
