"""Contracts: prose by a paraphrase grammar, or a table of conditions followed by prose."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence

from samples import stamps
from samples.contract_facts import KINDS, ContractFacts, Give, Writer, make_facts
from samples.fonts import print_faces
from samples.ledger import Ledger
from samples.paper import Paper, text_width
from samples.pens import Pen, Piece, sign
from samples.people import Company
from samples.places import pick_town
from samples.typeset import TextStyle, Typesetter
from samples.wording import Split, keep
from samples.wordings import contracts as words
from samples.wordings.clauses import CLAUSES

ARTICLES = (
    "Art. {n} – {t}",
    "{n}. {t}",
    "ARTICOLO {n} - {T}",
    "{n}) {t}",
    "Art. {n}\n{t}",
    "§ {n} {t}",
    "{t}",
    "Clausola {n}: {t}",
    "Articolo {n} ({t})",
    "{r}. {t}",
    "Art. {n} {T}",
    "Punto {n} - {t}",
)
ROMAN = (
    "I",
    "II",
    "III",
    "IV",
    "V",
    "VI",
    "VII",
    "VIII",
    "IX",
    "X",
    "XI",
    "XII",
    "XIII",
    "XIV",
    "XV",
    "XVI",
    "XVII",
    "XVIII",
    "XIX",
    "XX",
    "XXI",
    "XXII",
    "XXIII",
    "XXIV",
    "XXV",
)


def with_roles(template: str, roles: tuple[words.Role, words.Role]) -> str:
    """The template with {il_A}, {Del_B} … replaced by the role with its article."""
    contracted = {
        "il": ("del ", "al ", "dal "),
        "la": ("della ", "alla ", "dalla "),
        "l'": ("dell'", "all'", "dall'"),
        "lo": ("dello ", "allo ", "dallo "),
    }

    def put(match: re.Match[str]) -> str:
        word, side = match[1], match[2]
        article, noun = roles["AB".index(side)]
        forms = dict(zip(("del", "al", "dal"), contracted[article], strict=True)) | {
            "il": article if article.endswith("'") else article + " "
        }
        text = forms[word.lower()] + noun
        return text[0].upper() + text[1:] if word[0].isupper() else text

    text = re.sub(r"\{([Ii]l|[Dd]el|[Aa]l|[Dd]al)_([AB])\}", put, template)
    return text.replace("{A}", roles[0][1]).replace("{B}", roles[1][1])


class ContractSheet:
    """One contract being drawn."""

    def __init__(self, layout: random.Random, fill: random.Random, pen: Pen, split: Split, ledger: Ledger) -> None:
        self.layout, self.fill, self.pen, self.split = layout, fill, pen, split
        self.kind = layout.choice(KINDS)
        self.roles = layout.choice(keep(words.ROLES[self.kind], split))
        self.facts: ContractFacts = make_facts(fill, self.kind, self.roles)
        self.paper = Paper(ledger)
        self.ledger = ledger
        self.writer = Writer(self.facts, ledger, fill)
        self.values = self.writer.values()
        self.setter = Typesetter(self.paper, self._style(), self._write_blank, self._foot)
        self.foot_line = layout.choice(
            ("", "", "pag. {p}", "Pagina {p}", "- {p} -", "Contratto – pagina {p}", "Sigla ______  ______      pag. {p}")
        )
        self.head_line = layout.choice(
            (
                "",
                "",
                "",
                "Bozza riservata",
                "Scrittura privata non autenticata",
                f"Studio {pick_town(layout).name} – pratica {layout.randrange(100, 9999)} del "
                f"{layout.randrange(1, 29):02d}/0{layout.randrange(1, 10)}/2016",
            )
        )
        candidates = (
            "signing_date",
            "signing_place",
            "start",
            "end",
            "iban",
            "months",
            "notice",
            "amount",
            "name",
            "address",
            "tax",
            "birth_date",
            "birth_place",
            "number",
        )
        self.blanks = frozenset(layout.sample(candidates, layout.randrange(1, 10))) if pen.is_hand else frozenset()
        self.article = layout.choice(keep(ARTICLES, split))
        self.count = 0

    def _style(self) -> TextStyle:
        layout = self.layout
        faces = print_faces()
        face = faces[layout.choice(keep(sorted(faces), self.split))]
        left = layout.uniform(50, 85)
        bold = frozenset(name for name in ("name", "amount", "start", "forum", "months") if layout.random() < 0.18)
        return TextStyle(
            face,
            layout.uniform(9.0, 11.8),
            layout.uniform(1.18, 1.62),
            left,
            self.paper.width - layout.uniform(50, 80),
            layout.uniform(45, 80),
            self.paper.height - layout.uniform(60, 85),
            layout.random() < 0.6,
            bold,
            layout.choice((0, 0, 0, 14)),
            layout.uniform(2, 9),
        )

    def _write_blank(self, x: float, y: float, width: float, pieces: list[Piece]) -> None:
        self.pen.write(self.paper, self.fill, x + 2, y, pieces, width - 4)

    def _foot(self) -> None:
        if self.foot_line:
            self.paper.text_centred(
                self.paper.width / 2, self.paper.height - 32, self.foot_line.format(p=self.paper.page), self.setter.style.face.regular, 8
            )
        if self.head_line:
            self.paper.text_right(self.setter.style.right, 26, self.head_line, self.setter.style.face.italic, 7.5, (0.4, 0.4, 0.4))

    def pick(self, pool: Sequence[str]) -> str:
        """A wording of this layout and split."""
        return self.layout.choice(keep(pool, self.split))

    def put(self, template: str, extra: Mapping[str, Give] | None = None, **options: object) -> None:
        """Sets a paragraph."""
        values = {**self.values, **(extra or {})}
        self.setter.paragraph(self.setter.words(with_roles(template, self.roles), values, self.blanks), **options)  # type: ignore[arg-type]

    def heading(self, title: str) -> None:
        """An article's heading."""
        self.count += 1
        shown = self.article.format(n=self.count, t=title, T=title.upper(), r=ROMAN[min(self.count, 25) - 1])
        self.setter.need(self.setter.style.size * 4)
        centred = "\n" in shown
        for line in shown.split("\n"):
            self.setter.paragraph(self.setter.words(f"**{line}**", {}), gap=1, centred=centred)


def draw(layout_seed: int, fill_seed: int, pen: Pen, split: Split, ledger: Ledger, blank: float) -> bytes:
    """One contract as a PDF."""
    layout, fill = random.Random(layout_seed), random.Random(fill_seed)
    sheet = ContractSheet(layout, fill, pen, split, ledger)
    ledger.write("contract.kind", sheet.kind)
    in_head = layout.random() < 0.3
    has_table = layout.random() < 0.25
    table_names: set[str] = set()
    is_letter = sheet.kind in {"employment", "services"} and layout.random() < 0.3
    if is_letter:
        _letter(sheet)
    else:
        _title(sheet)
        if has_table:
            table_names = _table(sheet)
        else:
            _parties(sheet, in_head)
    _articles(sheet, table_names)
    if is_letter:
        sheet.put(sheet.pick(words.LETTER_CLOSINGS))
    _end(sheet, place_date=not is_letter and not in_head and "place_date" not in table_names)
    if fill.random() < 0.2:
        stamps.round_stamp(sheet.paper, fill, fill.uniform(90, sheet.paper.width - 90), fill.uniform(120, sheet.paper.height - 60))
    sheet._foot()
    return sheet.paper.finish()


def _title(sheet: ContractSheet) -> None:
    layout, setter = sheet.layout, sheet.setter
    title = sheet.pick(words.TITLES[sheet.kind])
    centred = layout.random() < 0.75
    size = layout.uniform(12, 16)
    setter.paragraph(setter.words(f"**{title}**", {}), centred=centred, size=size, gap=2)
    if layout.random() < 0.55:
        sheet.put(sheet.pick(words.NUMBERS), centred=centred)
    subtitle = layout.choice(
        (
            "",
            "",
            "(art. 1571 e seguenti del codice civile)" if sheet.kind == "lease" else "",
            "ai sensi dell'art. 1322 c.c.",
            "redatto in carta libera",
            "legge 9 dicembre 1998, n. 431" if sheet.kind == "lease" else "",
        )
    )
    if subtitle:
        setter.paragraph(setter.words(subtitle, {}), centred=centred, size=setter.style.size * 0.9)
    setter.y += layout.uniform(2, 14)


def _party_sentence(
    sheet: ContractSheet, side: str, person: str, company: str, represented: str, alias: str, title: str
) -> tuple[str, dict[str, Give]]:
    party = sheet.facts.parties[side]
    role = f"{{il_{side.upper()}}}"
    alias = alias.replace("{R}", party.role[1]).replace("{il_R}", role)
    template = (company + represented if isinstance(party.who, Company) else person.replace("{title}", title)) + alias
    return template, dict(sheet.writer.party_values(side))


def _parties(sheet: ContractSheet, in_head: bool) -> None:
    layout = sheet.layout
    opening = sheet.pick(words.DATED_OPENINGS if in_head else words.OPENINGS)
    parts = []
    alias = sheet.pick(words.ALIAS)
    company, person = sheet.pick(words.COMPANY), sheet.pick(words.PERSON)
    mixed = layout.random() < 0.35
    for side in "ab":
        if mixed:
            company, person = sheet.pick(words.COMPANY), sheet.pick(words.PERSON)
        parts.append(
            _party_sentence(sheet, side, person, company, sheet.pick(words.REPRESENTED), alias, layout.choice(words.PERSON_TITLES))
        )
    between, closing = sheet.pick(words.BETWEEN), sheet.pick(words.CLOSE_PARTIES)
    arrangement = layout.randrange(4)
    if arrangement == 0:
        first = parts[0][0].strip()
        renamed = {f"{name}_a": value for name, value in parts[0][1].items()} | {f"{name}_b": value for name, value in parts[1][1].items()}
        template = " ".join(
            (
                opening,
                re.sub(r"\{(\w+)\}", lambda m: m[0] if m[1].startswith(("il_", "al_")) else f"{{{m[1]}_a}}", first),
                between,
                re.sub(r"\{(\w+)\}", lambda m: m[0] if m[1].startswith(("il_", "al_")) else f"{{{m[1]}_b}}", parts[1][0]),
                closing,
            )
        )
        sheet.put(template, renamed)
        return
    sheet.put(opening)
    numbered = layout.choice(("", "", "{n}) ", "{n}. ", "- ", "{l}) "))
    for index, (template, values) in enumerate(parts):
        sheet.put(numbered.format(n=index + 1, l="ab"[index]) + template.strip(), values)
        if index == 0:
            sheet.put(between, centred=arrangement == 1)
    sheet.put(closing)


def _letter(sheet: ContractSheet) -> None:
    """The head of a contract written as a letter: who writes, to whom, when, about what."""
    layout, setter = sheet.layout, sheet.setter
    sender, reader = sheet.writer.party_values("a"), sheet.writer.party_values("b")
    centred = layout.random() < 0.4
    setter.paragraph(setter.words("{name}", sender), centred=centred, size=setter.style.size + 2.5, bold=True, gap=0)
    setter.paragraph(setter.words("{address}", sender), centred=centred, gap=0)
    setter.paragraph(
        setter.words(layout.choice(("P.IVA {tax}", "C.F./P.IVA {tax}", "Partita IVA {tax}", "Cod. Fisc. {tax}")), sender),
        centred=centred,
        gap=14,
    )
    who = sheet.facts.parties["b"].who
    forms = sheet.layout.choice(words.LETTER_ADDRESSES)
    greeting = forms[2] if isinstance(who, Company) else forms[who.sex == "F"]
    indent = setter.room * layout.choice((0.0, 0.5, 0.55))
    for line in (f"{greeting} {{name}}", "{address}", layout.choice(("C.F. {tax}", "Codice fiscale {tax}", "(C.F./P.IVA {tax})"))):
        setter.paragraph(setter.words(line, reader, sheet.blanks), indent=indent, gap=1)
    setter.y += 10
    sheet.put(sheet.pick(words.LETTER_PLACES))
    sheet.put(f"**Oggetto: {sheet.pick(words.TITLES[sheet.kind])}**" + (f" – {sheet.pick(words.NUMBERS)}" if layout.random() < 0.4 else ""))
    sheet.put(sheet.pick(words.LETTER_OPENINGS))


def _term(sheet: ContractSheet) -> str:
    kind = sheet.layout.choices(("sm", "se", "all", "s", "me", "m"), (34, 26, 18, 10, 6, 6))[0]
    pools = {
        "sm": words.TERMS_START_MONTHS,
        "se": words.TERMS_START_END,
        "all": words.TERMS_ALL,
        "s": words.TERMS_START,
        "me": words.TERMS_MONTHS_END,
        "m": words.TERMS_MONTHS,
    }
    return sheet.pick(pools[kind])


def _amount(sheet: ContractSheet) -> str:
    facts = sheet.facts
    if facts.kind == "employment":
        return sheet.pick(words.AMOUNTS_EMPLOYMENT[facts.period])
    if facts.kind == "lease" and sheet.layout.random() < 0.85:
        return sheet.pick(words.AMOUNTS_LEASE[facts.period])
    return sheet.pick(words.AMOUNTS_LOAN if facts.kind == "loan" else words.AMOUNTS[facts.period])


def _articles(sheet: ContractSheet, done: set[str]) -> None:
    """The clauses: those with values, and boilerplate between them. `done`: values the table already gave."""
    layout = sheet.layout
    main: list[tuple[str, str]] = [("object", sheet.pick(words.OBJECTS[sheet.kind]))]
    term = _term(sheet)
    if not done & {"start", "end", "months"}:
        main.append(("term", term))
    notice = sheet.pick(words.NOTICES) if sheet.facts.notice else sheet.pick(words.NO_NOTICES)
    if "notice" not in done and layout.random() < 0.9:
        if layout.random() < 0.4 and main[-1][0] == "term":
            main[-1] = ("term", f"{main[-1][1]} {notice}")
        else:
            main.append(("notice", notice))
    if "amount" not in done:
        main.append(("amount", _amount(sheet)))
    payment = sheet.pick(words.PAYMENTS) if layout.random() < 0.72 else sheet.pick(words.NO_IBANS)
    if "iban" not in done:
        if main[-1][0] == "amount" and layout.random() < 0.5:
            main[-1] = ("amount", f"{main[-1][1]} {payment}")
        else:
            main.append(("payment", payment))
    if layout.random() < 0.6:
        main.append(("deposit", sheet.pick(words.DEPOSITS)))
    if layout.random() < 0.25:
        layout.shuffle(main)
    extra = [("", index) for index in layout.sample(range(len(CLAUSES)), layout.randrange(3, 15))]
    tail: list[tuple[str, str]] = []
    if "forum" not in done:
        tail.append(("forum", sheet.pick(words.FORUMS) if layout.random() < 0.85 else sheet.pick(words.NO_FORUMS)))
    order: list[tuple[str, str]] = list(main)
    for _, index in extra:
        heading, text = CLAUSES[index]
        order.insert(layout.randrange(1, len(order) + 1) if layout.random() < 0.4 else len(order), (f"={heading}", text))
    order += tail
    inline = layout.random() < 0.3
    for name, text in order:
        title = name[1:] if name.startswith("=") else layout.choice(keep(words.HEADINGS[name], sheet.split))
        if inline:
            sheet.count += 1
            shown = sheet.article.replace("\n", " ").format(n=sheet.count, t=title, T=title.upper(), r=ROMAN[min(sheet.count, 25) - 1])
            sheet.put(f"**{shown}.** {text}")
        else:
            sheet.heading(title)
            sheet.put(text)


def _table(sheet: ContractSheet) -> set[str]:
    """A front page of conditions in a table. The names of the values it gives."""
    layout, setter, paper = sheet.layout, sheet.setter, sheet.paper
    face, size = setter.style.face, setter.style.size
    setter.paragraph(setter.words(f"**{sheet.pick(words.SHEET_TITLES)}**", {}), centred=layout.random() < 0.5)
    facts = sheet.facts
    rows = [f"{side}_{name}" for side in "ab" for name in layout.choice((("name", "address", "tax"), ("name", "tax", "address")))]
    middle = ["start", "end", "months", "notice", "amount", "iban", "forum", "deposit"]
    layout.shuffle(middle)
    rows += [name for name in middle if layout.random() < 0.75 and not (name == "notice" and not facts.notice)]
    if "contract.number" not in sheet.ledger.written and layout.random() < 0.5:
        rows.insert(0, "number")
    if layout.random() < 0.35:
        rows.append("place_date")
    party = {f"{side}_{name}": value for side in "ab" for name, value in sheet.writer.party_values(side).items()}
    values: dict[str, Give] = {
        **sheet.values,
        **party,
        "place_date": lambda: [*sheet.values["signing_place"](), (None, ", "), *sheet.values["signing_date"]()],
        "deposit": lambda: [(None, "€ "), *sheet.values["distractor"]()],
    }
    split_at = setter.style.left + setter.room * layout.uniform(0.28, 0.42)
    height = size * layout.uniform(1.8, 2.5)
    ruled, shaded = layout.random() < 0.8, layout.random() < 0.5
    suffix = layout.choice(("", ":", ""))
    for name in rows:
        label_name = f"amount_{facts.period}" if name == "amount" else name
        label = with_roles(sheet.pick(words.SHEET_LABELS[label_name]), sheet.roles) + suffix
        setter.need(height * 1.6)
        top = setter.y
        pieces = values[name]()
        text = "".join(part for _, part in pieces)
        room = setter.style.right - split_at - 8
        sheet.ledger.say(
            [*((word, None, False) for word in label.split()), *((word, key, False) for key, part in pieces for word in part.split())]
        )
        if ruled:
            paper.rect(setter.style.left, top, split_at, top + height, 0.6, fill=(0.91, 0.91, 0.91) if shaded else None)
            paper.rect(split_at, top, setter.style.right, top + height, 0.6)
        small = min(size, size * (split_at - setter.style.left - 6) / text_width(label, face.bold, size))
        paper.text(setter.style.left + 4, top + height * 0.66, label, face.bold if shaded else face.regular, small)
        base = top + height * 0.66
        if sheet.pen.is_hand:
            sheet.pen.write(paper, sheet.fill, split_at + 4, base, pieces, room, height)
        else:
            fitted = min(size, size * room / max(text_width(text, face.regular, size), 1))
            x = split_at + 4
            for key, part in pieces:
                end = paper.text(x, base, part, face.regular, fitted)
                paper.place(key, x, base - fitted * 0.82, end, base + fitted * 0.22)
                x = end
        setter.y = top + height
    setter.y += 10
    if layout.random() < 0.35:
        setter.turn_page()
    return set(rows)


def _end(sheet: ContractSheet, place_date: bool) -> None:
    layout, setter = sheet.layout, sheet.setter
    setter.need(140)
    setter.y += 8
    closing = layout.choice(words.CLOSINGS)
    if closing:
        sheet.put(closing)
    if place_date and layout.random() < 0.95:
        sheet.put(sheet.pick(words.PLACE_DATES))
    signed = {side: sheet.fill.random() > 0.1 for side in "ab"}
    for side in "ab":
        sheet.ledger.write(f"signature.party_{side}", signed[side])
    beside = layout.random() < 0.72
    _signatures(sheet, signed, beside)
    if layout.random() < 0.35:
        sheet.put(sheet.pick(words.VEXATIOUS), size=setter.style.size * 0.9)
        _signatures(sheet, signed, beside)


def _signatures(sheet: ContractSheet, signed: dict[str, bool], beside: bool) -> None:
    """Two blocks, side by side or one below the other."""
    layout, setter, paper = sheet.layout, sheet.setter, sheet.paper
    face, size = setter.style.face, setter.style.size
    setter.need(75 if beside else 120)
    pattern = layout.choice(("{il}", "{il}", "Firma {del}", "{il} (firma)", "Per {il}", "{R}", "(firma)"))
    below = layout.random() < 0.3
    lined = layout.random() < 0.9
    top = setter.y + 12
    for index, side in enumerate("ab"):
        party = sheet.facts.parties[side]
        il, of = with_roles(f"{{Il_{side.upper()}}}|{{del_{side.upper()}}}", sheet.roles).split("|")
        label = pattern.format(il=il if pattern[0] == "{" else il[0].lower() + il[1:], R=party.role[1], **{"del": of})
        x = setter.style.left + (index * setter.room * 0.55 if beside else layout.choice((0, 0, setter.room * 0.4)))
        y = top if beside else top + index * 58
        line = y + (28 if below else 40)
        paper.text(x, line + size + 2 if below else y + size, label, face.regular, size)
        who = party.who.representative if isinstance(party.who, Company) else party.who
        if lined:
            paper.line(x, line, x + setter.room * 0.4, line, 0.6)
        if signed[side]:
            sign(
                paper, sheet.fill, sheet.split, x, line - 2, setter.room * 0.4, f"{who.given_name} {who.surname}", f"signature.party_{side}"
            )
    setter.y = top + (62 if beside else 118)
