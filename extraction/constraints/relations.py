"""What the fields of one document say about each other: each relation tells which fields agree and which contradict.

A verdict's weight is how much it moves the log-odds of its fields' readings: large where agreement cannot be chance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import permutations

from domain.document import Value
from extraction.constraints import codice_fiscale
from extraction.values import places, tax_code
from extraction.values.confusion import folded

Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one relation says of the fields it looks at."""

    name: str
    keys: tuple[str, ...]
    agrees: bool
    weight: float


def verdicts(values: Values) -> list[Verdict]:
    """Every verdict that the values allow; relations whose fields are empty or unreadable say nothing."""
    return [v for relation in RELATIONS for v in relation(values)]


def text_of(values: Values, key: str) -> str:
    """The value as text, empty when there is none."""
    value = values.get(key)
    return value if isinstance(value, str) else ""


def date_of(values: Values, key: str) -> date | None:
    """The value as a date; None when there is none or it does not exist."""
    try:
        return date.fromisoformat(text_of(values, key))
    except ValueError:
        return None


def _number(values: Values, key: str) -> Decimal | None:
    value = values.get(key)
    try:
        return Decimal(str(value)) if value is not None and not isinstance(value, bool | list) else None
    except InvalidOperation:
        return None


def _person_and_code(values: Values) -> Iterator[Verdict]:
    """Codice fiscale with surname, name, birth date, sex and place; a code that fails its check can only be confirmed, not contradict."""
    code = text_of(values, "applicant.tax_code")
    if len(code) != 16 or not tax_code.fits_mask(code):
        return
    valid = tax_code.is_valid(code)
    born, sex, place = tax_code.birth_of(code)
    said = {
        "applicant.surname": (codice_fiscale.surname_letters(text_of(values, "applicant.surname")), code[:3], 3.0),
        "applicant.given_name": (codice_fiscale.given_name_letters(text_of(values, "applicant.given_name")), code[3:6], 3.0),
        "applicant.sex": (text_of(values, "applicant.sex"), sex, 2.0),
    }
    for key, (mine, of_code, weight) in said.items():
        if mine and (valid or mine == of_code):
            yield Verdict("tax_code", (key, "applicant.tax_code"), mine == of_code, weight)
    birth = date_of(values, "applicant.birth_date")
    if birth and born and (valid or _same_day(birth, born)):
        yield Verdict("tax_code", ("applicant.birth_date", "applicant.tax_code"), _same_day(birth, born), 4.0)
    codes = codice_fiscale.place_codes(text_of(values, "applicant.birth_place"), birth)
    if codes and (valid or place in codes):
        yield Verdict("tax_code", ("applicant.birth_place", "applicant.tax_code"), place in codes, 3.0)


def _same_day(one: date, other: date) -> bool:
    """A codice fiscale does not tell the century."""
    return (one.year % 100, one.month, one.day) == (other.year % 100, other.month, other.day)


def _birth_place(values: Values) -> Iterator[Verdict]:
    towns = places.by_name().get(folded(text_of(values, "applicant.birth_place")), [])
    province = text_of(values, "applicant.birth_province")
    if towns and province:
        keys = ("applicant.birth_place", "applicant.birth_province")
        yield Verdict("place_province", keys, any(t.province == province for t in towns), 2.5)


def _residence(values: Values) -> Iterator[Verdict]:
    towns = [t for t in places.by_name().get(folded(text_of(values, "applicant.city")), []) if t.active]
    province, cap = text_of(values, "applicant.province"), text_of(values, "applicant.postal_code")
    if towns and province:
        yield Verdict("place_province", ("applicant.city", "applicant.province"), any(t.province == province for t in towns), 2.5)
    known = [t.postal_code for t in towns if t.postal_code and (not province or t.province == province)]
    if known and cap:
        exact, near = cap in known, any(cap[:3] == k[:3] for k in known)
        yield Verdict(
            "place_postal_code", ("applicant.city", "applicant.postal_code"), exact or near, 3.0 if exact else 1.0 if near else 2.5
        )
    elif cap and province and not towns:
        zones = {t.postal_code[:2] for t in places.towns() if t.province == province and t.postal_code}
        if zones:
            yield Verdict("province_postal_code", ("applicant.province", "applicant.postal_code"), cap[:2] in zones, 1.0)


_ORDER = (
    ("applicant.birth_date", 16 * 365, "applicant.hired_on", 3.0), ("applicant.birth_date", 16 * 365, "application.date", 3.0),
    ("applicant.birth_date", 14 * 365, "request.date", 3.0), ("applicant.hired_on", 0, "application.date", 1.5),
    ("application.date", 0, "applicant.id_document_expiry", 1.5), ("contract.start_date", 1, "contract.end_date", 3.0),
)  # fmt: skip
"""(earlier, at least so many days before, later, weight)."""


def _order_of_dates(values: Values) -> Iterator[Verdict]:
    for earlier, days, later, weight in _ORDER:
        first, second = date_of(values, earlier), date_of(values, later)
        if first and second:
            agrees = (second - first).days >= days
            yield Verdict("date_order", (earlier, later), agrees, 0.3 if agrees else weight)


def _duration(values: Values) -> Iterator[Verdict]:
    """End = start + months, less a day or not."""
    start, end = date_of(values, "contract.start_date"), date_of(values, "contract.end_date")
    months = values.get("contract.duration_months")
    if not start or not end or not isinstance(months, int):
        return
    expected = _months_later(start, months)
    agrees = expected is not None and 0 <= (expected - end).days <= 1
    keys = ("contract.start_date", "contract.end_date", "contract.duration_months")
    yield Verdict("duration", keys, agrees, 4.0 if agrees else 1.5)


def _months_later(day: date, months: int) -> date | None:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except (ValueError, OverflowError):
            continue
    return None


def instalment(amount: Decimal, months: int, tan: Decimal) -> Decimal:
    """The constant monthly instalment of a loan. Source: French amortisation, rate TAN/12 a month."""
    rate = float(tan) / 1200.0
    value = float(amount) / months if rate == 0 else float(amount) * rate / (1 - (1 + rate) ** -months)
    return Decimal(f"{value:.2f}")


def _loan(values: Values) -> Iterator[Verdict]:
    """Amount, months, TAN and instalment: to the cent when exact; fees and rounding make it near."""
    amount, rate, paid = (_number(values, key) for key in ("loan.amount", "loan.tan", "loan.instalment"))
    months = values.get("loan.duration_months")
    if amount and rate is not None and paid and isinstance(months, int) and 0 < months <= 600 and 0 <= rate < 100:
        apart = abs(instalment(amount, months, rate) - paid)
        keys = ("loan.amount", "loan.duration_months", "loan.tan", "loan.instalment")
        exact, near = apart <= Decimal("0.05"), apart <= paid * Decimal("0.03")
        yield Verdict("loan_arithmetic", keys, exact or near, 5.0 if exact else 1.5 if near else 2.0)
    taeg = _number(values, "loan.taeg")
    if rate is not None and taeg is not None:
        yield Verdict("taeg_above_tan", ("loan.tan", "loan.taeg"), taeg >= rate, 0.5 if taeg >= rate else 3.0)


def _email_and_name(values: Values) -> Iterator[Verdict]:
    """The name inside the address confirms both; another address says nothing."""
    local = folded(text_of(values, "applicant.email").split("@")[0]).replace(" ", "")
    for key in ("applicant.surname", "applicant.given_name"):
        name = folded(text_of(values, key)).replace(" ", "")
        if len(name) > 3 and name in local:
            yield Verdict("email_name", (key, "applicant.email"), True, 2.0)


def _party_and_code(values: Values) -> Iterator[Verdict]:
    """A person's codice fiscale holds the letters of the name, in either order of the words."""
    for party in ("party_a", "party_b"):
        code, words = text_of(values, f"{party}.tax_id"), text_of(values, f"{party}.name").split()
        if len(code) != 16 or not 2 <= len(words) <= 5:
            continue
        valid = tax_code.is_valid(code)
        agrees = any(
            codice_fiscale.surname_letters(" ".join(order[:cut])) == code[:3]
            and codice_fiscale.given_name_letters(" ".join(order[cut:])) == code[3:6]
            for order in permutations(words)
            for cut in range(1, len(words))
        )
        if agrees or valid:
            yield Verdict("tax_code", (f"{party}.name", f"{party}.tax_id"), agrees, 4.0 if agrees else 2.0)


RELATIONS: tuple[Callable[[Values], Iterator[Verdict]], ...] = (
    _person_and_code, _birth_place, _residence, _order_of_dates, _duration, _loan, _email_and_name, _party_and_code,
)  # fmt: skip
