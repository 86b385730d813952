"""Partita IVA through the noisy channel: eleven digits, the last a Luhn check (weak: one string in ten passes)."""

from __future__ import annotations

from extraction.constraints.channel import Observed, likelihoods, noise_of, of_length
from extraction.constraints.checksum import Decoded, Option, decode

_DIGITS = "0123456789"


def decode_vat_number(observed: list[Observed]) -> tuple[Decoded, list[Observed]] | None:
    """The likeliest number that passes its check, with the observation; None for another length (too weak a check to insert digits)."""
    ways = of_length(observed, 11, most=0)
    if not ways:
        return None
    noise = noise_of(observed)
    parts = [[Option(c, s, (_residue(c, i), 0)) for c, s in likelihoods(o, _DIGITS, noise)] for i, o in enumerate(observed)]
    found = decode(parts, (10, 1), (0, 0))
    return (found, observed) if found else None


def _residue(char: str, position: int) -> int:
    return int(char) if position % 2 == 0 else sum(divmod(2 * int(char), 10))
