"""Administrative forms: declarations, proxies, changes of data, requests for access, complaints and others."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

from samples import headers, stamps
from samples.flow import ProseStyle, pick_prose_style, write_prose
from samples.form import FormSheet
from samples.habits import pick_habits
from samples.ledger import Ledger
from samples.loan import contact_slots, identity_slots, residence_slots
from samples.paper import Paper, text_width
from samples.pens import Pen, Piece, hand_pen
from samples.people import make_company, make_person, make_phone, spoil_tax_code
from samples.places import pick_street, pick_town
from samples.slots import Facts, Filler
from samples.style import pick_style
from samples.wording import Split, keep
from samples.wordings import forms as words
from samples.wordings import prose, titles

KINDS = ("self_declaration", "proxy", "data_change", "access_request", "complaint", "other")


def make_facts(rng: random.Random) -> tuple[Facts, list[str]]:
    """Somebody with a request; notes tell what is wrong on the paper on purpose."""
    today = date(2018, 1, 1) + timedelta(days=rng.randrange(3200))
    person, notes = make_person(rng, today), []
    tax_code = person.tax_code
    if rng.random() < 0.04:
        tax_code, notes = spoil_tax_code(tax_code, rng), ["wrong tax_code"]
    facts = Facts(person, "applicant", pick_habits(rng), today, tax_code)
    facts.values = {"id_type": person.id_document.kind, "kind": rng.choice(KINDS), "sex": person.sex}
    facts.combs = {"date": f"{today:%d%m%Y}"}
    facts.texts = {"date": ("request.date", today.isoformat(), facts.habits.write_date(today))}
    return facts, notes


class AdminFiller(Filler):
    """Identity documents are no fields here: whatever is written of them stays out of the ledger."""

    def pieces(self, slot: str, label: str = "") -> list[tuple[str | None, str]]:
        """As in Filler, without the keys that only loan applications have."""
        if not slot.startswith("id_"):
            return super().pieces(slot, label)
        prefix, self.facts.prefix = self.facts.prefix, None
        found = super().pieces(slot, label)
        self.facts.prefix = prefix
        return found


def draw(layout_seed: int, fill_seed: int, pen: Pen, split: Split, ledger: Ledger, blank: float) -> bytes:
    """One administrative form as a PDF."""
    layout, fill = random.Random(layout_seed), random.Random(fill_seed)
    facts, notes = make_facts(fill)
    ledger.notes.extend(notes)
    paper = Paper(ledger)
    sheet = FormSheet(paper, pick_style(layout, split), layout, fill, AdminFiller(facts, ledger, fill, split, blank), pen, split)
    sheet.expected_pages = 1
    town = pick_town(layout)
    if layout.random() < 0.4 and fill.random() < 0.5:
        town = facts.person.town
    general = layout.random() < 0.22
    kind = str(facts.values["kind"]) if general else layout.choice(KINDS)
    if not general:
        ledger.write("request.kind", kind)
    style = pick_prose_style(sheet, not pen.is_hand)
    office = _header(sheet, town.name, kind, general)
    if general:
        chosen = None if fill.random() < 0.03 else kind
        sheet.choice(
            "kind",
            layout.choice(
                (
                    "Oggetto",
                    "Oggetto dell'istanza",
                    "Tipo di richiesta",
                    "Barrare la casella che interessa",
                    "Oggetto (una sola scelta)",
                    "La presente riguarda",
                )
            ),
            chosen,
        )
    _applicant(sheet, style)
    aside = layout.choice(sorted(titles.ASIDES)) if layout.random() < 0.33 else None
    if aside:
        write_prose(sheet, layout.choice(keep(titles.ASIDES[aside], split)), style, others(fill, facts, fill.random() < 0.3))
    _body(sheet, kind, style, fill)
    if layout.random() < 0.6:
        for text in layout.sample(words.ADMIN_BOILERPLATE, layout.randrange(1, 3)):
            sheet.paragraph(text, layout.uniform(7, 9))
    sheet.y += layout.uniform(4, 30)
    has_place = layout.random() < 0.82
    printed = town.name if has_place and layout.random() < 0.3 else None
    name = f"{facts.person.given_name} {facts.person.surname}"
    headers.place_and_signature(
        sheet, facts, "signature.applicant", name, fill.random() > 0.08, has_place, "request.place", "request.date", printed
    )
    _after(sheet, layout)
    if layout.random() < 0.13:
        sheet.turn_page()
        _privacy(sheet, office)
    if "request.protocol_number" not in ledger.written and fill.random() < 0.5:
        x, y = fill.choice(
            (
                (sheet.left, 24.0),
                (sheet.right - 165, 26.0),
                (sheet.left + sheet.room * 0.35, 18.0),
                (sheet.right - 180, sheet.bottom - 30.0),
            )
        )
        if paper.page == 1:
            stamps.protocol_stamp(sheet, facts, fill, protocol_number(fill, facts.today), office, x, y)
    stamps.decorate(sheet, facts, fill)
    sheet.draw_footer()
    return paper.finish()


def others(rng: random.Random, facts: Facts, empty: bool) -> Callable[[str, str], list[Piece]]:
    """What is written in blanks about organisations, minors and premises: no field's value."""
    firm, minor = make_company(rng, facts.today), make_person(rng, facts.today, 1, 17)
    texts = {
        "organisation": firm.name,
        "seat": f"{firm.street} {firm.house_number}, {firm.town.name} ({firm.town.province})",
        "vat": firm.tax_id,
        "other_phone": facts.habits.write_phone(firm.phone),
        "other_mail": firm.email,
        "other_name": f"{minor.given_name} {minor.surname}",
        "other_town": minor.birth_place.name,
        "other_date": facts.habits.write_date(minor.birth_date),
        "short": str(rng.randrange(1, 900)),
    }
    return lambda slot, _word: [] if empty else [(None, texts[slot])]


def _privacy(sheet: FormSheet, office: str) -> None:
    """The information page on personal data, full of addresses that are nobody's."""
    layout = sheet.layout
    street, number = pick_street(layout)
    host = f"ente{layout.randrange(100, 999)}.it"
    for index, text in enumerate(titles.PRIVACY):
        shown = text.format(
            office=office, street=street, number=number, phone=make_phone(layout, 0.0), mail=f"protocollo@pec.{host}", dpo=f"dpo@{host}"
        )
        sheet.paragraph(shown, sheet.style.size * (1.1 if index == 0 else 0.88), bold=index == 0, gap=6)


def protocol_number(rng: random.Random, today: date) -> str:
    """A registry's number in one of several formats."""
    n = rng.randrange(12, 99999)
    return rng.choice(
        (
            str(n),
            f"{n:07d}",
            f"{n}/{today.year}",
            f"{today.year}/{n:06d}",
            f"{n:05d}",
            f"{n}/{today.year % 100:02d}",
            f"{n}/A",
            f"{n:06d}-{today.year}",
            f"{n}.{rng.randrange(1, 20)}",
        )
    )


def _header(sheet: FormSheet, town: str, kind: str, general: bool) -> str:
    """Letterhead or addressee, protocol box, title. The office's name."""
    layout, paper, style = sheet.layout, sheet.paper, sheet.style
    office = layout.choice(words.OFFICES).format(t=town, T=town.upper(), x=layout.choice(words.BANK_STEMS))
    department = layout.choice(words.DEPARTMENTS)
    street, number = pick_street(layout)
    sheet.footer = layout.choice(
        (
            "",
            f"{office} – {department} – {street} {number}",
            f"Mod. {layout.choice('ABCDU')}{layout.randrange(1, 60):02d} rev. {layout.randrange(1, 9)} del "
            f"{layout.randrange(1, 29):02d}/0{layout.randrange(1, 10)}/20{layout.randrange(10, 25)}",
            f"{office}, C.F. 8000{layout.randrange(10**6, 10**7)} – PEC protocollo@pec.{layout.choice(('ente', 'comune', 'unione'))}.it",
        )
    )
    top = sheet.y
    if layout.random() < 0.45:
        box_left = sheet.right - layout.uniform(120, 175)
        _protocol_box(sheet, box_left, top)
    elif layout.random() < 0.2:
        paper.rect(sheet.right - 62, top, sheet.right, top + 74, 0.7)
        for index, word in enumerate(("Marca", "da bollo", "€ 16,00")):
            paper.text_centred(sheet.right - 31, top + 30 + index * 10, word, style.face.regular, 8)
    arrangement = layout.randrange(5)
    if arrangement == 0:
        headers.logo(sheet, (sheet.left + sheet.right) / 2 - 16, sheet.y, 32)
        sheet.y += 36
        sheet.paragraph(office, style.size + 2, bold=True, centred=True)
        sheet.paragraph(department, style.size, centred=True)
    elif arrangement == 1:
        paper.text(sheet.left, sheet.y + 12, office, style.face.bold, style.size + 2)
        paper.text(sheet.left, sheet.y + 24, department, style.face.regular, style.size - 1)
        sheet.y += 44
    elif arrangement in {2, 3}:
        sheet.y += 44 if layout.random() < 0.5 else 6
        x = sheet.left + sheet.room * layout.uniform(0.45, 0.6)
        for text in (layout.choice(words.ADDRESSEES).format(office=office), department, f"{street}, {number} – {town}"):
            sheet.y += style.size * 1.3
            paper.text(
                x, sheet.y, text, style.face.regular, min(style.size, style.size * (sheet.right - x) / (len(text) * style.size * 0.5))
            )
        sheet.y += 10
    else:
        headers.logo(sheet, sheet.left, sheet.y, 30)
        paper.text(sheet.left + 38, sheet.y + 13, office, style.face.bold, style.size + 3, style.accent)
        paper.text(sheet.left + 38, sheet.y + 26, f"{department} – {street} {number}", style.face.regular, style.size - 1.5)
        sheet.y += 42
    sheet.y = max(sheet.y, top + 40) + layout.uniform(0, 14)
    title = (
        layout.choice(
            (
                "Istanza generale",
                "MODULO UNICO DI ISTANZA",
                "Richiesta allo sportello",
                "Istanza / comunicazione all'Ente",
                "MODULO GENERALE DI PRESENTAZIONE",
            )
        )
        if general
        else title_of(layout, kind, sheet.split)
    )
    size = layout.uniform(11, 15)
    if layout.random() < 0.2:
        paper.text(sheet.left, sheet.y + style.size, f"OGGETTO: {title}", style.face.bold, style.size + 0.5)
        sheet.y += style.size * 1.6
    else:
        if layout.random() < 0.25:
            paper.rect(sheet.left, sheet.y, sheet.right, sheet.y + size * 1.9, 0.8)
            sheet.y += 3
        sheet.paragraph(title, size, bold=True, centred=layout.random() < 0.8)
    subtitle = "" if general else layout.choice(words.ADMIN_SUBTITLES[kind])
    if subtitle:
        sheet.paragraph(subtitle, style.size * 0.85, centred=True)
    sheet.y += layout.uniform(2, 14)
    return office


def title_of(layout: random.Random, kind: str, split: Split) -> str:
    """A title of that kind: one of the usual ones, or a head with an object."""
    if layout.random() < 0.4:
        return layout.choice(keep(words.ADMIN_TITLES[kind], split))
    title = f"{layout.choice(keep(titles.HEADS[kind], split))} {layout.choice(keep(titles.OBJECTS[kind], split))}".strip()
    return title.upper() if layout.random() < 0.45 else title


def _protocol_box(sheet: FormSheet, x0: float, top: float) -> None:
    """An office-only box with a blank for the protocol number, mostly left empty for the stamp."""
    layout, fill, paper, style = sheet.layout, sheet.fill, sheet.paper, sheet.style
    if layout.random() < 0.7:
        paper.rect(x0, top, sheet.right, top + 40, 0.7)
    title = layout.choice(
        ("Riservato all'ufficio", "Spazio per il protocollo", "Riservato al protocollo", "", "A cura dell'Ente", "Timbro protocollo")
    )
    paper.text(x0 + 4, top + 10, title, style.face.regular, 7)
    label = sheet.filler.label("protocol", layout)
    base = top + 26
    has_day = layout.random() < 0.5
    limit = (sheet.right - x0) * (0.3 if has_day else 0.5)
    end = paper.text(x0 + 4, base, f"{label} ", style.face.regular, min(8.5, 8.5 * limit / text_width(label, style.face.regular, 8.5)))
    stop = sheet.right - (62 if has_day else 6)
    paper.line(end, base + 2, stop, base + 2, 0.5)
    clerk = hand_pen(fill, sheet.split) if sheet.pen.is_hand or fill.random() < 0.4 else sheet.pen
    if fill.random() < 0.35:
        number = protocol_number(fill, sheet.filler.facts.today)
        sheet.filler.write("request.protocol_number", number)
        clerk.write(paper, fill, end + 2, base, [("request.protocol_number", number)], stop - end - 4, 12)
    if has_day:
        end = paper.text(stop + 2, base, "del ", style.face.regular, 8)
        paper.line(end, base + 2, sheet.right - 4, base + 2, 0.5)
        if "request.protocol_number" in sheet.filler.ledger.written:
            day = sheet.filler.facts.today + timedelta(days=fill.randrange(4))
            clerk.write(paper, fill, end + 1, base, [(None, f"{day:%d/%m/%y}")], sheet.right - 6 - end, 11)


def _applicant(sheet: FormSheet, style: ProseStyle) -> None:
    layout, split = sheet.layout, sheet.split
    if layout.random() < 0.6:
        write_prose(sheet, identity_sentence(layout, split), style)
        return
    if layout.random() < 0.7:
        sheet.heading(layout.choice(keep(words.SECTION_TITLES["applicant"], split)))
    elif layout.random() < 0.5:
        sheet.paragraph("Il/La sottoscritto/a", sheet.style.size)
    sheet.rows([*identity_slots(layout), *residence_slots(layout), *contact_slots(layout)])


def identity_sentence(layout: random.Random, split: Split, with_contact: bool = True) -> str:
    """Who, born, code, residence, contacts: in an order and wording of this layout."""
    joint = layout.choice(prose.JOINTS)

    def pick(pool: tuple[str, ...]) -> str:
        return layout.choice(keep(pool, split))

    parts = [pick(prose.BIRTH), pick(prose.RESIDENCE)]
    if layout.random() < 0.15:
        parts.reverse()
    if layout.random() < 0.85:
        parts.insert(layout.choice((0, 1, 2, 2)), pick(prose.CODE))
    if with_contact and layout.random() < 0.72:
        parts.append(pick(prose.CONTACT))
    if layout.random() < 0.15:
        parts.append(pick(prose.DOCUMENT))
    return pick(prose.NAME) + joint + joint.join(parts)


def _lines(sheet: FormSheet, kind: str, count: int) -> None:
    """Ruled lines with some of the filler's own words."""
    layout, fill = sheet.layout, sheet.fill
    texts = fill.sample(words.ADMIN_TEXTS[kind], min(len(words.ADMIN_TEXTS[kind]), fill.randrange(1, max(2, count))))
    boxed = layout.random() < 0.15
    gap = layout.uniform(15, 22)
    for index in range(count):
        sheet.need(gap)
        sheet.y += gap
        if boxed:
            sheet.paper.line(sheet.left, sheet.y - gap + 4, sheet.left, sheet.y + 4, 0.6)
            sheet.paper.line(sheet.right, sheet.y - gap + 4, sheet.right, sheet.y + 4, 0.6)
        elif sheet.style.widget in {"dots", "underscores"}:
            sheet.leader(sheet.left, sheet.y, sheet.right, "." if sheet.style.widget == "dots" else "_")
        else:
            sheet.paper.line(sheet.left, sheet.y + 2, sheet.right, sheet.y + 2, 0.5)
        if index < len(texts):
            sheet.pen.write_line(sheet.paper, fill, sheet.left + 4, sheet.y, texts[index], sheet.room - 8)
    sheet.y += 8


def _body(sheet: FormSheet, kind: str, style: ProseStyle, fill: random.Random) -> None:
    layout, split = sheet.layout, sheet.split
    if kind in {"self_declaration", "data_change", "other"} and layout.random() < 0.6:
        sheet.paragraph(layout.choice(keep(words.WARNINGS, split)), sheet.style.size * 0.9)
    if (kind == "access_request" and layout.random() < 0.6) or layout.random() < 0.1:
        options = {quality: quality for quality in layout.sample(words.QUALITIES, layout.randrange(2, 5))}
        sheet.choice(
            "quality",
            layout.choice(("in qualità di", "nella sua qualità di", "titolo di legittimazione")),
            fill.choice(list(options)),
            options=options,
        )
    sheet.y += 4
    sheet.paragraph(layout.choice(keep(words.VERBS[kind], split)), sheet.style.size + 1.5, bold=True, centred=layout.random() < 0.75)
    if kind == "proxy":
        _delegate(sheet, style, fill)
    lead = layout.choice(words.TEXT_LEADS[kind])
    if lead:
        sheet.paragraph(lead, sheet.style.size * 0.95)
    if layout.random() < 0.25:
        statements = {text: text for text in layout.sample(words.ADMIN_TEXTS[kind], 3)}
        sheet.choice("statement", None, fill.choice(list(statements)), options=statements)
    _lines(sheet, kind, layout.randrange(1, 7))
    if kind == "access_request" and layout.random() < 0.6:
        options = {word: word for word in ("visione", "copia semplice", "copia conforme", "copia digitale")[: layout.randrange(2, 5)]}
        sheet.choice("mode", layout.choice(("Modalità", "mediante", "con rilascio di")), fill.choice(list(options)), options=options)
        sheet.paragraph(
            layout.choice(("per la seguente motivazione:", "Motivo della richiesta:", "Interesse qualificato:")), sheet.style.size * 0.95
        )
        _lines(sheet, kind, layout.randrange(1, 4))
    if kind == "data_change" and layout.random() < 0.5:
        _other_party(
            sheet,
            style,
            fill,
            layout.choice(
                ("Nuova residenza:", "Precedente indirizzo:", "Dati del nuovo intestatario:", "Altri componenti che si trasferiscono:")
            ),
        )


def _other_party(sheet: FormSheet, style: ProseStyle, fill: random.Random, lead: str) -> None:
    """Another person's or address's data: never the applicant's fields."""
    own = sheet.filler
    other = Facts(make_person(fill, own.facts.today), None, own.facts.habits, own.facts.today, "")
    other.tax_code = other.person.tax_code
    other.values = {"id_type": other.person.id_document.kind}
    sheet.filler = AdminFiller(other, own.ledger, fill, sheet.split, 0.04)
    sheet.paragraph(lead, sheet.style.size * 0.95)
    if "esidenza" in lead or "indirizzo" in lead:
        sheet.rows(residence_slots(sheet.layout))
    elif sheet.layout.random() < 0.6:
        write_prose(sheet, identity_sentence(sheet.layout, sheet.split, with_contact=False), style)
    else:
        sheet.rows([*identity_slots(sheet.layout), *residence_slots(sheet.layout)[:3]])
    sheet.filler = own


def _delegate(sheet: FormSheet, style: ProseStyle, fill: random.Random) -> None:
    _other_party(
        sheet, style, fill, sheet.layout.choice(("il/la Sig./Sig.ra", "la seguente persona:", "Dati del delegato:", "", "il/la signor/a"))
    )


def _after(sheet: FormSheet, layout: random.Random) -> None:
    """What follows the signature: notes, the office's part."""
    if layout.random() < 0.3:
        for text in layout.sample(words.ADMIN_BOILERPLATE, layout.randrange(1, 4)):
            sheet.paragraph(text, layout.uniform(6.5, 8))
    if layout.random() < 0.12:
        sheet.need(60)
        sheet.paragraph(
            layout.choice(("Parte riservata all'ufficio", "Per l'Ufficio – autenticazione", "Visto: il funzionario incaricato")),
            sheet.style.size,
            bold=True,
        )
        sheet.paragraph("Il dipendente addetto ______________________   data ___/___/______   timbro e firma ______________________", 8)
