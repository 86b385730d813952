"""Letterheads and the last lines of forms: who issues the form, where one writes place and date and signs."""

from __future__ import annotations

import random

from samples.form import FormSheet
from samples.habits import italian_number
from samples.pens import Piece
from samples.people import make_phone, make_vat_number
from samples.places import Town, pick_street, pick_town
from samples.slots import Facts
from samples.wording import keep
from samples.wordings import forms as words
from samples.wordings.labels import LABELS


def issuer_line(layout: random.Random, town: Town, patterns: tuple[str, ...]) -> str:
    """An invented institution's imprint: address, VAT number, telephone, all of them distractors."""
    street, number = pick_street(layout)
    phone = make_phone(layout, 0.0)
    return layout.choice(
        patterns
    ).format(
        street=street,
        n=number,
        cap=town.postal_code,
        town=town.name,
        prov=town.province,
        vat=make_vat_number(layout),
        money=italian_number(layout.randrange(1, 400) * 10**6),  # type: ignore[arg-type]
        short=layout.randrange(100, 40000),
        abi=layout.randrange(1000, 9999),
        phone=phone,
        phone3=layout.randrange(100000, 999999),
        host=f"banca{town.name[:5].lower()}".replace(" ", ""),
    )


def logo(sheet: FormSheet, x: float, y: float, size: float) -> None:
    """A small invented mark."""
    layout, paper, colour = sheet.layout, sheet.paper, sheet.style.accent
    kind = layout.randrange(5)
    if kind == 0:
        paper.rect(x, y, x + size, y + size, 0, fill=colour, radius=size / 5)
        paper.circle(x + size / 2, y + size / 2, size / 4, 0, fill=(1, 1, 1))
    elif kind == 1:
        for i in range(3):
            paper.rect(x + i * size / 3, y + size * (0.6 - 0.25 * i), x + i * size / 3 + size / 4, y + size, 0, fill=colour)
    elif kind == 2:
        paper.circle(x + size / 2, y + size / 2, size / 2, 1.5, colour)
        paper.curve(
            [(x + 2, y + size / 2), (x + size / 3, y + size / 4), (x + size * 0.6, y + size * 0.8), (x + size - 2, y + size / 2)], 2, colour
        )
    elif kind == 3:
        paper.curve([(x, y), (x, y + size * 0.7), (x + size / 2, y + size), (x + size, y + size * 0.7), (x + size, y), (x, y)], 1.2, colour)
        paper.line(x + size / 2, y + 3, x + size / 2, y + size - 4, 1, colour)
        paper.line(x + 3, y + size * 0.4, x + size - 3, y + size * 0.4, 1, colour)
    else:
        paper.rect(x, y, x + size, y + size, 1.2, colour)
        paper.line(x, y + size, x + size, y, 1.2, colour)


def bank_header(sheet: FormSheet) -> None:
    """Name, imprint and title of a loan form."""
    layout, paper, style = sheet.layout, sheet.paper, sheet.style
    town = pick_town(layout)
    name = layout.choice(words.BANKS).format(x=layout.choice(words.BANK_STEMS), t=town.name)
    imprint = issuer_line(layout, town, words.BANK_LINES)
    model = layout.choice(("Mod.", "Modello", "Cod.", "Ed."))
    edition = f"{model} {layout.choice('ABCRP')}{layout.randrange(10, 999)}/{layout.randrange(10, 26)}"
    sheet.footer = f"{name} – {imprint} – {edition}"
    size = layout.uniform(11, 17)
    arrangement = layout.randrange(4)
    if arrangement == 0:
        paper.text(sheet.left, sheet.y + size, name, style.face.bold, size, style.accent)
    elif arrangement == 1:
        logo(sheet, sheet.left, sheet.y, 26)
        paper.text(sheet.left + 34, sheet.y + 18, name, style.face.bold, size, style.accent)
    elif arrangement == 2:
        paper.text_centred((sheet.left + sheet.right) / 2, sheet.y + size, name, style.face.bold, size, style.accent)
    else:
        logo(sheet, sheet.right - 28, sheet.y, 26)
        paper.text_right(sheet.right - 36, sheet.y + 18, name, style.face.bold, size, style.accent)
    sheet.y += max(size, 20) + 4
    if layout.random() < 0.5:
        sheet.paragraph(issuer_line(layout, town, words.BANK_LINES), 7)
    title_size = layout.uniform(11, 16)
    sheet.y += layout.uniform(2, 10)
    title = layout.choice(keep(words.LOAN_TITLES, sheet.split))
    sheet.paragraph(title, title_size, bold=True, centred=layout.random() < 0.55)
    subtitle = layout.choice(words.LOAN_SUBTITLES)
    if subtitle:
        sheet.paragraph(subtitle, style.size * 0.85, centred=layout.random() < 0.5)
    sheet.y += 2


def date_pieces(sheet: FormSheet, facts: Facts, key: str) -> list[Piece]:
    """The day of signing; it is the field's value only where no other place gave it."""
    if sheet.filler.leaves_blank("date"):
        return []
    known = key in sheet.filler.ledger.written
    if not known:
        sheet.filler.write(key, facts.today.isoformat())
    return [(None if known else key, facts.habits.write_date(facts.today))]


def place_pieces(sheet: FormSheet, facts: Facts, key: str | None) -> list[Piece]:
    """The town where the filler signs."""
    if sheet.filler.leaves_blank("place"):
        return []
    town = facts.person.town.name
    if key:
        sheet.filler.write(key, town)
    return [(key, town)]


def place_and_signature(
    sheet: FormSheet,
    facts: Facts,
    signature_key: str,
    name: str,
    signed: bool,
    has_place: bool,
    place_key: str | None = None,
    date_key: str = "application.date",
    printed_place: str | None = None,
) -> None:
    """Place, date and signature, in one of several arrangements."""
    layout, style, paper = sheet.layout, sheet.style, sheet.paper
    sheet.need(95)
    label = layout.choice(keep(LABELS["signature"], sheet.split))
    size, font = style.size, style.face.regular
    arrangement = layout.randrange(4)
    gap = layout.uniform(2, 22)
    if printed_place is not None:
        has_place = True
    base = sheet.y + 22
    x = sheet.left
    if has_place and printed_place is not None:
        shown = f"{printed_place}{layout.choice((', lì', ' lì', ', ', ' li,', ', il', ' addì'))} "
        if place_key:
            sheet.filler.write(place_key, printed_place)
            paper.place(place_key, x, base - size, x + 6 * len(printed_place) * size / 11, base + 3)
        x = paper.text(x, base, shown, font, size)
        _line_blank(sheet, x, base, x + 95, date_pieces(sheet, facts, date_key))
    elif has_place and arrangement in {0, 1}:
        place = layout.choice(keep(PLACE_LABELS, sheet.split))
        x = paper.text(x, base, f"{place} ", font, size)
        middle = x + layout.uniform(85, 130)
        _line_blank(sheet, x, base, middle, place_pieces(sheet, facts, place_key))
        x = paper.text(middle + 6, base, layout.choice(("data ", "Data ", "il ", "lì ", "addì ", ", ")), font, size)
        _line_blank(sheet, x, base, x + 85, date_pieces(sheet, facts, date_key))
    elif has_place:
        both = place_pieces(sheet, facts, place_key)
        day = date_pieces(sheet, facts, date_key)
        joined = [*both, *([(None, sheet.fill.choice((", ", " ", ", lì ", " il ")))] if both and day else []), *day]
        title = layout.choice(keep(PLACE_DATE_LABELS, sheet.split))
        if layout.random() < 0.5:
            x = paper.text(x, base, f"{title} ", font, size)
            _line_blank(sheet, x, base, x + 165, joined)
        else:
            _line_blank(sheet, x, base, x + 185, joined)
            paper.text(x + 30, base + size + 2, title, font, size * 0.85)
    else:
        x = paper.text(x, base, layout.choice(("Data ", "Data: ", "Lì ", "Data di compilazione ", "In data ")), font, size)
        _line_blank(sheet, x, base, x + 90, date_pieces(sheet, facts, date_key))
    if arrangement in {1, 3}:
        sheet.y += 22 + gap
        x0 = layout.choice((sheet.left, sheet.left + sheet.room * 0.5, sheet.left + sheet.room * 0.55))
    else:
        sheet.y += gap * 0.5 - 12
        x0 = sheet.left + sheet.room * 0.58
    sheet.need(55)
    sheet.signature(signature_key, name, signed, x0, sheet.right - x0 - layout.uniform(0, 20), label, line=layout.random() < 0.93)
    sheet.y += 52


PLACE_LABELS = ("Luogo", "Luogo:", "Lì", "Località", "Fatto a", "Comune di", "Luogo di sottoscrizione")
PLACE_DATE_LABELS = (
    "Luogo e data",
    "luogo e data",
    "(luogo e data)",
    "Luogo, data",
    "LUOGO E DATA",
    "Data e luogo di sottoscrizione",
    "(luogo, data)",
    "Luogo/data",
)


def _line_blank(sheet: FormSheet, x0: float, base: float, x1: float, pieces: list[Piece]) -> None:
    style = sheet.style
    if style.widget in {"dots", "underscores"}:
        sheet.leader(x0, base, x1, "." if style.widget == "dots" else "_")
    else:
        sheet.paper.line(x0, base + 2, x1, base + 2, 0.6)
    sheet.write(pieces, x0 + 3, base, x1 - x0 - 4, 20)
