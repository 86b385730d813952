"""Words around a typed value of a contract that tell which field it is, whatever the sentence."""

from __future__ import annotations

import re

_BEFORE: dict[str, dict[str, str]] = {
    "date": {
        "contract.start_date": (
            r"\bdal(?:la data del| giorno)?\s*$|decor\w*[^.]{0,30}$|inizi\w*[^.;]{0,25}$|a partire dal?[^.]{0,12}$|"
            r"effica\w*[^.]{0,20}$|con effetto dal?[^.]{0,10}$|valid\w* dal[^.]{0,8}$"
        ),
        "contract.end_date": (
            r"\b(?:sino|fino)\s+(?:a tutto\s+)?(?:al|a)[^.]{0,12}$|\b(?:al|entro il)\s*$|scad\w*[^.;]{0,25}$|"
            r"termin\w*[^.;]{0,25}$|cess\w*[^.;]{0,20}$|fine[^.;]{0,12}$"
        ),
        "contract.signing_date": r"\b(?:l[ìi1]|add[ìi]|oggi|in data|stipul\w*|sottoscri\w*|firmat\w*|fatto)\b[^.;]{0,30}$|^\W*$",
    },
    "quantity": {
        "contract.duration_months": r"dur\w*[^.;]{0,45}$|period\w*[^.;]{0,25}$|\bper\s*$|termine[^.;]{0,20}$|vigore[^.;]{0,25}$",
        "contract.notice_days": r"preavvis\w*[^.;]{0,45}$|disdett\w*[^.;]{0,60}$|reces\w*[^.;]{0,60}$|anticip\w*[^.;]{0,25}$|almeno\s*$",
    },
    "money": {
        "contract.amount": r"(?:corrispettiv|canon|prezz|compens|import|retribuz|stipend|somm|capital|valor)\w*[^.;]{0,50}$",
        "other": r"(?:cauzion|depos|penal|accont|caparr|rat[ae]|spes|polizz|massimal|bollo|registr|impost)\w*[^.;]{0,40}$",
    },
    "place": {
        "contract.jurisdiction": r"(?:foro|tribunale|giudi\w*|giurisdi\w*|competen\w*)[^.;]{0,40}$",
        "contract.signing_place": r"(?:fatto|firmat\w*|sottoscri\w*|stipul\w*|luogo|sitt?i)[^.;]{0,40}$",
    },
    "tax_id": {"other": r"(?:in persona|rappresentat|nella persona|per la quale)\w*[^;]{0,60}$"},
}  # fmt: skip
_AFTER: dict[str, dict[str, str]] = {
    "quantity": {"contract.notice_days": r"^\W*(?:di preavviso|prima|di anticipo|dalla scadenza|antecedent)"},
    "place": {"contract.signing_place": r"^\s?(?:\(\w\w\))?\W{0,3}(?:l[ìi1]|add[ìi]|il|oggi|in data)?\W{0,3}\d{1,2}\s?[°./\-\s]"},
    "money": {"other": r"^\W*(?:ciascun|cadaun|a titolo di (?:cauzione|caparra|acconto|penale))"},
}
_PERIODS = {
    "yearly": re.compile(r"\bann(?:u[oaie]|ualmente|ualità|o\b)|\bl'anno\b", re.IGNORECASE),
    "monthly": re.compile(r"\bmensil\w*|\bmes[ei]\b", re.IGNORECASE),
    "once": re.compile(
        r"\buna tantum\b|complessiv\w*|onnicomprensiv\w*|omnicomprensiv\w*|\btotale\b|\bcapitale\b|\bsomma\b|\bprezzo\b|a corpo\b",
        re.IGNORECASE,
    ),
}
"""Words that say how often an amount is paid."""
_NO_PERIOD = re.compile(
    r"tass\w+ (?:d'interesse )?annu\w+|rat[ae] (?:mensil|annu)\w+|(?:fine|entro il|\d) mes[ei]|\([^)]*\)", re.IGNORECASE
)
"""Where they say something else: the rate, the parts it is paid in, the term; and the amount in words between."""
_COMPILED = {
    side: {kind: {key: re.compile(pattern, re.IGNORECASE) for key, pattern in table.items()} for kind, table in every.items()}
    for side, every in (("before", _BEFORE), ("after", _AFTER))
}


def period(before: str, after: str) -> str:
    """How often an amount is paid, by the nearest word that says so in its sentence: once, monthly or yearly; empty when none does."""
    before, after = re.split(r"[.;]\s", before)[-1], re.split(r"[.;]\s", after)[0]
    before, after = _NO_PERIOD.sub("", before), _NO_PERIOD.sub("", after)
    nearest: list[tuple[int, str]] = []
    for name, pattern in _PERIODS.items():
        nearest += [(len(before) - m.end(), name) for m in pattern.finditer(before)]
        nearest += [(m.start(), name) for m in pattern.finditer(after)]
    told = [n for n in nearest if n[1] != "once"] or nearest
    return min(told)[1] if told else ""


def cue(kind: str, before: str, after: str) -> frozenset[str]:
    """The fields that the words before and after a value of `kind` name; `other` for what is no field."""
    found = {key for key, pattern in _COMPILED["before"].get(kind, {}).items() if pattern.search(before)}
    found |= {key for key, pattern in _COMPILED["after"].get(kind, {}).items() if pattern.search(after)}
    return frozenset(found)
