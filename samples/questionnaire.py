"""Questionnaires: a form definition with its blank (forms.md), and copies filled in with every kind of mark."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from samples.form import FormSheet
from samples.habits import pick_habits
from samples.ledger import Ledger
from samples.paper import Paper, text_width
from samples.pens import Pen
from samples.people import make_person
from samples.sheet import wrap
from samples.slots import Facts, Filler
from samples.style import pick_style
from samples.wording import Split, keep
from samples.wordings import questions as words

Box = tuple[float, float, float, float]


@dataclass(slots=True)
class Question:
    """One field of the form as it stands on the page; boxes in points."""

    key: str
    label: str
    kind: str
    page: int
    box: Box | None = None
    comb: int = 0
    options: list[tuple[str, str, tuple[float, float, float]]] = field(default_factory=list)
    """Value, printed word, and box as centre x, centre y, side."""


def definition(name: str, title: str, questions: list[Question], paper: Paper) -> dict[str, Any]:
    """form.yaml's content."""

    def fractions(box: Box) -> list[float]:
        return [round(value / side, 4) for value, side in zip(box, (paper.width, paper.height, paper.width, paper.height), strict=True)]

    fields = []
    for question in questions:
        entry: dict[str, Any] = {"key": question.key, "label": {"it": question.label}, "kind": question.kind, "page": question.page}
        if question.options:
            entry["options"] = [
                {"value": value, "label": {"it": word}, "box": fractions((x - s / 2, y - s / 2, x + s / 2, y + s / 2))}
                for value, word, (x, y, s) in question.options
            ]
        elif question.box:
            entry["box"] = fractions(question.box)
            if question.comb:
                entry["comb"] = question.comb
        fields.append(entry)
    return {"form": name, "version": 1, "type": "questionnaire", "title": {"it": title}, "blank": "blank.pdf", "fields": fields}


class FormDrawer:
    """Draws the empty form; the same layout seed gives the same form every time."""

    def __init__(self, layout: random.Random, split: Split, ledger: Ledger) -> None:
        self.layout, self.split = layout, split
        self.paper = Paper(ledger)
        person = make_person(random.Random(1), date(2024, 1, 1))
        facts = Facts(person, None, pick_habits(random.Random(1)), date(2024, 1, 1), person.tax_code)
        style = pick_style(layout, split)
        self.sheet = FormSheet(
            self.paper,
            style,
            layout,
            random.Random(1),
            Filler(facts, ledger, random.Random(1), split, 1.0),
            Pen(False, style.face.regular, 1, 9, (0, 0, 0), False, 0, "cross", 1, 0),
            split,
        )
        self.questions: list[Question] = []
        self.number = 0
        self.title = layout.choice(keep(words.TITLES, split))

    def _lead(self, text: str) -> None:
        self.number += 1
        self.sheet.need(90)
        self.sheet.y += 6
        self.sheet.paragraph(f"{self.number}. {text}", self.sheet.style.size, bold=True)

    def run(self) -> bytes:
        """Draws everything; the PDF."""
        layout, sheet = self.layout, self.sheet
        sheet.paragraph(self.title, layout.uniform(13, 17), bold=True, centred=layout.random() < 0.5)
        sheet.paragraph(layout.choice(words.INTROS), sheet.style.size * 0.88)
        for comb in layout.sample(words.COMBS, layout.randrange(0, 3)):
            self._comb(*comb)
        blocks = [self._grid] * layout.randrange(1, 3) + [self._single] * layout.randrange(1, 4) + [self._multiple] * layout.randrange(0, 3)
        layout.shuffle(blocks)
        for block in blocks:
            block()
        if layout.random() < 0.75:
            self._remarks()
        sheet.footer = f"Mod. Q{layout.randrange(1, 40):02d} rev. {layout.randrange(1, 5)}"
        sheet.draw_footer()
        return self.paper.finish()

    def _comb(self, key: str, kind: str, label: str, count: int) -> None:
        sheet, cell, height = self.sheet, self.layout.uniform(12, 15.5), self.layout.uniform(15, 19)
        sheet.need(40)
        sheet.y += height + 8
        x = self.paper.text(sheet.left, sheet.y - 4, f"{label} ", sheet.style.face.regular, sheet.style.size) + 6
        for index in range(count):
            self.paper.rect(
                x + index * cell, sheet.y - height, x + (index + 1) * cell, sheet.y, sheet.style.line_width, sheet.style.line_colour
            )
        self.questions.append(Question(key, label, kind, self.paper.page, (x, sheet.y - height, x + count * cell, sheet.y), count))
        sheet.y += 4

    def _grid(self) -> None:
        layout, sheet, style = self.layout, self.sheet, self.sheet.style
        scale = layout.choice(words.SCALES)
        used = {question.label for question in self.questions}
        aspects = layout.sample([aspect for aspect in words.ASPECTS if aspect not in used], layout.randrange(3, 9))
        self._lead(layout.choice(words.GRID_LEADS))
        start = sheet.left + sheet.room * layout.uniform(0.36, 0.5)
        step = (sheet.right - start) / len(scale)
        size = style.size * 0.85
        sheet.need(40 + 20 * len(aspects))
        ruled = layout.random() < 0.5
        for index, (_, word) in enumerate(scale):
            for line, part in enumerate(wrap(word, style.face.regular, size, step - 4)[:2]):
                self.paper.text_centred(
                    start + step * (index + 0.5),
                    sheet.y + size + line * size,
                    part,
                    style.face.regular,
                    min(size, size * (step - 2) / text_width(part, style.face.regular, size)),
                )
        sheet.y += size * 2.3
        height = layout.uniform(16, 22)
        base = f"g{self.number}"
        for row, aspect in enumerate(aspects):
            top = sheet.y
            sheet.y += height
            self.paper.text(sheet.left + 3, sheet.y - height * 0.32, aspect, style.face.regular, style.size * 0.95)
            if ruled:
                self.paper.line(sheet.left, sheet.y, sheet.right, sheet.y, 0.4, style.line_colour)
            options = []
            for index, (value, word) in enumerate(scale):
                box = sheet.tick_box(start + step * (index + 0.5) - style.size * 0.5, sheet.y - height * 0.32)
                options.append((value, word, box))
            self.questions.append(Question(f"{base}_{row + 1}", aspect, "choice", self.paper.page, options=options))
            assert top < sheet.y
        sheet.y += 6

    def _choices(self, pool: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...], kind: str) -> None:
        layout, sheet = self.layout, self.sheet
        free = [item for item in pool if item[0] not in {question.key for question in self.questions}]
        if not free:
            return
        key, label, answers = layout.choice(free)
        self._lead(label)
        x = sheet.left + 4
        sheet.y += sheet.style.size * 1.4
        listed, spacing = layout.random() < 0.3, layout.uniform(12, 26)
        options = []
        for index, (value, word) in enumerate(answers):
            width = text_width(word, sheet.style.face.regular, sheet.style.size) + 26
            if index and (listed or x + width > sheet.right):
                sheet.y += sheet.style.size * 1.6
                x = sheet.left + 4
            end, box, _ = sheet._option(x, sheet.y, word)
            options.append((value, word, box))
            x = end + spacing
        self.questions.append(Question(key, label, kind, self.paper.page, options=options))
        sheet.y += 8

    def _single(self) -> None:
        self._choices(words.SINGLES, "choice")

    def _multiple(self) -> None:
        self._choices(words.MULTIPLES, "choices")

    def _remarks(self) -> None:
        sheet, label = self.sheet, self.layout.choice(words.REMARKS)
        self._lead(label)
        top = sheet.y
        lines = self.layout.randrange(2, 5)
        boxed = self.layout.random() < 0.4
        for _ in range(lines):
            sheet.y += 20
            if not boxed:
                self.paper.line(sheet.left, sheet.y, sheet.right, sheet.y, 0.5)
        if boxed:
            self.paper.rect(sheet.left, top + 2, sheet.right, sheet.y + 2, 0.7)
        self.questions.append(Question("remarks", label, "text", self.paper.page, (sheet.left, top + 2, sheet.right, sheet.y + 2)))
        sheet.y += 8


def write_form(folder: Path, name: str, layout_seed: int, split: Split) -> None:
    """Writes folder/name/form.yaml and blank.pdf."""
    drawer = FormDrawer(random.Random(layout_seed), split, Ledger())
    pdf = drawer.run()
    target = folder / name
    target.mkdir(parents=True, exist_ok=True)
    (target / "blank.pdf").write_bytes(pdf)
    content = definition(name, drawer.title, drawer.questions, drawer.paper)
    (target / "form.yaml").write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120), "utf-8")


class FilledDrawer(FormDrawer):
    """The same form, each page filled in before it is turned."""

    def __init__(self, layout: random.Random, split: Split, ledger: Ledger, fill: random.Random, pen: Pen) -> None:
        super().__init__(layout, split, ledger)
        self.fill, self.pen = fill, pen
        self.done = 0
        today = date(2021, 1, 1) + timedelta(days=fill.randrange(1800))
        self.today, self.person = today, make_person(fill, today)
        self.skips = fill.choice((0.02, 0.05, 0.1, 0.2))
        turn = self.sheet.turn_page

        def turn_filled() -> None:
            self.answer()
            turn()

        self.sheet.turn_page = turn_filled  # type: ignore[method-assign]
        finish = self.paper.finish

        def finish_filled() -> bytes:
            self.answer()
            return finish()

        self.paper.finish = finish_filled  # type: ignore[method-assign]

    def answer(self) -> None:
        """Fills in the questions drawn since the last page."""
        for question in self.questions[self.done :]:
            if self.fill.random() < self.skips:
                continue
            if question.kind == "choice":
                self._mark_one(question)
            elif question.kind == "choices":
                self._mark_some(question)
            elif question.comb:
                self._write_comb(question)
            else:
                self._write_text(question)
        self.done = len(self.questions)

    def _tick(self, question: Question, box: tuple[float, float, float]) -> None:
        x, y, side = box
        style = None
        if self.pen.is_hand and self.fill.random() < 0.12:
            style = self.fill.choice(("cross", "tick", "blob", "dot", "slash", "scribble"))
        self.pen.tick(self.paper, self.fill, x, y, side * (1.5 if self.fill.random() < 0.05 else 1.0), style)  # type: ignore[arg-type]
        self.paper.place(question.key, x - side / 2, y - side / 2, x + side / 2, y + side / 2)

    def _cancel(self, box: tuple[float, float, float]) -> None:
        x, y, side = box
        self.pen.tick(self.paper, self.fill, x, y, side, "cross")
        for _ in range(2):
            self.pen.tick(self.paper, self.fill, x, y, side * 1.2, "scribble")
        self.pen.tick(self.paper, self.fill, x, y, side * 1.25, "blob")

    def _mark_one(self, question: Question) -> None:
        value, _, box = self.fill.choice(question.options)
        others = [option for option in question.options if option[0] != value]
        slip = self.fill.random() if self.pen.is_hand and self.pen.mark != "blob" else 1.0
        if slip < 0.02:
            self._tick(question, box)
            self._tick(question, self.fill.choice(others)[2])
            self.sheet.paper.ledger.boxes.pop(question.key, None)
            return
        if slip < 0.05:
            self._cancel(self.fill.choice(others)[2])
            self._tick(question, box)
            self.paper.ledger.boxes.pop(question.key, None)
            self.paper.place(question.key, box[0] - box[2] / 2, box[1] - box[2] / 2, box[0] + box[2] / 2, box[1] + box[2] / 2)
        else:
            self._tick(question, box)
        self.paper.ledger.write(question.key, value)

    def _mark_some(self, question: Question) -> None:
        chosen = self.fill.sample(question.options, self.fill.randrange(1, min(4, len(question.options) + 1)))
        for _, _, box in chosen:
            self._tick(question, box)
        values = {value for value, _, _ in chosen}
        self.paper.ledger.write(question.key, [value for value, _, _ in question.options if value in values])

    def _write_comb(self, question: Question) -> None:
        assert question.box is not None
        day = self.today - timedelta(days=self.fill.randrange(40))
        value, chars = {
            "respondent.tax_code": (self.person.tax_code, self.person.tax_code),
            "visit.date": (day.isoformat(), f"{day:%d%m%Y}"),
            "respondent.postal_code": (self.person.town.postal_code,) * 2,
            "respondent.phone": (f"+39{self.person.phone}", self.person.phone),
            "respondent.code": (f"U{self.fill.randrange(10**6):06d}",) * 2,
        }[question.key]
        if len(chars) > question.comb:
            return
        if question.key == "respondent.code":
            chars = value
        x0, y0, x1, y1 = question.box
        self.pen.comb(self.paper, self.fill, x0, y1, (x1 - x0) / question.comb, y1 - y0, question.key, chars)
        self.paper.ledger.write(question.key, value)

    def _write_text(self, question: Question) -> None:
        assert question.box is not None
        lines = self.fill.sample(words.REMARK_TEXTS, self.fill.choice((1, 1, 2)))
        x0, y0, x1, _ = question.box
        for index, line in enumerate(lines):
            self.pen.write(self.paper, self.fill, x0 + 4, y0 + 16 + 20 * index, [(question.key, line)], x1 - x0 - 8)
        self.paper.ledger.write(question.key, " ".join(lines))


def draw_filled(layout_seed: int, fill_seed: int, pen: Pen, split: Split, ledger: Ledger) -> tuple[bytes, list[str]]:
    """A filled copy as a PDF, and the form's keys."""
    drawer = FilledDrawer(random.Random(layout_seed), split, ledger, random.Random(fill_seed), pen)
    return drawer.run(), [question.key for question in drawer.questions]
