"""Invented persons and companies whose identifiers agree with each other, as the law computes them."""

from __future__ import annotations

import random
import string
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from codicefiscale import codicefiscale
from faker.providers.person.it_IT import Provider as ItalianNames
from schwifty import IBAN

from samples.places import Town, pick_birth_place, pick_street, pick_town

_MORE_SURNAMES = tuple(
    """D'Angelo|De Luca|Di Pietro|Lo Presti|La Rosa|D'Amico|Dell'Orto|Dalla Costa|De Gregorio|Degl'Innocenti|Nicolò|Cicciù|Dessì
    Piras|Hoxha|Popescu|El Idrissi
    Kovač|Nguyen|Haddad|Shehu|Ionescu|Rodriguez Lopez|Bianchi Porro|Sanna|Zanon|Pellegrin|Brambilla|Colombo|Fumagalli|Cattaneo
    Locatelli|Esposito|Russo|Caputo
    Ferraro|Mancuso|Amato|Cocco|Pinna|Furlan|Vianello|Boscolo|Pavan|Trevisan|Baldini|Fabbri|Gherardi|Nanni|Bartolini|Cecchi
    Innocenti|Pucci|Abate|Cirillo""".replace("\n", "|").split("|")
)
_SECOND_NAMES = ("Maria", "Luisa", "Pia", "Grazia", "Rita", "Teresa", "Antonio", "Carlo", "Luigi", "Paolo", "Pietro", "Francesco")
_MAIL_HOSTS = (
    "postasvelta.it",
    "miamail.eu",
    "lettere.it",
    "inboxfacile.it",
    "mail-casa.it",
    "retepiu.it",
    "cometamail.com",
    "ufficionline.it",
    "pecsicura.it",
    "webmessaggi.it",
    "virgulto.it",
    "tuaposta.net",
    "fibranova.it",
    "studioassociato.eu",
)


@dataclass(frozen=True, slots=True)
class IdDocument:
    """An identity document as its owner would write it down."""

    kind: str
    """identity_card, passport or driving_licence."""
    number: str
    issued: date
    expiry: date
    issuer: str


@dataclass(frozen=True, slots=True)
class Person:
    """A private person."""

    surname: str
    given_name: str
    sex: str
    birth_date: date
    birth_place: Town
    tax_code: str
    street: str
    house_number: str
    town: Town
    phone: str
    """Ten digits or so, national."""
    email: str
    id_document: IdDocument


@dataclass(frozen=True, slots=True)
class Company:
    """A firm with its legal representative."""

    name: str
    tax_id: str
    """Partita IVA, 11 digits, valid."""
    other_tax_id: str
    """Codice fiscale of the firm where it differs, else the same."""
    rea: str
    street: str
    house_number: str
    town: Town
    email: str
    phone: str
    representative: Person
    representative_role: str


def ascii_letters(text: str) -> str:
    """Lower-case ASCII letters of a name."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "".join(char for char in plain.lower() if char.isalpha())


def tax_code_of(surname: str, given_name: str, sex: str, born: date, place_code: str) -> str:
    """The codice fiscale. Source: D.M. 23 December 1976."""
    head = codicefiscale.encode_lastname(surname) + codicefiscale.encode_firstname(given_name)
    month = "ABCDEHLMPRST"[born.month - 1]
    day = born.day + (40 if sex == "F" else 0)
    body = f"{head}{born.year % 100:02d}{month}{day:02d}{place_code}".upper()
    return body + codicefiscale.encode_cin(body)


def omocode_of(tax_code: str, rng: random.Random) -> str:
    """The same code as the revenue agency issues it to a second holder: the last digits become letters."""
    letters = dict(zip(string.digits, "LMNPQRSTUV", strict=True))
    body = list(tax_code[:15])
    for index in (14, 13, 12)[: rng.choice((1, 1, 1, 2))]:
        body[index] = letters.get(body[index], body[index])
    return "".join(body) + codicefiscale.encode_cin("".join(body))


_ABI = (
    "01005",
    "01030",
    "02008",
    "03015",
    "03032",
    "03062",
    "03069",
    "03075",
    "03111",
    "03268",
    "03332",
    "03440",
    "05034",
    "05036",
    "05116",
    "05216",
    "05387",
    "05424",
    "05696",
    "06085",
    "06225",
    "06230",
    "06270",
    "07601",
    "08327",
    "08399",
    "08440",
    "08530",
    "08899",
    "36081",
    "36772",
    "10680",
)


def make_iban(rng: random.Random) -> str:
    """An Italian IBAN whose CIN and check digits are right."""
    account = f"{rng.randrange(10**7):012d}" if rng.random() < 0.5 else f"{rng.randrange(10**12):012d}"
    if rng.random() < 0.08:
        account = "CC" + account[2:]
    return str(IBAN.generate("IT", bank_code=rng.choice(_ABI), branch_code=f"{rng.randrange(1, 99999):05d}", account_code=account))


def vat_check_digit(ten: str) -> str:
    """The last digit of a partita IVA. Source: D.M. 23 December 1976 (Luhn)."""
    total = sum(int(d) if i % 2 == 0 else sum(divmod(2 * int(d), 10)) for i, d in enumerate(ten))
    return str(-total % 10)


def make_vat_number(rng: random.Random) -> str:
    """A valid partita IVA."""
    ten = f"{rng.randrange(10**6, 10**7):07d}{rng.randrange(1, 101):03d}"
    return ten + vat_check_digit(ten)


def make_phone(rng: random.Random, mobile: float = 0.8) -> str:
    """National digits: a mobile number, or a fixed line."""
    if rng.random() < mobile:
        return (
            rng.choice(
                (
                    "320",
                    "328",
                    "329",
                    "331",
                    "333",
                    "335",
                    "338",
                    "339",
                    "340",
                    "342",
                    "345",
                    "347",
                    "348",
                    "349",
                    "351",
                    "366",
                    "371",
                    "380",
                    "388",
                    "391",
                    "393",
                )
            )
            + f"{rng.randrange(10**7):07d}"
        )
    prefix = rng.choice(
        ("02", "06", "011", "051", "055", "081", "0321", "0532", "0575", "0784", "0862", "0965", "0434", "0362", "035", "049", "070", "091")
    )
    return prefix + "".join(
        rng.choice("23456789") if i == 0 else rng.choice(string.digits) for i in range(10 - len(prefix) - rng.randrange(2))
    )


def make_email(rng: random.Random, surname: str, given: str, born: date) -> str:
    """An address made from the name, at an invented host."""
    s, g = ascii_letters(surname), ascii_letters(given.split()[0])
    local = rng.choice(
        (
            f"{g}.{s}",
            f"{s}.{g}",
            f"{g[0]}.{s}",
            f"{s}{g}",
            f"{g}{s}{born.year % 100:02d}",
            f"{g}_{s}",
            f"{s}{born.year}",
            f"{g}{rng.randrange(10, 999)}",
            f"{g[0]}{s}",
            f"{s}-{g[:3]}",
        )
    )
    return f"{local}@{rng.choice(_MAIL_HOSTS)}"


def make_id_document(rng: random.Random, today: date, town: Town) -> IdDocument:
    """A card, passport or licence that is valid today, in one of the formats found in circulation."""
    kind = rng.choices(("identity_card", "passport", "driving_licence"), (66, 12, 22))[0]

    def letter(count: int) -> str:
        return "".join(rng.choice("ABCDEFGHJKLMNPRSTUVXYZ") for _ in range(count))

    def digits(count: int) -> str:
        return f"{rng.randrange(10**count):0{count}d}"

    if kind == "identity_card":
        number = rng.choices(
            (
                f"C{letter(1)}{digits(5)}{letter(2)}",
                f"A{rng.choice('JKNORSTUVXY')}{digits(7)}",
                f"A{rng.choice('MNTX')} {digits(7)}",
                f"{digits(7)}A{letter(1)}",
            ),
            (60, 25, 8, 7),
        )[0]
        issuer = f"Comune di {town.name}"
    elif kind == "passport":
        number, issuer = f"Y{letter(1)}{digits(7)}", f"Questura di {pick_town(rng).name}"
    else:
        number = rng.choice((f"U1{letter(1)}{digits(6)}{letter(1)}", f"{town.province}{digits(7)}{letter(1)}", f"U1{digits(7)}{letter(1)}"))
        issuer = rng.choice(("MIT-UCO", f"MCTC {town.province}", "Motorizzazione Civile"))
    issued = today - timedelta(days=rng.randrange(60, 3400))
    return IdDocument(kind, number, issued, issued + timedelta(days=3653), issuer)


def make_person(rng: random.Random, today: date, minimum_age: int = 19, maximum_age: int = 84) -> Person:
    """A person alive and of age on `today`."""
    sex = rng.choice("MF")
    names = ItalianNames.first_names_male if sex == "M" else ItalianNames.first_names_female
    given = rng.choice(names)
    if rng.random() < 0.09:
        given += " " + rng.choice(_SECOND_NAMES)
    surname = rng.choice(_MORE_SURNAMES).strip() if rng.random() < 0.22 else rng.choice(ItalianNames.last_names)
    if rng.random() < 0.03:
        surname += " " + rng.choice(ItalianNames.last_names)
    born = today - timedelta(days=int(365.25 * rng.uniform(minimum_age, maximum_age)))
    birth_place = pick_birth_place(rng)
    code = tax_code_of(surname, given, sex, born, birth_place.code)
    if rng.random() < 0.01:
        code = omocode_of(code, rng)
    town = birth_place if birth_place.postal_code and rng.random() < 0.3 else pick_town(rng)
    street, number = pick_street(rng)
    return Person(
        surname,
        given,
        sex,
        born,
        birth_place,
        code,
        street,
        number,
        town,
        make_phone(rng),
        make_email(rng, surname, given, born),
        make_id_document(rng, today, town),
    )


_FORMS = (
    "S.r.l.",
    "S.p.A.",
    "S.n.c.",
    "S.a.s.",
    "Soc. Coop.",
    "S.r.l.s.",
    "srl",
    "SPA",
    "S.R.L. unipersonale",
    "società cooperativa",
    "S.r.l. in liquidazione",
    "Società Agricola s.s.",
)
_TRADES = tuple(
    """Edilizia|Costruzioni|Impianti|Servizi|Logistica|Trasporti|Meccanica|Tessile|Alimentari|Vivai|Arredamenti|Informatica
    Consulting|Ceramiche|Serramenti|Termoidraulica
    Immobiliare|Carni|Panificio|Officine|Tipografia|Ecologia|Energia|Legnami|Vetreria|Farmaceutici|Assicurazioni|Elettronica
    Grafica|Pulizie|Sicurezza|Ristorazione""".replace("\n", "|").split("|")
)
_STEMS = (
    "Alfa",
    "Nova",
    "Euro",
    "Ital",
    "Tecno",
    "Delta",
    "Omnia",
    "Adria",
    "Tirreno",
    "Padana",
    "Levante",
    "Orione",
    "Aurora",
    "Sirio",
    "Vega",
    "Ambra",
    "Gamma",
    "Medio",
    "Sud",
    "Nord Est",
    "Etrusca",
    "Valle Verde",
    "La Fenice",
    "Il Cerchio",
    "San Giorgio",
    "Monviso",
    "Gran Sasso",
)


def make_company_name(rng: random.Random) -> str:
    """A firm's name with its legal form."""
    surname, other = rng.choice(ItalianNames.last_names), rng.choice(ItalianNames.last_names)
    trade, stem, form = rng.choice(_TRADES).strip(), rng.choice(_STEMS), rng.choice(_FORMS)
    base = rng.choice(
        (
            f"{stem} {trade}",
            f"{trade} {surname}",
            f"{surname} {trade}",
            f"F.lli {surname}",
            f"{surname} & {other}",
            f"{surname} & C.",
            f"{stem}{trade.lower()}",
            f"{trade} {stem}",
            f"Gruppo {surname}",
            f"{surname} {rng.choice(ItalianNames.first_names_male)}",
            f"{stem} {surname[:3].upper()} {trade}",
        )
    )
    return f"{base} {form}"


def make_company(rng: random.Random, today: date) -> Company:
    """A firm with its seat and legal representative."""
    name, town = make_company_name(rng), pick_town(rng)
    street, number = pick_street(rng)
    vat = make_vat_number(rng)
    other = vat if rng.random() < 0.75 else make_vat_number(rng)
    role = rng.choice(
        (
            "Amministratore Unico",
            "legale rappresentante",
            "legale rappresentante pro tempore",
            "Presidente del Consiglio di Amministrazione",
            "socio amministratore",
            "procuratore speciale",
            "Amministratore Delegato",
            "titolare",
        )
    )
    host = ascii_letters(name.rsplit(" ", 1)[0])[:18] or "azienda"
    email = rng.choice((f"info@{host}.it", f"{host}@pec-imprese.it", f"amministrazione@{host}.com"))
    return Company(
        name,
        vat,
        other,
        f"{town.province}-{rng.randrange(10**5, 2 * 10**6)}",
        street,
        number,
        town,
        email,
        make_phone(rng, 0.2),
        make_person(rng, today, 28, 75),
        role,
    )


def spoil_tax_code(code: str, rng: random.Random) -> str:
    """A codice fiscale as somebody miswrote it: its check character no longer fits (or it no longer fits the birth date)."""
    body = list(code)
    kind = rng.random()
    if kind < 0.45:
        body[15] = rng.choice([c for c in string.ascii_uppercase if c != body[15]])
    elif kind < 0.8:
        index = rng.choice((6, 7, 9, 10, 12, 13, 14))
        body[index] = rng.choice([d for d in string.digits if d != body[index]])
    else:
        index = rng.choice((0, 3, 9, 12))
        body[index], body[index + 1] = body[index + 1], body[index]
        if "".join(body) == code:
            body[15] = rng.choice([c for c in string.ascii_uppercase if c != body[15]])
    return "".join(body)


def spoil_iban(iban: str, rng: random.Random) -> str:
    """An IBAN with one wrong or two swapped digits."""
    body = list(iban)
    index = rng.randrange(15, 26)
    if rng.random() < 0.5 and body[index] != body[index + 1]:
        body[index], body[index + 1] = body[index + 1], body[index]
    else:
        body[index] = rng.choice([d for d in string.digits if d != body[index]])
    return "".join(body)
