"""One reading of a code, decoded: what the paper most likely says, and how surely.

Three things can be behind a reading that fails its check: the engine misread a right code, a person slipped when writing it, or
both. A correction is proposed only for the first, and only as surely as the slip can be excluded.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from domain.page import CharReading
from extraction.constraints import codice_fiscale, iban, partita_iva
from extraction.constraints.channel import DROPPED, INSERTED, Observed, likelihoods, noise_of, observe
from extraction.constraints.checksum import Decoded
from extraction.values import iban as iban_value
from extraction.values import parse as parse_value
from extraction.values import tax_code

SLIP = 0.03
"""Share of codes that a person wrote wrong."""
SLIP_CHOICES = 200.0
"""In how many ways one slip (a wrong or two swapped characters) can go."""
SURE = 0.99
"""Posterior from which a correction may be made."""
PASSES_TWICE = 1.0 - 1.0 / 2500
"""Posterior of an IBAN that passes both its checks as read: one wrong string in 97 x 26 does."""
DECODED_KINDS = frozenset({"tax_code", "tax_id", "iban"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reading of a code may mean."""

    written: str
    """The code with every character read as it looks, pressed into its mask: what stands there if the engine is right."""
    value: str
    """The likeliest code that passes its check; equal to `written` when that passes."""
    posterior: float
    """Probability that the paper says `value`, slips of the writer weighed in. An input to calibration, no confidence."""
    passes: bool
    """Whether `written` passes its check."""


def decode(
    kind: str, text: str, chars: Sequence[CharReading] = (), person: codice_fiscale.Person = codice_fiscale.Person()
) -> list[tuple[str, float]]:
    """(value, posterior) of a code reading, likeliest first: the decoded one and, where it differs, the one as written.

    Kinds: tax_code, tax_id, iban; empty for others and for a text without a code.
    """
    reading = read_code(kind, text, chars, person)
    if reading is None:
        return []
    if reading.value == reading.written:
        return [(reading.value, reading.posterior)]
    return sorted([(reading.value, reading.posterior), (reading.written, 1.0 - reading.posterior)], key=lambda v: -v[1])


def read_code(
    kind: str, text: str, chars: Sequence[CharReading] = (), person: codice_fiscale.Person = codice_fiscale.Person()
) -> Reading | None:
    """The code in `text` decoded; None for a kind without a check or a text without a code."""
    if kind not in DECODED_KINDS:
        return None
    parsed = parse_value(kind, text)
    if not parsed or not isinstance(parsed[0].value, str):
        return None
    written = parsed[0].value
    if kind == "iban" and parsed[0].valid and not parsed[0].repaired:
        return Reading(written, written, PASSES_TWICE, True)
    found = _decoded(kind, written, _observed(parsed[0].raw, parsed[0].start, text, chars, len(written)), person)
    if found is None:
        return Reading(written, written, 0.5, bool(parsed[0].valid))
    decoded, observed = found
    return Reading(written, decoded.text, _posterior(decoded, observed, written), bool(parsed[0].valid))


def _observed(raw: str, start: int, text: str, chars: Sequence[CharReading], length: int) -> list[Observed]:
    """The characters of the code alone; a label glued before it falls off."""
    part = chars[start : start + len(raw)] if len(chars) == len(text) else ()
    seen = observe(raw, part)
    return seen[-length:] if len(seen) > length else seen


def _decoded(kind: str, written: str, observed: list[Observed], person: codice_fiscale.Person) -> tuple[Decoded, list[Observed]] | None:
    if kind == "iban":
        return iban.decode_iban(observed) if written.startswith("IT") else None
    if len(written) == 11 and written.isdigit():
        return partita_iva.decode_vat_number(observed)
    return codice_fiscale.decode_code(observed, person)


def _posterior(decoded: Decoded, observed: list[Observed], written: str) -> float:
    """How surely the paper says the decoded code: against all other passing codes, and against a slip of the writer."""
    others = math.exp(decoded.score - decoded.total)
    if decoded.text == written:
        return others
    return others * misread_rather_than_slip(decoded.text, written, observed)


def misread_rather_than_slip(value: str, written: str, observed: Sequence[Observed]) -> float:
    """Probability that the paper says `value` and the engine misread it, rather than that somebody who meant `value` wrote `written`.

    `observed` is as long as `value`; a `written` of another length lacks or has a character too many.
    """
    if len(value) == len(written):
        slip, change = SLIP / SLIP_CHOICES ** min(_slips(value, written), 3), 0.0
    else:
        slip, change = SLIP / (50 * SLIP_CHOICES), DROPPED if len(written) < len(value) else INSERTED
    verbatim = sum(math.log(o.reading.score if o.reading and o.reading.score > 0 else 0.98) for o in observed if o.char)
    ratio = slip / (1.0 - SLIP) * math.exp(min(50.0, verbatim - _channel(value, observed) - change))
    return 1.0 / (1.0 + ratio)


def _slips(one: str, other: str) -> int:
    """Wrong characters, two swapped neighbours counting once."""
    apart = [i for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    swapped = sum(1 for i, j in itertools.pairwise(apart) if j == i + 1 and one[i] == other[j] and one[j] == other[i])
    return len(apart) - swapped


def _channel(text: str, observed: Sequence[Observed]) -> float:
    """Log-likelihood of the observation when the paper says `text`."""
    noise = noise_of(observed)
    total = 0.0
    for char, seen in zip(text, observed, strict=True):
        if seen.char is not None:
            total += likelihoods(seen, char, noise)[0][1]
    return total


def passes(kind: str, value: str) -> bool | None:
    """Whether a value in normal form passes the check of its kind; None for a kind without one."""
    if kind == "iban":
        return iban_value.is_valid(value)
    if kind in ("tax_code", "tax_id"):
        return tax_code.luhn(value) if len(value) == 11 and value.isdigit() else tax_code.is_valid(value)
    return None
