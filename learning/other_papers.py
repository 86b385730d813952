"""Made-up pages of papers that are none of the document types, and of questionnaires without a form definition.

A back office's post holds invoices, letters, payslips and bank statements too: the classifier must know that they are something
else. Only the words and their rough places are made, no image: that is all it looks at. The wording is in other_papers.yaml.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from domain.geometry import Box
from domain.page import ReadPage, Word

WORDING: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
Line = tuple[str, float]
"""A line of text and its height, 1.0 for body text."""


def other_document(rng: random.Random) -> list[ReadPage]:
    """One to three pages of a paper of no type."""
    paper = rng.choice(WORDING["papers"])
    title, labels = paper["title"], paper["labels"]
    first = rng.choice((_form_like, _letter, _listing))(rng, title, labels)
    later = [_prose(rng) if rng.random() < 0.6 else _listing(rng, "", labels) for _ in range(rng.choice((0, 0, 0, 1, 1, 2)))]
    return _typeset(rng, [first, *later])


def questionnaire_document(rng: random.Random) -> list[ReadPage]:
    """One or two pages of a questionnaire."""
    topic = rng.choice(WORDING["topics"])
    pages: list[list[Line]] = []
    number = 1
    for page in range(rng.choice((1, 1, 2))):
        lines: list[Line] = []
        if page == 0:
            lines += [(f"{rng.choice(WORDING['survey_titles'])} su {topic}", 1.7), (rng.choice(WORDING["survey_openings"]), 0.9)]
        for _ in range(rng.randint(4, 11)):
            lines += _question(rng, number, topic)
            number += 1
        for share, kind in ((0.6, "survey_comments"), (0.4, "survey_closings")):
            if rng.random() < share:
                lines.append((rng.choice(WORDING[kind]), 0.9))
        pages.append(lines)
    return _typeset(rng, pages)


def _question(rng: random.Random, number: int, topic: str) -> list[Line]:
    about = rng.choice(WORDING["topics"]) if rng.random() < 0.4 else topic
    box = "□ " if rng.random() < 0.3 else ""
    return [
        (f"{number}. {rng.choice(WORDING['questions'])} {about}?", 1.0),
        ("   ".join(box + option for option in rng.choice(WORDING["scales"])), 0.9),
    ]


def _person(rng: random.Random) -> str:
    return f"{rng.choice(WORDING['given_names'])} {rng.choice(WORDING['surnames'])}"


def _value(rng: random.Random) -> str:
    day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(2018, 2026)
    amount = f"€ {rng.randint(5, 9000)},{rng.randint(0, 99):02d}"
    place, goods = rng.choice(WORDING["towns"]), rng.choice(WORDING["goods"])
    return str(rng.choice((_person(rng), f"{day}/{month}/{year}", amount, str(rng.randint(100, 999999)), place, goods)))


def _letterhead(rng: random.Random) -> list[Line]:
    if rng.random() < 0.25:
        return []
    surname, other = rng.sample(WORDING["surnames"], 2)
    town = rng.choice(WORDING["towns"])
    firm = rng.choice(WORDING["firms"]).format(surname=surname, other=other, given=rng.choice(WORDING["given_names"]), town=town)
    return [(firm, rng.uniform(1.1, 1.8)), (f"Via {other} {rng.randint(1, 120)} - {rng.randint(10000, 98000)} {town}", 0.8)]


def _form_like(rng: random.Random, title: str, labels: list[str]) -> list[Line]:
    lines = [*_letterhead(rng), (f"{title} n. {rng.randint(1, 9999)}", 1.5)]
    for label in rng.sample(labels, rng.randint(len(labels) * 2 // 3, len(labels))):
        lines.append((f"{label}: {_value(rng)}", 1.0))
        if rng.random() < 0.3:
            lines.append((f"{rng.choice(WORDING['goods'])}  {rng.randint(1, 40)}  {rng.randint(2, 900)},00", 1.0))
    lines += [(sentence, 0.9) for sentence in rng.sample(WORDING["sentences"], rng.randint(0, 3))]
    return [*lines, (rng.choice(("Timbro e firma", "Il responsabile", "Firma")), 1.0)] if rng.random() < 0.3 else lines


def _letter(rng: random.Random, title: str, labels: list[str]) -> list[Line]:
    place = f"{rng.choice(WORDING['towns'])}, {rng.randint(1, 28)} marzo {rng.randint(2018, 2026)}"
    opening: list[Line] = [(place, 1.0), (f"Egr. Sig. {_person(rng)}", 1.0), (f"Oggetto: {title.lower()} - {rng.choice(labels)}", 1.0)]
    closing: list[Line] = [(rng.choice(("Distinti saluti", "Cordiali saluti", "In fede")), 1.0), (_person(rng), 1.0)]
    return [*_letterhead(rng), *opening, *_prose(rng), *closing]


def _prose(rng: random.Random) -> list[Line]:
    return [(rng.choice(WORDING["sentences"]), 1.0) for _ in range(rng.randint(4, 22))]


def _listing(rng: random.Random, title: str, labels: list[str]) -> list[Line]:
    lines: list[Line] = [*_letterhead(rng), (title, 1.5)] if title else []
    lines.append(("  ".join(rng.sample(labels, min(4, len(labels)))), 1.0))
    return lines + [(f"{rng.choice(WORDING['goods'])}  {_value(rng)}  {_value(rng)}", 1.0) for _ in range(rng.randint(6, 30))]


def _typeset(rng: random.Random, pages: list[list[Line]]) -> list[ReadPage]:
    height, spacing, left = rng.uniform(0.009, 0.014), rng.uniform(1.3, 2.2), rng.uniform(0.06, 0.14)
    numbered = len(pages) > 1 and rng.random() < 0.5
    made = []
    for number, lines in enumerate(pages, 1):
        words: list[Word] = []
        y = rng.uniform(0.04, 0.12)
        footer: list[Line] = [(f"Pag. {number} di {len(pages)}", 0.8)] if numbered else []
        for row, (text, size) in enumerate([*lines, *footer]):
            x, tall = left, height * size
            for word in text.split():
                wide = 0.68 * tall * len(word) * 1.414
                words.append(Word(word, Box(min(x, 0.98), min(y, 0.97), min(x + wide, 0.99), min(y + tall, 0.98)), 1.0, (), row))
                x += wide + 0.7 * tall
            y += tall * spacing
        made.append(ReadPage(number, np.full((1414, 1000), 255, np.uint8), 121.0, tuple(words), source="text_layer"))
    return made
