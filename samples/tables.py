"""Invoices and amortisation plans with the truth of their tables: `python -m samples.tables OUT --count N --seed S --split …`.

A document of the truth has `tables`: for each its kind, the keys and kinds of its columns, and its rows, `item` rows alone, as values in
normal form. Rows are ruled in seven ways, headings worded in several, descriptions wrap, plans go on over pages.
"""

from __future__ import annotations

import argparse
import datetime
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any, get_args

from samples.fonts import Face, print_faces, typewriter_faces
from samples.habits import italian_number
from samples.ledger import Ledger
from samples.paper import Paper, text_width
from samples.people import make_company, make_company_name
from samples.scans import deliver
from samples.sheet import wrap
from samples.wording import Split, keep

RULINGS = ("grid", "none", "levels", "columns", "zebra", "head", "box")
HEADINGS: dict[str, tuple[str, ...]] = {
    "number": ("N.", "Rata n.", "N. rata", "Nr.", "Progr."),
    "due_date": ("Scadenza", "Data scadenza", "Data", "Data rata"),
    "instalment": ("Rata", "Importo rata", "Rata totale", "Rata mensile"),
    "principal": ("Quota capitale", "Capitale", "Q. capitale", "di cui capitale"),
    "interest": ("Quota interessi", "Interessi", "Q. interessi", "di cui interessi"),
    "balance": ("Debito residuo", "Capitale residuo", "Residuo", "Debito res."),
    "repaid": ("Debito estinto", "Capitale rimborsato"),
    "code": ("Codice", "Cod.", "Articolo", "Cod. art."),
    "description": ("Descrizione", "Descrizione dei beni", "Prestazione", "Prodotto"),
    "unit": ("UM", "U.M.", "Unità"),
    "quantity": ("Quantità", "Q.tà", "Qtà", "Quant."),
    "unit_price": ("Prezzo unitario", "Prezzo", "Prezzo unit.", "P. unitario"),
    "discount": ("Sconto", "Sc. %", "Sconto %"),
    "vat_rate": ("IVA", "% IVA", "Aliquota IVA", "Aliq. IVA"),
    "amount": ("Importo", "Totale", "Importo netto", "Totale riga"),
}
KINDS = {
    "number": "integer", "due_date": "date", "code": "text", "description": "text", "unit": "text", "quantity": "decimal",
    "discount": "percent", "vat_rate": "percent",
}  # fmt: skip
"""Kind of a column; all others are money."""
_GOODS = (
    "Carta A4 80 gr, risma da 500 fogli", "Toner nero compatibile", "Manutenzione ordinaria impianto", "Canone mensile assistenza software",
    "Sedia ergonomica con braccioli", "Scaffalatura metallica 200x100x40 cm", "Consulenza fiscale", "Trasporto e consegna al piano",
    "Installazione e collaudo presso la sede del cliente", "Monitor 24 pollici", "Pulizia uffici", "Cavo di rete cat. 6, 5 m",
    "Pannello in legno lamellare", "Vernice all'acqua bianca 14 l", "Ore di manodopera specializzata", "Noleggio ponteggio",
    "Materiale di consumo", "Batteria tampone 12V 7Ah", "Formazione del personale, giornata intera", "Licenza annuale per 5 utenti",
)  # fmt: skip
_UNITS = ("pz", "nr", "h", "kg", "m", "cf", "mq")


@dataclass(frozen=True, slots=True)
class Cell:
    """What is printed, and what it means."""

    text: str
    value: Any


@dataclass(frozen=True, slots=True)
class Look:
    """How a table is set; lengths in points."""

    ruling: str
    face: Face
    size: float
    pad: float
    row_gap: float
    right: bool
    """Figures stand at the right of their columns, else in their middle."""
    shaded: bool
    euro: str
    """Around an amount: `%s`, `€ %s` or `%s €`."""
    point: str
    """Thousands mark."""
    headings: dict[str, str]


def pick_look(rng: random.Random, split: Split) -> Look:
    """A look at random, from the faces and wordings of the split."""
    faces = print_faces() if rng.random() < 0.85 else typewriter_faces()
    headings = {key: rng.choice(keep(words, split)) for key, words in HEADINGS.items()}
    if rng.random() < 0.2:
        headings = {key: text.upper() for key, text in headings.items()}
    return Look(
        rng.choice(RULINGS), faces[rng.choice(keep(sorted(faces), split))], rng.uniform(7.4, 10.2), rng.uniform(3, 6), rng.uniform(1, 7),
        rng.random() < 0.75, rng.random() < 0.4, rng.choices(("%s", "€ %s", "%s €"), (7, 2, 1))[0],
        rng.choices((".", ""), (4, 1))[0], headings,
    )  # fmt: skip


def _cents(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _money(look: Look, value: Decimal) -> Cell:
    return Cell(look.euro % italian_number(value, 2, look.point), f"{value:.2f}")


def plan_rows(rng: random.Random, look: Look) -> tuple[list[str], list[list[Cell]]]:
    """Keys and rows of a French amortisation plan of 6 to 60 instalments."""
    keys = ["number", *(["due_date"] if rng.random() < 0.8 else []), "instalment"]
    split = ["principal", "interest"]
    rng.shuffle(split)
    keys += [*split, *(["repaid"] if rng.random() < 0.2 else []), "balance"]
    months, rate = rng.choice((6, 10, 12, 12, 18, 24, 36, 48, 60)), Decimal(rng.randrange(150, 1190)) / 1200 / 100
    debt = start = Decimal(rng.randrange(20, 900) * 100)
    instalment = _cents(start * rate / (1 - (1 + rate) ** -months))
    day = datetime.date(2026, rng.randrange(1, 13), rng.choice((1, 5, 15, 27, 28)))
    written = rng.choice(("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y"))
    rows = []
    for n in range(1, months + 1):
        interest = _cents(debt * rate)
        principal = debt if n == months else instalment - interest
        debt -= principal
        cells = {
            "number": Cell(str(n), n),
            "due_date": Cell(day.strftime(written), day.isoformat()),
            "instalment": _money(look, principal + interest),
            "principal": _money(look, principal),
            "interest": _money(look, interest),
            "repaid": _money(look, start - debt),
            "balance": _money(look, debt),
        }
        rows.append([cells[key] for key in keys])
        day = day.replace(year=day.year + day.month // 12, month=day.month % 12 + 1)
    return keys, rows


def item_rows(rng: random.Random, look: Look) -> tuple[list[str], list[list[Cell]]]:
    """Keys and rows of an invoice's line items."""
    optional = {key: rng.random() < chance for key, chance in (("code", 0.4), ("unit", 0.4), ("discount", 0.25), ("vat_rate", 0.7))}
    keys = [k for k in ("code", "description", "unit", "quantity", "unit_price", "discount", "vat_rate", "amount") if optional.get(k, True)]
    sign = rng.choice(("", "%", " %"))
    rows = []
    for _ in range(rng.choices((1, 2, 3, 4, 5, 6, 8, 11, 15), (1, 2, 3, 3, 3, 2, 2, 2, 1))[0]):
        half = rng.random() < 0.15
        quantity = Decimal(rng.randrange(1, 40)) + (Decimal("0.5") if half else 0)
        price = Decimal(rng.randrange(90, 99999 if rng.random() < 0.3 else 9999)) / 100
        off = Decimal(rng.choice((0, 0, 5, 10, 15, 20)))
        amount = _cents(quantity * price * (1 - (off if optional["discount"] else Decimal(0)) / 100))
        vat = rng.choice((22, 22, 22, 10, 4))
        code = f"{rng.choice('ABCDFGHKLMNPRSTV')}{rng.choice('ACEFHKLMNPRT')}{rng.randrange(100, 9999)}"
        unit, text = (
            rng.choice(_UNITS),
            rng.choice(_GOODS) + rng.choice(("", "", "", f" rif. {rng.randrange(100, 999)}/B", " come da Vs. ordine")),
        )
        number = italian_number(quantity, 1 if half else 0, "")
        cells = {
            "code": Cell(code, code), "description": Cell(text, text), "unit": Cell(unit, unit),
            "quantity": Cell(number, f"{quantity:.2f}"), "unit_price": _money(look, price),
            "discount": Cell(f"{off}{sign}" if off else "", f"{off:.2f}" if off else None),
            "vat_rate": Cell(f"{vat}{sign}", f"{vat}.00"), "amount": _money(look, amount),
        }  # fmt: skip
        rows.append([cells[key] for key in keys])
    return keys, rows


class Setter:
    """Sets one table on the paper from `y` on, over pages as needed."""

    def __init__(self, paper: Paper, look: Look, keys: Sequence[str], rows: Sequence[Sequence[Cell]], left: float, right: float) -> None:
        self.paper, self.look, self.keys, self.rows = paper, look, keys, rows
        size, pad = look.size, look.pad
        widest = [
            max(text_width(c, look.face.bold, size) for c in (*_head_lines(look.headings[k]), *(r[n].text for r in rows))) + 2 * pad
            for n, k in enumerate(keys)
        ]
        room = right - left
        if "description" in keys:
            at = keys.index("description")
            widest[at] = max(90.0, room - sum(widest[:at] + widest[at + 1 :]))
        scale = room / sum(widest) if sum(widest) > room or "description" in keys else min(1.6, room / sum(widest))
        self.edges = [left]
        for width in widest:
            self.edges.append(self.edges[-1] + width * scale)

    def draw(self, y: float, bottom: float, top: float) -> float:
        """The y below the table."""
        y = self._head(y)
        start = y
        for number, row in enumerate(self.rows):
            lines = [self._lines(n, cell.text) for n, cell in enumerate(row)]
            height = max(map(len, lines)) * (self.look.size * 1.18) + self.look.row_gap + 3
            if y + height > bottom:
                self._uprights(start, y)
                self.paper.new_page()
                y = start = self._head(top)
            self._row(y, height, lines, number)
            y += height
        self._uprights(start, y)
        return y

    def _lines(self, column: int, text: str) -> list[str]:
        room = self.edges[column + 1] - self.edges[column] - 2 * self.look.pad
        return wrap(text, self.look.face.regular, self.look.size, room) if self.keys[column] == "description" else [text]

    def _row(self, y: float, height: float, lines: Sequence[Sequence[str]], number: int) -> None:
        look = self.look
        if look.ruling == "zebra" and number % 2:
            self.paper.rect(self.edges[0], y, self.edges[-1], y + height, 0, fill=(0.92, 0.92, 0.92))
        if look.ruling in ("grid", "levels"):
            self.paper.line(self.edges[0], y + height, self.edges[-1], y + height, 0.5)
        for column, texts in enumerate(lines):
            for n, text in enumerate(texts):
                self._write(column, y + look.size + 1 + n * look.size * 1.18, text, look.face.regular, self.keys[column])

    def _write(self, column: int, base: float, text: str, font: str, key: str) -> None:
        look, x0, x1 = self.look, self.edges[column], self.edges[column + 1]
        size = min(look.size, look.size * (x1 - x0 - 2) / max(text_width(text, font, look.size), 1))
        if KINDS.get(key) == "text":
            self.paper.text(x0 + look.pad, base, text, font, size)
        elif look.right and key != "due_date":
            self.paper.text_right(x1 - look.pad, base, text, font, size)
        else:
            self.paper.text_centred((x0 + x1) / 2, base, text, font, size)

    def _head(self, y: float) -> float:
        look = self.look
        lines = [_head_lines(look.headings[key]) for key in self.keys]
        height = max(map(len, lines)) * look.size * 1.15 + 5
        if look.shaded:
            self.paper.rect(self.edges[0], y, self.edges[-1], y + height, 0, fill=(0.88, 0.88, 0.88))
        if look.ruling in ("grid", "levels", "head", "box", "columns"):
            self.paper.line(self.edges[0], y, self.edges[-1], y, 0.6)
            self.paper.line(self.edges[0], y + height, self.edges[-1], y + height, 0.6)
        for column, (key, texts) in enumerate(zip(self.keys, lines, strict=True)):
            for n, text in enumerate(texts):
                self._write(column, y + look.size + n * look.size * 1.15, text, look.face.bold, key)
        self._uprights(y, y + height)
        return y + height

    def _uprights(self, y0: float, y1: float) -> None:
        if self.look.ruling in ("grid", "columns"):
            for x in self.edges:
                self.paper.line(x, y0, x, y1, 0.5)
        if self.look.ruling in ("columns", "box"):
            self.paper.line(self.edges[0], y1, self.edges[-1], y1, 0.6)
        if self.look.ruling == "box":
            for x in (self.edges[0], self.edges[-1]):
                self.paper.line(x, y0, x, y1, 0.6)


def _head_lines(heading: str) -> list[str]:
    """A heading of two words stands in two lines."""
    first, _, rest = heading.partition(" ")
    return [first, rest] if len(rest) > 3 else [heading]


def draw(kind: str, rng: random.Random, split: Split) -> tuple[bytes, dict[str, Any]]:
    """One document with one table: the PDF and its entry in the truth."""
    ledger = Ledger()
    paper, look = Paper(ledger), pick_look(rng, split)
    keys, rows = (plan_rows if kind == "amortisation_plan" else item_rows)(rng, look)
    left, right = rng.uniform(34, 60), paper.width - rng.uniform(34, 60)
    top, bottom = rng.uniform(40, 60), paper.height - rng.uniform(60, 110)
    y = _before(paper, look, kind, rng, left, right, top)
    y = Setter(paper, look, keys, rows, left, right).draw(y, bottom, top)
    _after(paper, look, rng, keys, rows, right, y)
    table = {
        "kind": kind,
        "ruling": look.ruling,
        "columns": [{"key": key, "kind": KINDS.get(key, "money")} for key in keys],
        "rows": [[cell.value for cell in row] for row in rows],
    }
    return paper.finish(), {
        "pages": list(range(1, paper.page + 1)),
        "type": "unknown",
        "layout": look.ruling,
        "fields": {},
        "tables": [table],
    }


def _before(paper: Paper, look: Look, kind: str, rng: random.Random, left: float, right: float, y: float) -> float:
    """The head of the document: who writes to whom, number and date; the y where the table begins."""
    company, today = make_company(rng, datetime.date(2026, 5, 4)), datetime.date(2026, rng.randrange(1, 12), rng.randrange(1, 28))
    paper.text(left, y + 12, company.name, look.face.bold, 13)
    for n, text in enumerate((f"{company.street}, {company.house_number}", f"P. IVA {company.tax_id}", f"Tel. {company.phone}")):
        paper.text(left, y + 26 + 11 * n, text, look.face.regular, 8.5)
    paper.text_right(right, y + 70, f"Spett.le {make_company_name(rng)}", look.face.regular, 9.5)
    title = (
        "Piano di ammortamento"
        if kind == "amortisation_plan"
        else rng.choice(("Fattura", "Preventivo", "Ordine", "Documento di trasporto"))
    )
    paper.text(left, y + 96, f"{title} n. {rng.randrange(1, 9999)} del {today:%d/%m/%Y}", look.face.bold, 11.5)
    if rng.random() < 0.5:
        paper.text(left, y + 112, f"Modalità di pagamento: bonifico bancario a {rng.choice((30, 60, 90))} giorni", look.face.regular, 9)
    return y + rng.uniform(122, 160)


def _after(
    paper: Paper, look: Look, rng: random.Random, keys: Sequence[str], rows: Sequence[Sequence[Cell]], right: float, y: float
) -> None:
    """The sums below an invoice's items."""
    if "amount" not in keys or rng.random() < 0.2:
        return
    total = sum((Decimal(row[keys.index("amount")].value) for row in rows), Decimal(0))
    vat = _cents(total * 22 / 100)
    for n, (label, value) in enumerate((("Totale imponibile", total), ("IVA", vat), ("Totale documento", total + vat))):
        base = y + 22 + n * (look.size + 5)
        paper.text_right(right - 90, base, label, look.face.bold if n == 2 else look.face.regular, look.size)
        paper.text_right(right - look.pad, base, _money(look, value).text, look.face.regular, look.size)


def make(folder: Path, count: int, seed: int, split: Split) -> list[Path]:
    """Writes `count` documents with truth, in every quality, half plans and half invoices; the truth files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for n in range(count):
        rng = random.Random(f"tables {seed} {split} {n}")
        kind = ("line_items", "amortisation_plan")[n % 2]
        pdf, document = draw(kind, rng, split)
        quality = rng.choices(("digital", "clean", "office", "bad"), (14, 22, 42, 22))[0]
        stem = f"tb-{split}-{seed}-{n:04d}"
        delivered = deliver(pdf, quality, folder, stem, rng, 0.03)
        truth = {"source": delivered.name, "quality": quality, "documents": [document]}
        files.append(folder / f"{stem}.truth.json")
        files[-1].write_text(json.dumps(truth, ensure_ascii=False, indent=1), "utf-8")
    return files


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--split", choices=get_args(Split), default="heldout")
    options = parser.parse_args(arguments)
    print(f"{len(make(options.out, options.count, options.seed, options.split))} documents in {options.out}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
