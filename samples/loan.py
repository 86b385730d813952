"""Loan applications: the facts of one application and the layouts they are written on."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from samples import headers, stamps
from samples.form import FormSheet
from samples.habits import in_words, pick_habits
from samples.ledger import Ledger
from samples.paper import Paper
from samples.pens import Pen
from samples.people import make_company_name, make_iban, make_person, spoil_iban, spoil_tax_code
from samples.slots import Facts, Filler
from samples.style import pick_style
from samples.wording import Split, keep
from samples.wordings import forms as words


def instalment_of(amount: Decimal, months: int, rate: Decimal) -> Decimal:
    """Constant monthly instalment (French amortisation)."""
    monthly = float(rate) / 1200
    value = float(amount) * monthly / (1 - (1 + monthly) ** -months) if monthly else float(amount) / months
    return Decimal(f"{value:.2f}")


def make_facts(rng: random.Random) -> tuple[Facts, list[str]]:
    """An application whose numbers agree; notes tell what is wrong on the paper on purpose."""
    today = date(2018, 1, 1) + timedelta(days=rng.randrange(3200))
    person, habits, notes = make_person(rng, today), pick_habits(rng), []
    tax_code, iban = person.tax_code, make_iban(rng)
    if rng.random() < 0.04:
        tax_code, notes = spoil_tax_code(tax_code, rng), ["wrong tax_code"]
    if rng.random() < 0.03:
        iban, notes = spoil_iban(iban, rng), [*notes, "wrong iban"]
    amount = (
        Decimal(rng.choice((500, 1000, 100, 250)) * rng.randrange(4, 121))
        if rng.random() < 0.85
        else Decimal(rng.randrange(100000, 6000000)) / 100
    )
    months = rng.choice((12, 18, 24, 30, 36, 48, 60, 60, 72, 84, 96, 108, 120, 180))
    tan = Decimal(rng.randrange(290, 1290)) / 100
    taeg = tan + Decimal(rng.randrange(15, 190)) / 100
    instalment = instalment_of(amount, months, tan)
    age = (today - person.birth_date).days / 365.25
    employment = "retired" if age > 67 else rng.choices(("permanent", "fixed_term", "self_employed", "other"), (55, 18, 20, 7))[0]
    hired = today - timedelta(days=rng.randrange(90, 9000))
    income = Decimal(rng.randrange(85000, 420000)) / 100 if rng.random() < 0.4 else Decimal(rng.randrange(17, 80) * 50)
    number = rng.choice(
        (
            f"{today.year}/{rng.randrange(10**5):05d}",
            f"{rng.randrange(10**7, 10**8)}",
            f"PR-{rng.randrange(10**6):06d}",
            f"{rng.choice('ABCDFGLMP')}{rng.randrange(10**5):05d}/{today.year % 100:02d}",
            f"{rng.randrange(100, 999)}-{rng.randrange(10**4, 10**5)}",
            f"FIL{rng.randrange(10, 99)}-{rng.randrange(10**4)}",
            f"{rng.randrange(10**4)}/{today.year}",
        )
    )
    facts = Facts(person, "applicant", habits, today, tax_code)
    facts.values = {
        "sex": person.sex,
        "id_type": person.id_document.kind,
        "marital": rng.choices(("single", "married", "separated", "divorced", "widowed"), (30, 42, 10, 10, 8))[0],
        "employment": employment,
        "purpose": rng.choice(("car", "home", "renovation", "consumption", "debt_consolidation", "other")),
        "marketing": rng.random() < 0.5,
        "profiling": rng.random() < 0.4,
    }

    def money(value: Decimal) -> tuple[str, str]:
        return f"{value:.2f}", habits.write_money(value)

    employer = make_company_name(rng)
    facts.texts = {
        "number": ("application.number", number, number),
        "date": ("application.date", today.isoformat(), habits.write_date(today)),
        "employer": ("applicant.employer", employer, employer),
        "hired_on": ("applicant.hired_on", hired.isoformat(), habits.write_date(hired)),
        "income": ("applicant.net_monthly_income", *money(income)),
        "amount": ("loan.amount", *money(amount)),
        "months": ("loan.duration_months", months, rng.choice((str(months), str(months), f"{months} mesi"))),
        "instalment": ("loan.instalment", *money(instalment)),
        "tan": ("loan.tan", f"{tan:.2f}", habits.write_percent(tan)),
        "taeg": ("loan.taeg", f"{taeg:.2f}", habits.write_percent(taeg)),
        "iban": ("bank.iban", iban, habits.write_iban(iban)),
    }
    facts.dates = {"hired_on": hired}
    facts.combs = {"iban": iban, "date": f"{today:%d%m%Y}", "hired_on": f"{hired:%d%m%Y}"}
    total = instalment * months
    for slot, text in {
        "family": str(rng.randrange(1, 6)),
        "costs": habits.write_money(Decimal(rng.randrange(0, 400))),
        "total": habits.write_money(total),
        "branch": person.town.name,
        "stamp_duty": "16,00",
        "rent": habits.write_money(Decimal(rng.randrange(200, 900))),
        "other_loans": habits.write_money(Decimal(rng.randrange(50, 400))),
        "first_due": habits.write_date(today + timedelta(days=45)),
        "seniority": str(rng.randrange(1, 30)),
        "job_title": rng.choice(("impiegato", "operaio", "infermiere", "docente", "autista", "cuoca")),
        "vat_employer": f"{rng.randrange(10**10, 10**11)}",
        "due_day": rng.choice(("1", "5", "15", "27")),
        "insurance": habits.write_money(Decimal(rng.randrange(100, 900))),
        "interest": habits.write_money(total - amount),
        "amount_words": f"{in_words(int(amount))}/00",
        "citizenship": "italiana",
        "code_branch": f"{rng.randrange(10**5):05d}",
    }.items():
        facts.texts[slot] = ("", None, text)
    if employment in {"retired", "other"} and rng.random() < 0.85:
        for slot in ("employer", "hired_on"):
            facts.texts.pop(slot)
    return facts, notes


class LoanFiller(Filler):
    """Knows the blanks that only loan applications have."""

    def pieces(self, slot: str, label: str = "") -> list[tuple[str | None, str]]:
        """As in Filler; a retired person has no employer to write."""
        if slot in {"employer", "hired_on"} and slot not in self.facts.texts:
            return []
        if slot == "tan_taeg":
            return [*super().pieces("tan"), (None, self.rng.choice((" / ", " - ", "   ", "/"))), *super().pieces("taeg")]
        return super().pieces(slot, label)

    def comb(self, slot: str) -> tuple[str | None, str] | None:
        """As in Filler."""
        return None if slot == "hired_on" and slot not in self.facts.texts else super().comb(slot)


EXTRA_LABELS = {
    "family": "Componenti nucleo familiare",
    "costs": "Spese istruttoria",
    "total": "Importo totale dovuto",
    "branch": "Filiale",
    "stamp_duty": "Imposta di bollo",
    "rent": "Affitto/mutuo mensile",
    "other_loans": "Altri impegni mensili",
    "first_due": "Prima scadenza",
    "seniority": "Anzianità (anni)",
    "job_title": "Qualifica",
    "vat_employer": "P.IVA azienda",
    "due_day": "Giorno addebito",
    "insurance": "Premio assicurativo",
    "interest": "Totale interessi",
    "amount_words": "(importo in lettere)",
    "citizenship": "Cittadinanza",
    "code_branch": "Cod. sportello",
}


class LoanSheet(FormSheet):
    """A sheet that also prints the distractors' labels."""

    def label_of(self, slot: str) -> str:
        """As in Sheet."""
        if slot in EXTRA_LABELS:
            label = EXTRA_LABELS[slot]
            return label.upper() if self.style.label_upper else label
        return super().label_of(slot)


def _maybe(layout: random.Random, chance: float, slots: Sequence[str]) -> list[str]:
    return list(slots) if layout.random() < chance else []


def identity_slots(layout: random.Random) -> list[str]:
    """Name, code, birth in one of many arrangements."""
    name = layout.choices((["surname", "given_name"], ["given_name", "surname"], ["surname_name"], ["name_surname"]), (52, 10, 26, 12))[0]
    birth = layout.choices(
        (
            ["birth_date", "birth_place", "birth_province"],
            ["birth_place", "birth_province", "birth_date"],
            ["birth_place", "birth_date"],
            ["birth_place_prov", "birth_date"],
            ["birth_place_date"],
            ["birth_date_place"],
            ["birth_date", "birth_place"],
        ),
        (20, 26, 6, 20, 14, 6, 8),
    )[0]
    code = _maybe(layout, 0.95, ["tax_code"])
    groups = [birth, code]
    layout.shuffle(groups)
    return [*name, *groups[0], *groups[1]]


def residence_slots(layout: random.Random) -> list[str]:
    """Address, postal code, town in one of many arrangements."""
    return layout.choices(
        (
            ["address", "postal_code", "city", "province"],
            ["address", "city", "province", "postal_code"],
            ["street", "house_number", "postal_code", "city", "province"],
            ["city", "province", "postal_code", "street", "house_number"],
            ["street", "house_number", "cap_city_prov"],
            ["address", "cap_city_prov"],
            ["residence"],
            ["city_prov", "address"],
            ["city", "address"],
            ["address", "city_prov", "postal_code"],
            ["city", "province", "street", "house_number"],
            ["city", "street", "house_number", "postal_code"],
            ["address", "cap_city", "province"],
        ),
        (16, 10, 16, 10, 6, 12, 6, 5, 4, 4, 4, 3, 4),
    )[0]


def contact_slots(layout: random.Random) -> list[str]:
    """Telephone and mail."""
    return layout.choices((["phone", "email"], ["email", "phone"], ["phone"], ["email"], []), (60, 14, 12, 6, 8))[0]


def draw(layout_seed: int, fill_seed: int, pen: Pen, split: Split, ledger: Ledger, blank: float) -> bytes:
    """One loan application as a PDF."""
    layout, fill = random.Random(layout_seed), random.Random(fill_seed)
    facts, notes = make_facts(fill)
    ledger.notes.extend(notes)
    paper = Paper(ledger)
    filler = LoanFiller(facts, ledger, fill, split, blank)
    sheet = LoanSheet(paper, pick_style(layout, split), layout, fill, filler, pen, split)
    headers.bank_header(sheet)
    identity = identity_slots(layout)
    number_row = layout.choices((["number", "date"], ["date", "number"], ["number"], ["date"], []), (62, 10, 8, 10, 10))[0]
    if layout.random() < 0.8:
        sheet.rows([*number_row, *_maybe(layout, 0.2, ["branch"]), *_maybe(layout, 0.1, ["code_branch"])])
        number_row = []
    sections = {
        "applicant": lambda: _applicant(sheet, identity),
        "work": lambda: _work(sheet),
        "loan": lambda: _loan(sheet, number_row),
        "bank": lambda: _bank(sheet),
        "guarantor": lambda: _other_person(sheet, "guarantor", fill),
        "costs": lambda: sheet.rows(layout.sample(("costs", "total", "stamp_duty", "insurance", "interest", "first_due"), 4)),
    }
    order = layout.choices(
        (
            ["applicant", "work", "loan", "bank"],
            ["loan", "applicant", "work", "bank"],
            ["applicant", "loan", "work", "bank"],
            ["applicant", "work", "bank", "loan"],
        ),
        (60, 18, 12, 10),
    )[0]
    if layout.random() < 0.3:
        order.insert(layout.randrange(1, 5), "guarantor")
    if layout.random() < 0.25:
        order.insert(order.index("loan") + 1, "costs")

    def section(name: str) -> None:
        sheet.heading(layout.choice(keep(words.SECTION_TITLES[name], split)))
        sections[name]()

    halves = layout.random() < 0.12
    while order:
        name = order.pop(0)
        if halves and order and name != "applicant":
            other = order.pop(0)
            sheet.beside(lambda a=name: section(a), lambda b=other: section(b))  # type: ignore[misc]
            continue
        section(name)
        if layout.random() < 0.15:
            sheet.paragraph(layout.choice(words.LOAN_BOILERPLATE).format(year=2026), sheet.style.size * 0.75)
    _closing(sheet, facts)
    stamps.decorate(sheet, facts, fill)
    sheet.draw_footer()
    return paper.finish()


def _applicant(sheet: LoanSheet, identity: list[str]) -> None:
    layout, facts = sheet.layout, sheet.filler.facts
    split_contacts = layout.random() < 0.25
    slots = [*identity, *_maybe(layout, 0.1, ["citizenship"])]
    has_sex = layout.random() < 0.72
    if has_sex and layout.random() < 0.15:
        slots.insert(layout.randrange(1, len(slots)), "sex")
        has_sex = False
    sheet.rows(slots)
    if has_sex:
        sheet.choice("sex", sheet.label_of("sex"), None if sheet.filler.leaves_blank("sex") else facts.values["sex"])
    if split_contacts:
        sheet.heading(layout.choice(keep(words.SECTION_TITLES["contact"], sheet.split)))
    sheet.rows([*residence_slots(layout), *contact_slots(layout)])
    _document(sheet)
    if layout.random() < 0.75:
        sheet_choice(sheet, "marital", 0.25)
    sheet.rows(_maybe(layout, 0.25, ["family", "rent"]))


def _document(sheet: LoanSheet) -> None:
    layout = sheet.layout
    if layout.random() < 0.08:
        return
    if layout.random() < 0.2:
        sheet.heading(layout.choice(keep(words.SECTION_TITLES["document"], sheet.split)))
    extra = [*_maybe(layout, 0.25, ["id_issued"]), *_maybe(layout, 0.2, ["id_issuer"])]
    style = layout.random()
    if style < 0.2:
        sheet.rows(["id_type_number", *extra, "id_expiry"])
    elif style < 0.55:
        sheet.rows(["id_type", "id_number", *extra, *_maybe(layout, 0.9, ["id_expiry"])])
    else:
        sheet_choice(sheet, "id_type", 0.0)
        sheet.rows(["id_number", *extra, *_maybe(layout, 0.9, ["id_expiry"])])


def sheet_choice(sheet: FormSheet, slot: str, in_words: float) -> None:
    """A choice as tick boxes, or as a blank for words."""
    if sheet.layout.random() < in_words:
        sheet.rows([slot])
        return
    value = sheet.filler.facts.values[slot]
    options = sheet.filler.options(slot, sheet.layout)
    if slot in {"employment", "purpose", "marital"} and sheet.layout.random() < 0.3:
        items = list(options.items())
        sheet.layout.shuffle(items)
        options = dict(items)
    sheet.choice(slot, sheet.label_of(slot), None if sheet.filler.leaves_blank(slot) else value, options=options)


def _work(sheet: LoanSheet) -> None:
    layout = sheet.layout
    sheet_choice(sheet, "employment", 0.3)
    slots = [
        *_maybe(layout, 0.9, ["employer"]),
        *_maybe(layout, 0.85, ["hired_on"]),
        *_maybe(layout, 0.15, ["job_title"]),
        *_maybe(layout, 0.1, ["seniority"]),
        *_maybe(layout, 0.12, ["vat_employer"]),
        *_maybe(layout, 0.95, ["income"]),
        *_maybe(layout, 0.15, ["other_loans"]),
    ]
    sheet.rows(slots)


def _loan(sheet: LoanSheet, number_row: list[str]) -> None:
    layout = sheet.layout
    rates = layout.choices((["tan", "taeg"], ["tan_taeg"], ["taeg", "tan"], ["tan"], ["taeg"], []), (55, 12, 6, 6, 4, 17))[0]
    slots = [*number_row, "amount", *_maybe(layout, 0.1, ["amount_words"]), "months", *_maybe(layout, 0.85, ["instalment"])]
    if layout.random() < 0.15:
        slots = ["months", *(slot for slot in slots if slot != "months")]
    slots += [
        *rates,
        *_maybe(layout, 0.2, ["costs"]),
        *_maybe(layout, 0.25, ["total"]),
        *_maybe(layout, 0.15, ["first_due"]),
        *_maybe(layout, 0.1, ["due_day"]),
        *_maybe(layout, 0.1, ["insurance"]),
    ]
    if layout.random() < 0.5:
        sheet.rows(slots)
        sheet_choice(sheet, "purpose", 0.3)
    else:
        sheet_choice(sheet, "purpose", 0.3)
        sheet.rows(slots)


def _bank(sheet: LoanSheet) -> None:
    layout = sheet.layout
    if layout.random() < 0.3:
        sheet.paragraph(
            layout.choice(
                (
                    "Il richiedente autorizza l'addebito delle rate sul conto corrente indicato.",
                    "Conto sul quale accreditare l'importo e addebitare le rate:",
                    "Autorizzo l'addebito SEPA Core a favore della società creditrice.",
                )
            )
        )
    sheet.rows([*_maybe(layout, 0.15, ["branch"]), "iban"])


def _other_person(sheet: LoanSheet, title: str, fill: random.Random) -> None:
    """Somebody else's data: a distractor, often left blank."""
    own = sheet.filler
    other = Facts(make_person(fill, own.facts.today), None, own.facts.habits, own.facts.today, "")
    other.tax_code = other.person.tax_code
    sheet.filler = LoanFiller(other, own.ledger, fill, sheet.split, 1.0 if fill.random() < 0.4 else 0.03)
    if sheet.filler.blank == 1.0:
        sheet.filler.never_blank = set()
    slots = [
        *identity_slots(sheet.layout),
        *(_maybe(sheet.layout, 0.5, residence_slots(sheet.layout))),
        *_maybe(sheet.layout, 0.4, ["phone"]),
    ]
    sheet.rows(slots)
    sheet.filler = own


def _closing(sheet: LoanSheet, facts: Facts) -> None:
    layout, fill, filler = sheet.layout, sheet.fill, sheet.filler
    consents = layout.random()
    if consents < 0.88:
        sheet.heading(layout.choice(keep(words.SECTION_TITLES["consent"], sheet.split)))
        if layout.random() < 0.7:
            sheet.paragraph(layout.choice(keep(words.CONSENT_LEADS, sheet.split)))
        asked = (
            [("marketing", "consent.marketing"), ("profiling", "consent.profiling")]
            if consents < 0.78
            else [("marketing", "consent.marketing")]
        )
        if layout.random() < 0.3:
            asked.insert(layout.randrange(len(asked) + 1), ("other", ""))
        pair = layout.choice(keep(words.YES_NO, sheet.split))
        for slot, key in asked:
            label = sheet.label_of(slot) if slot != "other" else layout.choice(words.OTHER_CONSENTS)
            value = facts.values.get(slot, fill.random() < 0.5)
            chosen = None if filler.leaves_blank(slot) else value
            sheet.choice(slot, label, chosen, key or None, {"true": pair[0], "false": pair[1]}, {"true": True, "false": False})
    for text in layout.sample(words.LOAN_BOILERPLATE, layout.randrange(0, 5)):
        sheet.paragraph(text.format(year=2026), sheet.style.size * layout.uniform(0.68, 0.85))
    sheet.need(80)
    sheet.y += 8
    headers.place_and_signature(
        sheet,
        facts,
        "signature.applicant",
        f"{facts.person.given_name} {facts.person.surname}",
        fill.random() > 0.08,
        has_place=layout.random() < 0.55,
    )
    if layout.random() < 0.2:
        sheet.need(60)
        label = layout.choice(
            (
                "Firma del coobbligato",
                "Firma del garante",
                "L'incaricato",
                "Timbro e firma del convenzionato",
                "Firma del coniuge",
                "Per la banca",
            )
        )
        sheet.signature(None, make_company_name(fill)[:14], fill.random() < 0.4, sheet.left, sheet.room * 0.4, label)
        sheet.y += 52
    if layout.random() < 0.2:
        sheet.y += 10
        sheet.heading(layout.choice(keep(words.SECTION_TITLES["office"], sheet.split)))
        sheet.rows(layout.sample(("branch", "code_branch", "first_due", "costs"), 2))
