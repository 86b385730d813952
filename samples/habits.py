"""How one filler writes dates, amounts, telephone numbers and codes: habits kept through a document."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass
from decimal import Decimal

from num2words2 import num2words

MONTHS = ("gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre")


def in_words(number: int) -> str:
    """Italian words, run together."""
    return str(num2words(number, lang="it")).replace(" ", "")  # type: ignore[no-untyped-call]


def italian_number(value: Decimal, decimals: int = 2, point: str = ".") -> str:
    """`12.500,00`, with any thousands mark."""
    return f"{value:,.{decimals}f}".replace(",", "\0").replace(".", ",").replace("\0", point)


@dataclass(frozen=True, slots=True)
class Habits:
    """Each number picks one of several ways of writing."""

    date: int
    money: int
    phone: int
    iban: int
    address: int
    percent: int

    def write_date(self, day: datetime.date) -> str:
        """One of ten Italian ways."""
        month = MONTHS[day.month - 1]
        return (
            f"{day:%d/%m/%Y}",
            f"{day.day}/{day.month}/{day.year}",
            f"{day:%d-%m-%Y}",
            f"{day:%d.%m.%Y}",
            f"{day.day} {month} {day.year}",
            f"{day:%d/%m/%Y}",
            f"{day.day}.{day.month}.{day.year}",
            f"{day:%d} {month[:3]} {day.year}",
            f"{day.day}-{day.month}-{day.year}",
            f"{day:%d / %m / %Y}",
        )[self.date]

    def write_money(self, amount: Decimal) -> str:
        """One of eight ways; round sums lose their cents in some."""
        whole = amount == amount.to_integral_value()
        full, bare = italian_number(amount), italian_number(amount, point="")
        short = italian_number(amount, 0) if whole else full
        return (
            full,
            bare,
            short,
            f"€ {full}",
            f"{full} €",
            f"{short},-" if whole else full,
            f"{short} euro",
            f"{italian_number(amount, 0, '')}" if whole else bare,
        )[self.money]

    def write_percent(self, rate: Decimal) -> str:
        """One of four ways."""
        comma = str(rate).replace(".", ",")
        return (comma, f"{comma}%", f"{comma} %", str(rate))[self.percent]

    def write_phone(self, digits: str) -> str:
        """One of nine ways; `digits` are national."""
        cut = (
            3
            if digits.startswith("3")
            else (2 if digits[:2] in {"02", "06"} else 3 if digits[:3] in {"011", "051", "055", "081", "035", "049", "070", "091"} else 4)
        )
        head, rest = digits[:cut], digits[cut:]
        half = len(rest) // 2
        return (
            digits,
            f"{head} {rest}",
            f"{head}/{rest}",
            f"+39 {head} {rest}",
            f"{head}-{rest}",
            f"{head} {rest[:half]} {rest[half:]}",
            f"+39{digits}",
            f"0039 {head} {rest}",
            f"{head}.{rest}",
        )[self.phone]

    def write_iban(self, iban: str) -> str:
        """Grouped in fours, ungrouped, or by its parts."""
        fours = " ".join(iban[i : i + 4] for i in range(0, len(iban), 4))
        parts = " ".join((iban[:2], iban[2:4], iban[4], iban[5:10], iban[10:15], iban[15:]))
        return (fours, iban, parts, fours, " ".join((iban[:4], iban[4], iban[5:10], iban[10:15], iban[15:])))[self.iban]

    def write_address(self, street: str, number: str) -> str:
        """Street and house number."""
        if not number[0].isdigit():
            return f"{street} {number}"
        return (
            f"{street} {number}",
            f"{street}, {number}",
            f"{street} n. {number}",
            f"{street}, n. {number}",
            f"{street} n° {number}",
            f"{street} {number}",
        )[self.address]


def pick_habits(rng: random.Random) -> Habits:
    """Somebody's habits."""
    return Habits(
        rng.choices(range(10), (30, 12, 10, 8, 9, 12, 4, 4, 5, 3))[0],
        rng.choices(range(8), (30, 18, 14, 9, 7, 4, 4, 14))[0],
        rng.choices(range(9), (26, 24, 10, 12, 6, 10, 5, 2, 5))[0],
        rng.randrange(5),
        rng.randrange(6),
        rng.randrange(4),
    )
