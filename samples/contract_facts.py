"""The facts of one contract, and how this contract writes them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from samples.habits import MONTHS, in_words, italian_number
from samples.ledger import Ledger, Value
from samples.pens import Piece
from samples.people import Company, Person, make_company, make_iban, make_person
from samples.places import Town, pick_street, pick_town
from samples.wordings import contracts as words

Give = Callable[[], list[Piece]]
"""Gives the written pieces of a value."""

KINDS = ("supply", "services", "lease", "employment", "loan", "other")


def add_months(day: date, months: int) -> date:
    """The same day some months later (the 28th at most)."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, min(day.day, 28))


@dataclass(frozen=True, slots=True)
class Party:
    """One side."""

    who: Person | Company
    role: words.Role
    address: str
    """Street, number and town, as this contract writes them."""


@dataclass(slots=True)
class ContractFacts:
    """One contract."""

    kind: str
    parties: dict[str, Party]
    """By `a` and `b`."""
    signing_place: Town
    signing_date: date
    start: date
    months: int
    end: date
    notice: tuple[int, bool] | None
    """How many, and whether months."""
    amount: Decimal
    period: str
    forum: Town
    iban: str
    number: str
    date_style: int


def write_address(rng: random.Random, style: int, street: str, number: str, town: Town) -> str:
    """Street and town in one of ten ways."""
    n = rng.choice(("n. ", "", "n° ", "")) if number[0].isdigit() else ""
    return (
        f"{street} {n}{number}, {town.postal_code} {town.name} ({town.province})",
        f"{town.name} ({town.province}), {street} {n}{number}",
        f"{town.name}, {street} {n}{number}",
        f"{street} {n}{number}, {town.name} ({town.province})",
        f"{town.postal_code} {town.name} ({town.province}), {street} {n}{number}",
        f"{street}, {number} - {town.postal_code} {town.name} {town.province}",
        f"{town.name} ({town.province}), {street} {n}{number}, CAP {town.postal_code}",
        f"{street} {n}{number} – {town.postal_code} {town.name} ({town.province})",
        f"{town.name} alla {street} {n}{number}" if street.startswith(("Via", "Piazza", "Strada")) else f"{town.name}, {street} {number}",
        f"{street} {n}{number}, {town.name}",
    )[style]


def _party(rng: random.Random, today: date, kind: str, side: str, role: words.Role) -> Party:
    chance = {"supply": 1.0, "services": 0.75, "lease": 0.3, "employment": 1.0 if side == "a" else 0.0, "loan": 0.5, "other": 0.6}[kind]
    who: Person | Company = make_company(rng, today) if rng.random() < chance else make_person(rng, today)
    return Party(who, role, write_address(rng, rng.randrange(10), who.street, who.house_number, who.town))


def make_facts(rng: random.Random, kind: str, roles: tuple[words.Role, words.Role]) -> ContractFacts:
    """A contract of that kind whose dates and sums agree."""
    signing = date(2017, 1, 1) + timedelta(days=rng.randrange(3600))
    start = signing if rng.random() < 0.15 else (signing + timedelta(days=rng.randrange(1, 50)))
    if rng.random() < 0.5:
        start = add_months(start.replace(day=1), 1)
    months = rng.choice(
        {"lease": (48, 36, 72, 12, 18, 24), "employment": (6, 12, 24, 36, 9), "loan": (24, 36, 48, 60, 84, 120)}.get(
            kind, (6, 12, 12, 24, 24, 36, 48, 60, 18, 10)
        )
    )
    end = add_months(start, months) - timedelta(days=rng.choice((1, 1, 0)))
    notice = (
        None
        if rng.random() < 0.12
        else rng.choice(
            (
                (30, False),
                (60, False),
                (90, False),
                (15, False),
                (45, False),
                (180, False),
                (1, True),
                (2, True),
                (3, True),
                (6, True),
                (6, True),
                (20, False),
                (120, False),
            )
        )
    )
    period = {"employment": rng.choice(("monthly", "yearly")), "loan": "once", "lease": rng.choice(("monthly", "yearly", "yearly"))}.get(
        kind
    ) or rng.choice(("once", "once", "monthly", "yearly"))
    low, high = {"monthly": (25, 420), "yearly": (300, 6000), "once": (150, 12000)}[period]
    amount = Decimal(rng.randrange(low, high) * 10) if rng.random() < 0.75 else Decimal(rng.randrange(low * 1000, high * 1000)) / 100
    number = rng.choice(
        (
            f"{rng.randrange(10**3, 10**5)}",
            f"{rng.randrange(1, 999):03d}/{signing.year}",
            f"CTR-{signing.year}-{rng.randrange(10**4):04d}",
            f"{signing.year}/{rng.randrange(10**4)}",
            f"{rng.choice('ABFLS')}{rng.randrange(10**6):06d}",
            f"{rng.randrange(10**4)}-{signing.year % 100:02d}",
            f"C.{rng.randrange(100, 9999)}",
        )
    )
    parties = {"a": _party(rng, signing, kind, "a", roles[0]), "b": _party(rng, signing, kind, "b", roles[1])}
    place = parties[rng.choice("ab")].who.town if rng.random() < 0.6 else pick_town(rng)
    forum = place if rng.random() < 0.3 else pick_town(rng)
    return ContractFacts(
        kind, parties, place, signing, start, months, end, notice, amount, period, forum, make_iban(rng), number, rng.randrange(6)
    )


def _plain(text: str) -> Give:
    """A value that is no field."""
    return lambda: [(None, text)]


class Writer:
    """Gives the pieces of every value of the contract and enters them in the ledger as they are used."""

    def __init__(self, facts: ContractFacts, ledger: Ledger, rng: random.Random) -> None:
        self.facts, self.ledger, self.rng = facts, ledger, rng
        self.duration_style = rng.randrange(7)
        self.amount_style = rng.randrange(8)

    def date_text(self, day: date) -> str:
        """In this contract's way."""
        return (
            f"{day:%d/%m/%Y}",
            f"{day.day} {MONTHS[day.month - 1]} {day.year}",
            f"{day:%d.%m.%Y}",
            f"{day.day}{'°' if day.day == 1 else ''} {MONTHS[day.month - 1]} {day.year}",
            f"{day:%d-%m-%Y}",
            f"{day:%d/%m/%Y}",
        )[self.facts.date_style]

    def months_text(self, months: int) -> str:
        """Duration in months or years, in figures or words."""
        if months % 12 == 0 and self.duration_style < 4:
            years = months // 12
            unit = "anno" if years == 1 else "anni"
            spelled = "un" if years == 1 else in_words(years)
            return (f"{spelled} {unit}", f"{unit} {years} ({in_words(years)})", f"{years} {unit}", f"{years} ({in_words(years)}) {unit}")[
                self.duration_style
            ]
        return (
            f"{months} mesi",
            f"mesi {months}",
            f"{months} (mesi {in_words(months)})",
            f"{in_words(months)} mesi",
            f"{months} mesi",
            f"{months} ({in_words(months)}) mesi",
            f"{in_words(months)} mesi",
        )[self.duration_style]

    def notice_text(self, count: int, in_months: bool) -> str:
        """Days or months, in figures or words."""
        unit = ("mese" if count == 1 else "mesi") if in_months else "giorni"
        spelled = "un" if count == 1 else in_words(count)
        return self.rng.choice(
            (
                f"{count} {unit}",
                f"{spelled} {unit}",
                f"{count} ({in_words(count)}) {unit}",
                f"{unit} {count}",
                f"{count} {unit}",
                f"{spelled} ({count}) {unit}",
            )
        )

    def amount_text(self, amount: Decimal) -> str:
        """Figures, or figures with words."""
        figures, whole = italian_number(amount), int(amount)
        cents = f"{int((amount - whole) * 100):02d}"
        spelled = f"{in_words(whole)}/{cents}"
        return (
            f"€ {figures}",
            f"euro {figures}",
            f"€ {figures} (euro {spelled})",
            f"euro {figures} ({spelled})",
            f"{figures} euro",
            f"Euro {figures} (diconsi euro {spelled})",
            f"€{figures}",
            f"{figures} € ({spelled})",
        )[self.amount_style]

    def one(self, key: str, value: Value, text: str) -> Give:
        """A value that enters the ledger when it is used."""

        def give() -> list[Piece]:
            self.ledger.write(key, value)
            return [(key, text)]

        return give

    def values(self) -> dict[str, Give]:
        """Everything a clause may name."""
        f = self.facts
        month_rate = f.amount / 12 if f.period == "yearly" else f.amount / f.months
        street, number = pick_street(self.rng)
        town = pick_town(self.rng)
        known: dict[str, Give] = {
            "number": self.one("contract.number", f.number, f.number),
            "signing_date": self.one("contract.signing_date", f.signing_date.isoformat(), self.date_text(f.signing_date)),
            "signing_place": self.one("contract.signing_place", f.signing_place.name, f.signing_place.name),
            "start": self.one("contract.start_date", f.start.isoformat(), self.date_text(f.start)),
            "end": self.one("contract.end_date", f.end.isoformat(), self.date_text(f.end)),
            "months": self.one("contract.duration_months", f.months, self.months_text(f.months)),
            "forum": self.one("contract.jurisdiction", f.forum.name, f.forum.name),
            "iban": self.one(
                "bank.iban", f.iban, f.iban if self.rng.random() < 0.5 else " ".join(f.iban[i : i + 4] for i in range(0, 27, 4))
            ),
            "amount": self._amount(),
            "twelfth": _plain(f"€ {italian_number(round(month_rate, 2))}"),
            "distractor": _plain(italian_number(Decimal(self.rng.randrange(5, 400) * 10))),
            "instalments": _plain(str(f.months)),
            "other_address": _plain(write_address(self.rng, self.rng.randrange(10), street, number, town)),
            "year": _plain(str(f.signing_date.year)),
            "last": _plain(str(self.rng.randrange(7, 18))),
        }
        if f.notice:
            count, in_months = f.notice
            known["notice"] = self.one("contract.notice_days", count * (30 if in_months else 1), self.notice_text(count, in_months))
        return known

    def _amount(self) -> Give:
        f = self.facts
        text = self.amount_text(f.amount)

        def give() -> list[Piece]:
            self.ledger.write("contract.amount_period", f.period)
            self.ledger.write("contract.amount", f"{f.amount:.2f}")
            return [("contract.amount", text)]

        return give

    def party_values(self, side: str) -> dict[str, Give]:
        """What a party's sentence may name; the representative's data are no fields."""
        party = self.facts.parties[side]
        who, key = party.who, f"party_{side}"
        common = {"address": self.one(f"{key}.address", party.address, party.address)}
        if isinstance(who, Company):
            rep = who.representative
            return common | {
                "name": self.one(f"{key}.name", who.name, who.name),
                "tax": self.one(f"{key}.tax_id", who.tax_id, f"IT{who.tax_id}" if self.rng.random() < 0.04 else who.tax_id),
                "rea": _plain(who.rea),
                "mail": _plain(who.email),
                "role": _plain(who.representative_role),
                "rep": _plain(f"{rep.given_name} {rep.surname}"),
                "rep_place": _plain(rep.birth_place.name),
                "rep_date": _plain(self.date_text(rep.birth_date)),
                "rep_code": _plain(rep.tax_code),
                "rep_address": _plain(f"{rep.town.name}, {rep.street} {rep.house_number}"),
            }
        name = f"{who.given_name} {who.surname}" if self.rng.random() < 0.8 else f"{who.surname} {who.given_name}"
        if self.rng.random() < 0.2:
            name = name.upper()
        return common | {
            "name": self.one(f"{key}.name", name, name),
            "tax": self.one(f"{key}.tax_id", who.tax_code, who.tax_code),
            "birth_place": _plain(who.birth_place.name),
            "birth_province": _plain(who.birth_place.province),
            "birth_date": _plain(self.date_text(who.birth_date)),
            "id_document": _plain(f"C.I. n. {who.id_document.number}"),
        }
