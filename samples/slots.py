"""The blanks of forms: which field keys a blank carries, how wide it is, and what its filler writes there."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from samples.habits import Habits
from samples.ledger import Ledger, Value
from samples.pens import Piece
from samples.people import Person
from samples.wording import Split, keep
from samples.wordings.labels import LABELS, OPTIONS, WRITTEN

WIDTHS: dict[str, float] = {
    "surname": 0.42,
    "given_name": 0.38,
    "surname_name": 0.7,
    "name_surname": 0.7,
    "sex": 0.16,
    "tax_code": 0.5,
    "birth_date": 0.28,
    "birth_place": 0.42,
    "birth_province": 0.12,
    "birth_place_prov": 0.55,
    "birth_place_date": 0.7,
    "birth_date_place": 0.7,
    "address": 0.65,
    "street": 0.55,
    "house_number": 0.14,
    "postal_code": 0.18,
    "city": 0.45,
    "province": 0.12,
    "city_prov": 0.55,
    "cap_city": 0.5,
    "cap_city_prov": 0.65,
    "residence": 1.0,
    "phone": 0.38,
    "email": 0.5,
    "number": 0.34,
    "date": 0.28,
    "id_type": 0.4,
    "id_number": 0.34,
    "id_type_number": 0.6,
    "id_expiry": 0.28,
    "id_issued": 0.28,
    "id_issuer": 0.4,
    "marital": 0.45,
    "employment": 0.5,
    "employer": 0.6,
    "hired_on": 0.28,
    "income": 0.35,
    "amount": 0.36,
    "months": 0.24,
    "instalment": 0.3,
    "tan": 0.2,
    "taeg": 0.2,
    "tan_taeg": 0.36,
    "purpose": 0.55,
    "iban": 0.9,
    "place": 0.4,
    "place_date": 0.5,
    "protocol": 0.3,
    "organisation": 0.7,
    "seat": 0.8,
    "vat": 0.36,
    "other_phone": 0.32,
    "other_mail": 0.45,
    "other_name": 0.6,
    "other_town": 0.4,
    "other_date": 0.26,
    "short": 0.14,
}
"""Wish of a blank with its label, as a fraction of the text width."""

COMBS = {
    "tax_code": 16,
    "iban": 27,
    "birth_date": 8,
    "postal_code": 5,
    "birth_province": 2,
    "province": 2,
    "date": 8,
    "id_expiry": 8,
    "hired_on": 8,
    "phone": 10,
}
"""Slots that may be drawn as cells, and how many."""


@dataclass(slots=True)
class Facts:
    """Everything one document may say, before anybody knows which blanks its layout has."""

    person: Person
    prefix: str | None
    """`applicant` for whose fields are the truth; None for others on the paper."""
    habits: Habits
    today: date
    tax_code: str
    """As written: perhaps wrong."""
    values: dict[str, Value] = field(default_factory=dict)
    """Normal form of the choice slots, keyed by slot."""
    texts: dict[str, tuple[str, Value, str]] = field(default_factory=dict)
    """Other single blanks: slot -> (field key, normal form, as written)."""
    combs: dict[str, str] = field(default_factory=dict)
    """Slot -> characters for cells."""
    dates: dict[str, date] = field(default_factory=dict)


def _key(facts: Facts, name: str) -> str | None:
    return f"{facts.prefix}.{name}" if facts.prefix else None


class Filler:
    """Gives what is written in each blank, and enters it in the ledger."""

    def __init__(self, facts: Facts, ledger: Ledger, rng: random.Random, split: Split, blank: float) -> None:
        self.facts, self.ledger, self.rng, self.split, self.blank = facts, ledger, rng, split, blank
        self.never_blank = {"surname", "given_name", "surname_name", "name_surname"}

    def leaves_blank(self, slot: str) -> bool:
        """Whether the filler skips this blank."""
        chance = self.blank * (2.2 if slot in {"email", "phone", "id_expiry", "employer", "hired_on", "taeg", "protocol"} else 1.0)
        return slot not in self.never_blank and self.rng.random() < chance

    def write(self, key: str | None, value: Value) -> None:
        """Enters a value, unless it belongs to somebody else than the applicant."""
        if key is not None:
            self.ledger.write(key, value)

    def pieces(self, slot: str, label: str = "") -> list[Piece]:
        """What is written in the blank, as (key, text) parts; empty when left blank. Raises KeyError for an unknown slot."""
        if self.leaves_blank(slot):
            return []
        if slot in self.facts.texts:
            key, value, text = self.facts.texts[slot]
            self.write(key or None, value)
            return [(key or None, text)]
        if slot in WRITTEN:
            return self._choice_in_words(slot)
        return _PIECES[slot](self, label)

    def comb(self, slot: str) -> tuple[str | None, str] | None:
        """Key and characters for the cells of the slot; None when left blank or when what is written does not fit cells."""
        if slot == "phone" and len(self.facts.person.phone) != COMBS["phone"]:
            return None
        pieces = self.pieces(slot)
        if not pieces:
            return None
        key = pieces[0][0]
        f = self.facts
        chars = {
            "tax_code": f.tax_code,
            "birth_date": f"{f.person.birth_date:%d%m%Y}",
            "postal_code": f.person.town.postal_code,
            "birth_province": f.person.birth_place.province,
            "province": f.person.town.province,
            "phone": f.person.phone,
            "id_expiry": f"{f.person.id_document.expiry:%d%m%Y}",
        }.get(slot) or f.combs[slot]
        return key, chars

    def day_of(self, slot: str) -> date:
        """The day that a date slot means."""
        person = self.facts.person
        known = {
            "birth_date": person.birth_date,
            "id_expiry": person.id_document.expiry,
            "id_issued": person.id_document.issued,
            "date": self.facts.today,
        }
        return self.facts.dates.get(slot) or known[slot]

    def options(self, slot: str, layout: random.Random) -> dict[str, str]:
        """Printed word of each option, one way of writing them a layout."""
        variants = OPTIONS[slot]
        index = layout.randrange(100)
        shown = {}
        for value, words in variants.items():
            pool = keep(words, self.split)
            shown[value] = pool[index % len(pool)] if layout.random() < 0.7 else layout.choice(pool)
        return shown

    def _choice_in_words(self, slot: str) -> list[Piece]:
        value = str(self.facts.values[slot])
        key = CHOICE_KEYS[slot]
        words = keep(WRITTEN[slot][value], self.split)
        if slot == "marital":
            ending = "a" if self.facts.person.sex == "F" else "o"
            words = [w for w in words if w[-1] in f"{ending}/e" or w.endswith(("libero", "nubile"))] or list(words)
            words = [w for w in words if w != ("nubile" if ending == "o" else "celibe")] or list(words)
        text = self.rng.choice(words)
        self.write(_key(self.facts, key) if key.count(".") == 0 else (key if self.facts.prefix else None), value)
        return [(f"applicant.{key}" if "." not in key else key, text)] if self.facts.prefix else [(None, text)]

    def label(self, slot: str, layout: random.Random) -> str:
        """A printed label of the slot."""
        return layout.choice(keep(LABELS[slot], self.split))


CHOICE_KEYS = {
    "sex": "sex",
    "id_type": "id_document_type",
    "marital": "marital_status",
    "employment": "employment",
    "purpose": "loan.purpose",
    "kind": "request.kind",
}


def choice_key(slot: str) -> str:
    """The field key of a choice slot."""
    key = CHOICE_KEYS[slot]
    return key if "." in key else f"applicant.{key}"


def _one(name: str, value: Value, text: str) -> Callable[[Filler], Piece]:
    def give(filler: Filler) -> Piece:
        key = _key(filler.facts, name)
        filler.write(key, value)
        return key, text

    return give


def _part(filler: Filler, name: str) -> Piece:
    """One elementary value of the person."""
    facts, person, habits = filler.facts, filler.facts.person, filler.facts.habits
    born, document = person.birth_date, person.id_document
    known: Mapping[str, tuple[str, Value, str]] = {
        "surname": ("surname", person.surname, person.surname),
        "given_name": ("given_name", person.given_name, person.given_name),
        "sex": ("sex", person.sex, person.sex),
        "tax_code": ("tax_code", facts.tax_code, facts.tax_code),
        "birth_date": ("birth_date", born.isoformat(), habits.write_date(born)),
        "birth_place": ("birth_place", person.birth_place.name, person.birth_place.name),
        "birth_province": ("birth_province", person.birth_place.province, person.birth_place.province),
        "street": ("address", person.street, person.street),
        "postal_code": ("postal_code", person.town.postal_code, person.town.postal_code),
        "city": ("city", person.town.name, person.town.name),
        "province": ("province", person.town.province, person.town.province),
        "phone": ("phone", "+39" + person.phone, habits.write_phone(person.phone)),
        "email": ("email", person.email, person.email),
        "id_number": ("id_document_number", document.number, document.number),
        "id_expiry": ("id_document_expiry", document.expiry.isoformat(), habits.write_date(document.expiry)),
    }
    return _one(*known[name])(filler)


def _seq(*items: str) -> Callable[[Filler, str], list[Piece]]:
    """A writer of several values in a row; an item that is no value is the text between them."""

    def give(filler: Filler, _label: str) -> list[Piece]:
        return [_part(filler, item[1:]) if item.startswith("$") else (None, item) for item in items]

    return give


def _address(filler: Filler, label: str) -> list[Piece]:
    person = filler.facts.person
    street = person.street
    if (
        label in {"Via", "in via", "alla via", "Residente in via", "Abitante in via"}
        and street.startswith("Via ")
        and filler.rng.random() < 0.12
    ):
        street = street[4:]
    text = filler.facts.habits.write_address(street, person.house_number)
    return [_one("address", text, text)(filler)]


def _street(filler: Filler, label: str) -> list[Piece]:
    """The street alone; the house number follows in its own blank and completes the value."""
    person = filler.facts.person
    street = person.street
    if label in {"Via", "in via", "alla via", "Residente in via"} and street.startswith("Via ") and filler.rng.random() < 0.12:
        street = street[4:]
    key = _key(filler.facts, "address")
    filler.write(key, street)
    return [(key, street)]


def _house_number(filler: Filler, _label: str) -> list[Piece]:
    key, number = _key(filler.facts, "address"), filler.facts.person.house_number
    if key:
        so_far = filler.ledger.written.get(key)
        if not so_far:
            return []
        filler.ledger.written[key] = f"{so_far} {number}"
    return [(key, number)]


def _place_prov(filler: Filler, place: str, province: str) -> list[Piece]:
    style = filler.rng.randrange(5)
    if style == 4:
        return [_part(filler, place), (None, " - "), _part(filler, province)]
    if style == 3:
        return [_part(filler, place), (None, " "), _part(filler, province)]
    return [_part(filler, place), (None, " ("), _part(filler, province), (None, ")")]


def _birth_place_date(filler: Filler, _label: str) -> list[Piece]:
    place = _place_prov(filler, "birth_place", "birth_province") if filler.rng.random() < 0.5 else [_part(filler, "birth_place")]
    return [*place, (None, filler.rng.choice((", ", " il ", " - ", " "))), _part(filler, "birth_date")]


def _birth_date_place(filler: Filler, _label: str) -> list[Piece]:
    place = _place_prov(filler, "birth_place", "birth_province") if filler.rng.random() < 0.5 else [_part(filler, "birth_place")]
    return [_part(filler, "birth_date"), (None, filler.rng.choice((", ", " a ", " - ", " "))), *place]


def _residence(filler: Filler, label: str) -> list[Piece]:
    town = (
        [_part(filler, "postal_code"), (None, " "), *_place_prov(filler, "city", "province")]
        if filler.rng.random() < 0.7
        else _place_prov(filler, "city", "province")
    )
    address = _address(filler, label)
    joint = filler.rng.choice((", ", " - ", " "))
    return [*address, (None, joint), *town] if filler.rng.random() < 0.65 else [*town, (None, ", "), *address]


def _id_type_number(filler: Filler, _label: str) -> list[Piece]:
    return [
        *filler._choice_in_words("id_type"),
        (None, filler.rng.choice((" n. ", " ", " n° ", ": ", " nr. "))),
        _part(filler, "id_number"),
    ]


_PIECES: dict[str, Callable[[Filler, str], list[Piece]]] = {
    **{
        name: _seq(f"${name}")
        for name in (
            "surname",
            "given_name",
            "sex",
            "tax_code",
            "birth_date",
            "birth_place",
            "birth_province",
            "postal_code",
            "city",
            "province",
            "phone",
            "email",
            "id_number",
            "id_expiry",
        )
    },
    "surname_name": _seq("$surname", " ", "$given_name"),
    "name_surname": _seq("$given_name", " ", "$surname"),
    "birth_place_prov": lambda filler, _: _place_prov(filler, "birth_place", "birth_province"),
    "birth_place_date": _birth_place_date,
    "birth_date_place": _birth_date_place,
    "address": _address,
    "street": _street,
    "house_number": _house_number,
    "city_prov": lambda filler, _: _place_prov(filler, "city", "province"),
    "cap_city": _seq("$postal_code", " ", "$city"),
    "cap_city_prov": lambda filler, _: [
        _part(filler, "postal_code"),
        (None, filler.rng.choice((" ", " - "))),
        *_place_prov(filler, "city", "province"),
    ],
    "residence": _residence,
    "id_type_number": _id_type_number,
    "id_issued": lambda filler, _: [(None, filler.facts.habits.write_date(filler.facts.person.id_document.issued))],
    "id_issuer": lambda filler, _: [(None, filler.facts.person.id_document.issuer)],
}
