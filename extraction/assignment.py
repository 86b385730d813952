"""One place on the paper is not the value of two fields: the best joint choice among rivals of one kind."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from domain.document import Candidate
from domain.document_type import FieldType
from extraction.scoring import Scored

_SHARED = frozenset({"signature", "choice", "choices"})
"""Kinds whose fields are told apart by more than their place."""
_FLOOR = 1e-9

Place = tuple[int, float, float, str]


def place_of(candidate: Candidate) -> Place | None:
    """Where a candidate stands, coarse enough that two readings of one text agree; None for blanks."""
    if candidate.box is None or candidate.page is None or candidate.value is None:
        return None
    x, y = candidate.box.center
    return candidate.page, round(x, 2), round(y, 2), repr(candidate.value)


def assign(scored: Mapping[str, list[Scored]], fields: Mapping[str, FieldType]) -> dict[str, list[Scored]]:
    """`scored` with the candidates that the joint choice gives to another field taken out."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for key in scored:
        if fields[key].kind not in _SHARED:
            by_kind[fields[key].kind].append(key)
    result = dict(scored)
    for keys in by_kind.values():
        tops = [place_of(scored[k][0].candidate) for k in keys if scored[k]]
        wanted = [p for p in tops if p is not None]
        if len(set(wanted)) < len(wanted):
            result |= _joint(keys, scored)
    return result


def _joint(keys: Sequence[str], scored: Mapping[str, list[Scored]]) -> dict[str, list[Scored]]:
    """The assignment of places to fields with the largest product of probabilities; each field may stay blank."""
    places: dict[Place, int] = {}
    chances: list[dict[Place | None, float]] = []
    for key in keys:
        chance: dict[Place | None, float] = defaultdict(float)
        for s in scored[key]:
            place = place_of(s.candidate)
            chance[place] += s.probability
            if place is not None:
                places.setdefault(place, len(places))
        chances.append(chance)
    cost = np.full((len(keys), len(places) + len(keys)), -math.log(_FLOOR))
    for i, chance in enumerate(chances):
        for place, p in chance.items():
            column = places[place] if place is not None else len(places) + i
            cost[i, column] = -math.log(max(p, _FLOOR))
    rows, columns = linear_sum_assignment(cost)
    owner = {int(column): keys[row] for row, column in zip(rows, columns, strict=True)}
    return {key: _without_others(scored[key], {p for p, column in places.items() if owner.get(column, key) != key}) for key in keys}


def _without_others(group: list[Scored], taken: set[Place]) -> list[Scored]:
    """The candidates that are left, with the probabilities they had: a second choice is no surer because the first is gone."""
    kept = [s for s in group if place_of(s.candidate) not in taken]
    return kept or group
