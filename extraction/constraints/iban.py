"""Italian IBAN through the noisy channel: check digits (mod 97), CIN (mod 26) and the register of banks.

Source: ISO 13616, ABI technical rules for the CIN; the register is schwifty's, which lacks payment institutions, hence a soft prior.
"""

from __future__ import annotations

import math
from functools import cache
from itertools import product

from schwifty import registry

from extraction.constraints.channel import Observed, likelihoods, noise_of
from extraction.constraints.checksum import Decoded, Option, decode, decode_of_length
from extraction.constraints.codice_fiscale import _values as check_values

_DIGITS, _LETTERS = "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_UNKNOWN_BANK = math.log(0.1)
_LETTER_IN_ACCOUNT = math.log(0.02)
LENGTH = 27


@cache
def known_banks() -> frozenset[str]:
    """ABI codes of Italian banks."""
    return frozenset(bank.bank_code for bank in registry.get_banks_by_country("IT"))


def decode_iban(observed: list[Observed]) -> tuple[Decoded, list[Observed]] | None:
    """The likeliest Italian IBAN that passes both checks, with the observation brought to 27 characters."""
    return decode_of_length(observed, LENGTH, _decode_exact)


def _decode_exact(observed: list[Observed]) -> Decoded | None:
    """Letters of an account change how many digits follow, so each set of letter places is a decoding of its own: as read, or none."""
    noise = noise_of(observed)
    letters = frozenset(i for i in range(15, LENGTH) if (observed[i].char or "0") in "ABCDEFHJKMNPRUVWXY")
    found = [d for places in {frozenset[int](), letters} if (d := _decode_with(observed, places, noise))]
    return max(found, key=lambda d: d.score, default=None)


def _decode_with(observed: list[Observed], letters: frozenset[int], noise: float) -> Decoded | None:
    weights = _weights(letters)
    parts = [_country(observed, noise)]
    for i in range(2, LENGTH):
        if 5 <= i < 10:
            continue
        alphabet = _LETTERS if i == 4 or i in letters else _DIGITS
        prior = _LETTER_IN_ACCOUNT if i in letters else 0.0
        parts.append([Option(c, s + prior, _residue(c, i, weights)) for c, s in likelihoods(observed[i], alphabet, noise)])
        if i == 4:
            parts.append(_bank(observed, weights, noise))
    return decode(parts, (97, 26), (1, 0))


def _country(observed: list[Observed], noise: float) -> list[Option]:
    score = sum(dict(likelihoods(o, _LETTERS, noise))[c] for o, c in zip(observed, "IT", strict=False))
    return [Option("IT", score, (182900 % 97, 0))] if len(observed) >= 2 else []


def _bank(observed: list[Observed], weights: list[int], noise: float) -> list[Option]:
    """The five digits of the bank together, known ones preferred."""
    columns = [likelihoods(observed[i], _DIGITS, noise)[: 10 if observed[i].char is None else 3] for i in range(5, 10)]
    scored = []
    for choice in product(*columns):
        code = "".join(c for c, _ in choice)
        scored.append((sum(s for _, s in choice) + (0.0 if code in known_banks() else _UNKNOWN_BANK), code))
    options = []
    for score, code in sorted(scored, reverse=True)[:40]:
        residues = [_residue(c, 5 + j, weights) for j, c in enumerate(code)]
        options.append(Option(code, score, (sum(r[0] for r in residues) % 97, sum(r[1] for r in residues) % 26)))
    return options


def _weights(letters: frozenset[int]) -> list[int]:
    """For each position the power of ten (mod 97) of its last digit in the rearranged number: BBAN, country, check digits."""
    weights = [0] * LENGTH
    power = 0
    weights[3], weights[2] = 1, 10
    power = 2 + 4
    for i in range(LENGTH - 1, 3, -1):
        weights[i] = pow(10, power, 97)
        power += 2 if i in letters or i == 4 else 1
    return weights


def _residue(char: str, position: int, weights: list[int]) -> tuple[int, int]:
    """What a character adds to the number mod 97 and to the CIN's sum mod 26."""
    value = int(char) if char.isdigit() else ord(char) - 55
    if position < 4:
        return value * weights[position] % 97, 0
    if position == 4:
        return value * weights[4] % 97, (ord("A") - ord(char)) % 26
    odds, evens = check_values()
    return value * weights[position] % 97, (odds if (position - 5) % 2 == 0 else evens)[char] % 26
