"""Sentences with blanks in which a person states who he or she is; {slot} is a blank of samples/slots.py."""

from __future__ import annotations

NAME = (
    "Il/La sottoscritto/a {surname_name}", "Io sottoscritto/a {name_surname}", "Il/la sottoscritto/a (cognome) {surname} (nome) {given_name}", "La/Il sottoscritta/o {surname_name}", "Il sottoscritto {name_surname}", "I_ sottoscritt_ {surname_name}",
    "Il/La sottoscritto/a cognome {surname} nome {given_name}", "__l__ sottoscritt__ {name_surname}", "Il/La richiedente {surname_name}", "Io sottoscritta/o cognome {surname} nome {given_name}", "Il/La Sig./Sig.ra {name_surname}", "L'istante {surname_name}",
    "Il dichiarante, {name_surname},", "La persona sottoscritta: {surname} {given_name}", "Il/La signor/a {surname_name}", "Il/La sottoscritto/a nome {given_name} cognome {surname}",
)  # fmt: skip
BIRTH = (
    "nato/a a {birth_place} ({birth_province}) il {birth_date}", "nato/a il {birth_date} a {birth_place} ({birth_province})", "nato/a a {birth_place} prov. {birth_province} il {birth_date}", "nato a {birth_place} il {birth_date}", "nato/a a {birth_place_prov} in data {birth_date}",
    "nat_ a {birth_place} (prov. {birth_province}) il {birth_date}", "nato/a in {birth_place} Prov. {birth_province} addì {birth_date}", "luogo di nascita {birth_place} provincia {birth_province} data di nascita {birth_date}", "nato/a a {birth_place_date}", "nat__ il {birth_date} in {birth_place}",
    "data di nascita {birth_date}, comune di nascita {birth_place} ({birth_province})", "nata/o a {birth_place}, provincia di {birth_province}, il giorno {birth_date}", "nato/a il {birth_date} nel Comune di {birth_place_prov}", "che è nato/a a {birth_place_prov} il giorno {birth_date}",
)  # fmt: skip
RESIDENCE = (
    "residente a {city} ({province}) in via {street} n. {house_number}", "e residente in {city} ({province}) {street} n. {house_number} CAP {postal_code}", "residente in {city} via/piazza {address}", "residente in {street} n. {house_number}, C.A.P. {postal_code}, Comune di {city} ({province})", "residente a {city} in {address}",
    "con residenza in {city} prov. {province} all'indirizzo {address}", "residente nel Comune di {city} ({province}) alla via {street} n° {house_number}", "residente in {residence}", "abitante in {address} – {cap_city_prov}", "residente a {city_prov} indirizzo {address} c.a.p. {postal_code}", "residente in via/piazza {street} civico {house_number} città {city} prov. {province}",
    "e ivi residente in {address} CAP {postal_code} {city} ({province})", "domiciliato per la presente in {address}, {cap_city_prov}", "residente in {city} Prov. {province} CAP {postal_code} Via/Corso/Piazza {street} nr. {house_number}", "il cui domicilio è in {city_prov}, {address}", "residente in località/via {address} del Comune di {city} cap {postal_code}",
)  # fmt: skip
CODE = (
    "codice fiscale {tax_code}", "C.F. {tax_code}", "cod. fisc. {tax_code}", "(C.F. {tax_code})", "codice fiscale n. {tax_code}", "CF: {tax_code}", "titolare del codice fiscale {tax_code}", "Cod.Fisc. {tax_code}", "con codice fiscale {tax_code}", "Codice Fiscale {tax_code}", "identificato dal C.F. {tax_code}", "C.fiscale {tax_code}",
)  # fmt: skip
CONTACT = (
    "tel. {phone} e-mail {email}", "telefono {phone}", "recapito telefonico {phone} e-mail {email}", "tel/cell {phone} mail {email}", "cell. {phone} indirizzo di posta elettronica {email}", "Tel. {phone} PEC/e-mail {email}", "telefono n. {phone} email {email}", "raggiungibile al numero {phone}", "e-mail {email} telefono {phone}", "utenza telefonica {phone} – casella di posta {email}", "recapiti: {phone} {email}", "cui scrivere all'indirizzo {email}",
)  # fmt: skip
DOCUMENT = (
    "documento di identità {id_type_number} rilasciato da {id_issuer} il {id_issued}", "identificato a mezzo {id_type_number}", "carta d'identità/patente n. {id_number} valida fino al {id_expiry}", "documento {id_type} n. {id_number}", "munito di documento di riconoscimento n. {id_number} rilasciato da {id_issuer}",
)  # fmt: skip
JOINTS = (" ", " ", ", ", " ", " , ", " – ")
"""What stands between two fragments."""
