"""The papers of a case compared by its rules: what they must say alike, and what must be there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import combinations

from domain.case import DISAGREEMENT, MISSING, Agreement, CasePaper, CaseRule, CaseWarning, Compare, PaperRule, Place
from domain.comparison import fold

MOST_SURE = 0.5
"""Of two fields that disagree at least one is wrong, on the paper or in its reading: neither is surer than this."""
PARTICLES = frozenset(
    [
        "d",
        "l",
        "de",
        "di",
        "da",
        "del",
        "dal",
        "dell",
        "della",
        "dello",
        "dei",
        "degli",
        "delle",
        "dalla",
        "la",
        "lo",
        "li",
        "van",
        "von",
        "san",
    ]
)
"""Words that a name writes alone or glued to the next: De Luca, Deluca, D'Angelo."""
SILENT = frozenset(
    [
        "e",
        "ed",
        "sig",
        "sigra",
        "signor",
        "signora",
        "dott",
        "dottssa",
        "dr",
        "rag",
        "geom",
        "ing",
        "avv",
        "prof",
        "ditta",
        "spett",
        "spettle",
    ]
)
LEGAL_FORMS = {
    "societa a responsabilita limitata semplificata": "srls", "societa a responsabilita limitata": "srl", "societa per azioni": "spa",
    "societa in nome collettivo": "snc", "societa in accomandita semplice": "sas", "societa cooperativa": "soccoop", "soc coop": "soccoop",
    "s r l s": "srls", "s r l": "srl", "s p a": "spa", "s n c": "snc", "s a s": "sas",
}  # fmt: skip


def check_case(rules: Sequence[CaseRule], papers: Sequence[CasePaper], complete: bool) -> list[CaseWarning]:
    """Every disagreement between two documents; and, when the case is `complete`, every required paper that it lacks."""
    warnings: list[CaseWarning] = []
    for rule in rules:
        kinds = {name: [paper for paper in papers if _is(paper, kind)] for name, kind in rule.papers.items()}
        for agreement in rule.agreements:
            warnings += _disagreements(rule, agreement, kinds)
        if complete and kinds[rule.first]:
            warnings += _missing(rule, kinds)
    return warnings


def _is(paper: CasePaper, kind: PaperRule) -> bool:
    return paper.form == kind.form if kind.form is not None else paper.type == kind.type


def _missing(rule: CaseRule, kinds: Mapping[str, Sequence[CasePaper]]) -> Iterator[CaseWarning]:
    asking = tuple(paper.document for paper in kinds[rule.first])
    for name, kind in rule.papers.items():
        if kind.required and not kinds[name]:
            yield CaseWarning(MISSING, rule.key, name, kind.label, asking)


def _disagreements(rule: CaseRule, agreement: Agreement, kinds: Mapping[str, Sequence[CasePaper]]) -> Iterator[CaseWarning]:
    """For each pair of documents of different papers that both say it, and differently."""
    saying = [(name, paper, said) for name, ways in agreement.fields.items() for paper in kinds[name] if (said := _said(paper, ways))]
    for (name, one, of_one), (other_name, other, of_other) in combinations(saying, 2):
        if name == other_name or any(_alike(agreement, a, b) for a in of_one.values() for b in of_other.values()):
            continue
        places = [Place(p.document, key) for p, said in ((one, of_one), (other, of_other)) for keys in said for key in keys]
        yield CaseWarning(DISAGREEMENT, rule.key, agreement.key, agreement.label, (one.document, other.document), tuple(places))


def _said(paper: CasePaper, ways: Sequence[tuple[str, ...]]) -> dict[tuple[str, ...], str]:
    """The ways in which a paper says it, with what it says; a way with a blank says nothing."""
    said = {}
    for keys in ways:
        values = [paper.values.get(key) for key in keys]
        if all(value is not None and str(value).strip() for value in values):
            said[keys] = " ".join(str(value) for value in values)
    return said


def _alike(agreement: Agreement, one: str, other: str) -> bool:
    if agreement.compare is Compare.AMOUNT:
        return same_amount(one, other, agreement.tolerance)
    return _SAME[agreement.compare](one, other)


def same_amount(one: str, other: str, tolerance: float = 0.0) -> bool:
    """Whether two numbers differ by no more than that share of the larger; what is no number is compared as text."""
    try:
        a, b = Decimal(one), Decimal(other)
    except InvalidOperation:
        return fold(one) == fold(other)
    return abs(a - b) <= Decimal(str(tolerance)) * max(abs(a), abs(b))


def same_name(one: str, other: str) -> bool:
    """Whether two writings can be the name of one person or firm.

    The shorter may leave out a given name or write an initial, but two whole words of it must stand in the longer.
    """
    a, b = _name_words(one), _name_words(other)
    if not a or not b:
        return False
    if Counter(a) == Counter(b) or "".join(a) == "".join(b):
        return True
    few, many = sorted((a, b), key=len)
    left, whole = list(many), 0
    for word in sorted(few, key=len, reverse=True):
        match = next((w for w in left if w == word), None) or next((w for w in left if _is_initial(word, w)), None)
        if match is None:
            return False
        left.remove(match)
        whole += match == word
    return whole >= 2 or (whole == 1 and len(few) == len(many) == 2)


def _is_initial(one: str, other: str) -> bool:
    return min(len(one), len(other)) == 1 and one[0] == other[0]


def _name_words(name: str) -> list[str]:
    text = f" {fold(name)} "
    for written, short in LEGAL_FORMS.items():
        text = text.replace(f" {written} ", f" {short} ")
    words: list[str] = []
    carried = ""
    for word in text.split():
        if word in PARTICLES:
            carried += word
        elif word not in SILENT:
            words.append(carried + word)
            carried = ""
    return [*words, carried] if carried else words


def _same_code(one: str, other: str) -> bool:
    return _letters(one) == _letters(other)


def _letters(code: str) -> str:
    return "".join(c for c in code.upper() if c.isalnum())


_SAME: Mapping[Compare, Callable[[str, str], bool]] = {
    Compare.CODE: _same_code,
    Compare.NAME: same_name,
    Compare.TEXT: lambda one, other: fold(one) == fold(other),
    Compare.DATE: lambda one, other: one == other,
}
