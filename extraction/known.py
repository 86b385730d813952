"""What the values on one paper say about each other before any is chosen: codes, dates, towns."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.document import Candidate
from domain.document_type import FieldType
from extraction.constraints.codice_fiscale import given_name_letters, surname_letters
from extraction.page_view import fold
from extraction.values import places, tax_code
from extraction.words import given_names

_MOST_CODES = 6
_MOST_WORDS = 5
"""Words of a name that are compared with a code."""
_TOWNS = (".birth_place", ".city", ".place", ".signing_place", ".jurisdiction", ".birth_province", ".province")


@dataclass(frozen=True)
class Known:
    """The codici fiscali of persons, the dates and the names among the candidates of a document, and how often each value stands there."""

    codes: tuple[str, ...]
    born: tuple[date, ...]
    """Birth dates told by the codes; the century is guessed."""
    dates: tuple[str, ...]
    """Distinct dates, ISO 8601, earliest first."""
    initials: Mapping[str, frozenset[str]]
    """Prefix of a party's keys -> the six letters that a code of any of its names could begin with."""
    values: Mapping[tuple[str, str], int]

    @classmethod
    def of(cls, candidates: Sequence[Candidate], fields: Mapping[str, FieldType]) -> Known:
        """What the candidates of one document hold."""
        codes: dict[str, None] = {}
        dates: set[str] = set()
        initials: dict[str, set[str]] = defaultdict(set)
        values: dict[tuple[str, str], int] = defaultdict(int)
        for c in candidates:
            if c.value is None:
                continue
            values[c.key, repr(c.value)] += 1
            text = str(c.value)
            if fields[c.key].kind == "date":
                dates.add(text)
            elif fields[c.key].kind in ("tax_code", "tax_id") and len(text) == 16:
                codes[text] = None
            elif c.key.endswith(".name") and values[c.key, repr(c.value)] == 1:
                initials[c.key.rpartition(".")[0]].update(_initials(text))
        some = tuple(codes)[:_MOST_CODES]
        born = tuple(b for code in some if (b := tax_code.birth_of(code)[0]) is not None)
        return cls(some, born, tuple(sorted(dates)), {k: frozenset(v) for k, v in initials.items()}, values)

    def agreement(self, c: Candidate, kind: str) -> dict[str, float]:
        """Features of a candidate: 1 agrees with a code on the paper, 0 with none; a feature with nothing to compare is left out."""
        if c.value is None:
            return {}
        text, name = str(c.value), c.key.rpartition(".")[2]
        found: dict[str, float] = {"same_value": float(self.values[c.key, repr(c.value)]), "code_known": float(len(self.codes))}
        if kind == "date":
            found |= self._among_dates(text)
        if c.key.endswith(_TOWNS):
            found |= self._town(text, name)
        if name == "tax_id" and len(text) == 16 and (initials := self.initials.get(c.key.rpartition(".")[0])):
            found["name_agrees"] = float(text[:6] in initials)
        if not self.codes:
            return found
        if name == "surname":
            found["surname_agrees"] = float(any(code[:3] == surname_letters(text) for code in self.codes))
        elif name == "given_name":
            words = text.split()
            found["given_agrees"] = float(any(code[3:6] == given_name_letters(text) for code in self.codes))
            found["given_name_share"] = sum(fold(w) in given_names() for w in words) / max(1, len(words))
        elif name == "name":
            found["name_agrees"] = float(not {code[:6] for code in self.codes}.isdisjoint(_initials(text)))
        elif name == "sex":
            found["sex_agrees"] = float(any((code[9] in "4567PQRS") == (text == "F") for code in self.codes))
        return found

    def _among_dates(self, iso: str) -> dict[str, float]:
        """How a date stands to the others: a paper is signed last, and born people were born first."""
        found = {
            "later_dates": float(len(self.dates) - bisect_right(self.dates, iso)),
            "years_before": float(int(self.dates[-1][:4]) - int(iso[:4])),
        }
        if self.codes:
            month_day, year = iso[5:], iso[2:4]
            found["date_agrees"] = float(any(b.isoformat()[5:] == month_day and b.isoformat()[2:4] == year for b in self.born))
        return found

    def _town(self, text: str, name: str) -> dict[str, float]:
        towns = places.by_name().get(" ".join(text.lower().replace("'", "").split()), [])
        found = {"comune": float(bool(towns))}
        if name == "birth_place" and self.codes:
            found["place_agrees"] = float(any(t.code in {code[11:15] for code in self.codes} for t in towns))
        return found


def _initials(name: str) -> Iterator[str]:
    """The six letters of a code for every way to part a name into surname and given name, in either order."""
    words = name.split()
    if 2 <= len(words) <= _MOST_WORDS:
        for cut in range(1, len(words)):
            front, back = " ".join(words[:cut]), " ".join(words[cut:])
            yield surname_letters(front) + given_name_letters(back)
            yield surname_letters(back) + given_name_letters(front)
