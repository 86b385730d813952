"""Rubber stamps and registry labels on a form."""

from __future__ import annotations

import math
import random
from datetime import timedelta

from samples.fonts import print_faces
from samples.form import FormSheet
from samples.paper import Colour, Paper, text_width
from samples.pens import INKS, hand_pen
from samples.slots import Facts
from samples.wording import keep
from samples.wordings import forms as words

STAMP_INKS: tuple[Colour, ...] = (
    (0.25, 0.2, 0.6),
    (0.6, 0.12, 0.15),
    (0.15, 0.35, 0.6),
    (0.2, 0.2, 0.2),
    (0.4, 0.15, 0.5),
    (0.1, 0.4, 0.3),
)


def round_stamp(paper: Paper, rng: random.Random, x: float, y: float) -> None:
    """A round stamp with letters around it, over whatever is there."""
    colour, radius = rng.choice(STAMP_INKS), rng.uniform(26, 44)
    text = rng.choice(("RICEVUTO", "UFFICIO", "BANCA", "COPIA", "VISTO", "UFFICIO CREDITI", "FILIALE", "CONFORME"))
    font = print_faces()["liberation-sans"].bold if "liberation-sans" in print_faces() else next(iter(print_faces().values())).bold
    paper.circle(x, y, radius, 1.1, colour)
    paper.circle(x, y, radius * 0.66, 0.7, colour)
    start, step = rng.uniform(0, 360), 300 / len(text)
    for index, char in enumerate(text):
        angle = start - index * step
        rad = math.radians(angle)
        with paper.turned(x + radius * 0.75 * math.cos(rad), y - radius * 0.75 * math.sin(rad), angle - 90):
            paper.text_centred(0, 0, char, font, radius * 0.24, colour)
    month = rng.choice(("GEN", "FEB", "MAR", "APR", "MAG", "GIU", "LUG", "SET", "OTT", "NOV"))
    day = f"{rng.randrange(1, 29):02d} {month} {rng.randrange(2018, 2026)}"
    with paper.turned(x, y, rng.uniform(-20, 20)):
        paper.text_centred(0, 3, day, font, radius * 0.2, colour)


def protocol_stamp(sheet: FormSheet, facts: Facts, rng: random.Random, number: str, office: str, x: float, y: float) -> None:
    """A registry's stamp: office, number and day of arrival. Its number is the protocol number of the request."""
    paper, colour = sheet.paper, rng.choice(STAMP_INKS)
    faces = print_faces()
    face = faces[rng.choice(keep(sorted(faces), sheet.split))]
    town = facts.person.town
    head = rng.choice(keep(words.STAMP_HEADS, sheet.split)).format(T=office.upper()[:24], P=town.province)
    line = rng.choice(keep(words.STAMP_NUMBERS, sheet.split))
    day = facts.today + timedelta(days=rng.choice((0, 0, 1, 1, 2, 3, 5)))
    date = (
        facts.habits.write_date(day)
        if rng.random() < 0.5
        else rng.choice((f"{day:%d/%m/%Y}", f"{day:%d.%m.%Y}", f"del {day:%d/%m/%Y}", f"{day:%d-%m-%Y}", f"Data {day:%d/%m/%Y}"))
    )
    size = rng.uniform(8, 11)
    lines = [
        head,
        line.format(n=number),
        date,
        *(
            [rng.choice(("Cat. 5 Cl. 2", "Tit. VI cl. 3", "ore 10:42", "Categoria X Classe 4", "A mano", "Ufficio: DEMOGR."))]
            if rng.random() < 0.35
            else []
        ),
    ]
    if rng.random() < 0.15:
        lines = [head, f"{line.format(n=number)} {date}"]
    width = max(text_width(text, face.bold, size) for text in lines) + 14
    height = (size + 3) * len(lines) + 8
    x, y = max(8.0, min(x, paper.width - width - 8)), max(10.0, min(y, paper.height - height - 14))
    boxed = rng.random() < 0.75
    angle = rng.gauss(0, 3.5)
    with paper.turned(x, y, angle):
        if boxed:
            paper.rect(0, 0, width, height, 1.2, colour, radius=rng.choice((0, 0, 4)))
        for index, text in enumerate(lines):
            paper.text_centred(
                width / 2,
                (index + 1) * (size + 3) + 1,
                text,
                face.bold if index == 0 or rng.random() < 0.3 else face.regular,
                size * (0.85 if index == 0 else 1),
                colour,
            )
    sheet.filler.write("request.protocol_number", number)
    row = next(index for index, text in enumerate(lines) if number in text)
    paper.place("request.protocol_number", x, y + row * (size + 3), x + width, y + (row + 1) * (size + 3) + 6)


def decorate(sheet: FormSheet, facts: Facts, rng: random.Random) -> None:
    """Perhaps a round stamp, an annotation in pen or a printed sticker, none of which is a field."""
    paper = sheet.paper
    if rng.random() < 0.2:
        round_stamp(paper, rng, rng.uniform(sheet.left + 40, sheet.right - 40), rng.uniform(120, sheet.bottom))
    if rng.random() < 0.08:
        pen = hand_pen(rng, sheet.split)
        note = rng.choice(("urgente", "visto", "manca allegato", "tel. il 12/5", "ok", "sollecitare", "v. pratica 2291", "da richiamare"))
        with paper.turned(rng.uniform(sheet.left, sheet.right - 90), rng.uniform(26, 60), rng.uniform(-6, 12)):
            paper.text(0, 0, note, pen.font, 15, rng.choice(INKS))
