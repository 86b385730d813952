"""Corrections of single fields: made only where the posterior is at least 0.99, and explained; what cannot be proved stays as written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from domain.document import Candidate, Value
from extraction.constraints.channel import Observed, observe
from extraction.constraints.codice_fiscale import Person, expected
from extraction.constraints.decoding import DECODED_KINDS, SURE, misread_rather_than_slip, read_code
from extraction.constraints.relations import text_of
from extraction.values import places, tax_code
from extraction.values.confusion import folded

_LIKE_WITNESSED, _LIKE_ALONE, _APART = 74.0, 88.0, 8.0
"""Likeness to a catalogue name that is enough with a witness and without one; how far the next name must be behind."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What decoding says of a field."""

    value: Value
    """The corrected value, None when the written one stays."""
    posterior: float
    """Probability that the paper says `value` (of the written one where that stays)."""
    explanation: str = ""


def corrected(candidate: Candidate, kind: str, values: Mapping[str, Value], person: Person) -> Correction | None:
    """The correction of a field's chosen candidate given the other values; None for kinds and values nothing can be said of."""
    if not isinstance(candidate.value, str):
        return None
    if kind in DECODED_KINDS:
        return _code(candidate, kind, person)
    if kind == "date" and candidate.key.endswith(".birth_date"):
        return _birth_date(candidate, values)
    if kind == "place":
        return _place(candidate, values)
    return None


def _code(candidate: Candidate, kind: str, person: Person) -> Correction | None:
    value = str(candidate.value)
    reading = read_code(kind, candidate.raw, candidate.chars, person)
    if reading is None or value not in (reading.written, reading.value):
        reading = read_code(kind, value, (), person)
    if reading is None:
        return None
    if reading.value == value or reading.posterior < SURE:
        return Correction(None, reading.posterior if reading.value == value else 1.0 - reading.posterior)
    return Correction(reading.value, reading.posterior, "corrected: check character" + _witnesses(kind, reading.value, person))


def _witnesses(kind: str, value: str, person: Person) -> str:
    """`, agrees with birth date and place` for what the person's fields confirm in a codice fiscale."""
    if kind == "iban" or len(value) != 16:
        return ""
    plain = tax_code.without_omocodia(value)
    parts = ((0, 3, "surname"), (3, 6, "name"), (6, 11, "birth date"), (11, 15, "place"))
    agreeing = [name for (start, end, name), wanted in zip(parts, expected(person), strict=True) if plain[start:end] in wanted]
    return ", agrees with " + " and ".join(agreeing) if agreeing else ""


def _birth_date(candidate: Candidate, values: Mapping[str, Value]) -> Correction | None:
    """A date that differs from the codice fiscale's by look-alikes only is read as the code says."""
    code = text_of(values, candidate.key.replace("birth_date", "tax_code"))
    if not code or not tax_code.is_valid(code):
        return None
    born, _, _ = tax_code.birth_of(code)
    value = str(candidate.value)
    if born is None or value[2:] == born.isoformat()[2:]:
        return None
    observed = _date_figures(candidate)
    if observed is None:
        return None
    year = born.year if int(value[:4]) >= 2000 or born.year < 2000 else born.year - 100
    meant = f"{born.day:02d}{born.month:02d}" + (f"{year:04d}" if len(observed) == 8 else f"{year % 100:02d}")
    written = "".join(o.char or "" for o in observed)
    posterior = misread_rather_than_slip(meant, written, observed)
    if posterior < SURE:
        return Correction(None, 1.0 - posterior)
    return Correction(f"{year:04d}-{born.month:02d}-{born.day:02d}", posterior, "corrected: agrees with the codice fiscale")


def _date_figures(candidate: Candidate) -> list[Observed] | None:
    """The six or eight figures of a numeric date as the engine read them; None for other writings."""
    match = re.search(r"[0-9OoIlSBZG|]{1,2}([./\-\s])[0-9OoIlSBZG|]{1,2}\1[0-9OoIlSBZG|]{2,4}|[0-9OoIlSBZG|]{8}", candidate.raw)
    if match is None:
        return None
    chars = candidate.chars[match.start() : match.end()] if len(candidate.chars) == len(candidate.raw) else ()
    observed = observe(match[0], chars)
    return observed if len(observed) in (6, 8) else None


def _place(candidate: Candidate, values: Mapping[str, Value]) -> Correction | None:
    """A name that no catalogue has, but nearly: the one that another field confirms, or the only one near."""
    name = folded(str(candidate.value))
    if not name or name in places.by_name() or name in places.EVERYDAY:
        return None
    near = places.like(name, cutoff=_LIKE_WITNESSED, limit=8)
    for other, score in near:
        witness = _witness(candidate.key, other, values)
        if witness:
            return Correction(
                places.by_name()[other][0].name,
                min(0.999, 0.99 + (score - _LIKE_WITNESSED) / 3000),
                f"corrected: catalogue name, agrees with {witness}",
            )
    if near and near[0][1] >= _LIKE_ALONE and len(name) >= 6 and (len(near) == 1 or near[1][1] <= near[0][1] - _APART):
        whole = fuzz.ratio(name.replace(" ", ""), near[0][0].replace(" ", ""))
        return Correction(
            places.by_name()[near[0][0]][0].name, 0.99 if whole >= _LIKE_ALONE else 0.9, "corrected: the only catalogue name like it"
        )
    return None


def _witness(key: str, name: str, values: Mapping[str, Value]) -> str:
    """Which other field confirms that the place of field `key` is `name`; empty when none."""
    prefix, _, field = key.rpartition(".")
    towns = places.by_name()[name]
    if field == "birth_place":
        code = text_of(values, f"{prefix}.tax_code")
        if tax_code.fits_mask(code) and any(t.code == tax_code.without_omocodia(code)[11:15] for t in towns):
            return "the codice fiscale"
        province = text_of(values, f"{prefix}.birth_province")
        return "the province" if province and any(t.province == province for t in towns) and len(name) > 5 else ""
    if field == "city":
        cap, province = text_of(values, f"{prefix}.postal_code"), text_of(values, f"{prefix}.province")
        if cap and any(t.postal_code == cap for t in towns):
            return "the postal code"
        return "the province" if province and any(t.active and t.province == province for t in towns) and len(name) > 5 else ""
    return ""
