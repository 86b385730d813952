"""Titles of administrative forms put together from a head and an object, by kind of request."""

from __future__ import annotations


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|"))


HEADS: dict[str, tuple[str, ...]] = {
    "self_declaration": _list("Dichiarazione sostitutiva|Autocertificazione|Dichiarazione sostitutiva di certificazione|Autodichiarazione|Dichiarazione sostitutiva di atto di notorietà|Dichiarazione resa ai sensi del D.P.R. 445/2000|Modello di dichiarazione sostitutiva|Dich. sost."),
    "proxy": _list("Delega|Atto di delega|Modulo di delega|Procura speciale|Delega semplice|Conferimento di delega|Modello delega|Delega scritta"),
    "data_change": _list("Comunicazione|Richiesta|Dichiarazione|Modulo|Denuncia|Istanza|Segnalazione|Scheda"),
    "access_request": _list("Richiesta|Istanza|Domanda|Modulo di richiesta|Modulo per l'istanza|Richiesta formale|Modello di domanda"),
    "complaint": _list("Reclamo|Segnalazione|Modulo di reclamo|Modulo segnalazioni e reclami|Contestazione|Esposto|Scheda reclamo|Reclamo formale"),
    "other": _list("Richiesta|Domanda|Istanza|Modulo di richiesta|Modulo di domanda|Richiesta di rilascio|Modello di istanza"),
}
OBJECTS: dict[str, tuple[str, ...]] = {
    "self_declaration": _list("|di residenza|di stato di famiglia|di nascita|di stato civile|del titolo di studio|della situazione reddituale|di conformità all'originale|per uso successione|di proprietà dell'immobile|di iscrizione all'albo professionale|del possesso dei requisiti|di esistenza in vita|di godimento dei diritti politici|sul carico familiare"),
    "proxy": _list("al ritiro di documenti|per il ritiro di certificati anagrafici|alla presentazione della pratica|alla riscossione|a rappresentare il condomino in assemblea|al ritiro della tessera elettorale|alla firma e al ritiro|per il ritiro dell'alunno|a terza persona|per l'accesso allo sportello|al CAF|per la consegna della documentazione"),
    "data_change": _list("di variazione dati anagrafici|di cambio di residenza|di variazione dei recapiti|di trasferimento di residenza|di variazione di indirizzo|di voltura dell'utenza|di rettifica delle generalità|di variazione TARI|di aggiornamento delle coordinate bancarie|di variazione del nucleo familiare|di cambio di abitazione nello stesso comune|di modifica dell'intestatario|di variazione dell'indirizzo di posta elettronica"),
    "access_request": _list("di accesso agli atti|di accesso documentale ai sensi della L. 241/90|di visione ed estrazione di copia|di accesso civico|di rilascio copia di planimetrie|di accesso alle pratiche edilizie|di copia del verbale di incidente stradale|di accesso alla documentazione sanitaria|di consultazione dell'archivio storico|di esibizione di documenti amministrativi|di accesso a dati e documenti|di visura del fascicolo edilizio"),
    "complaint": _list("|per disservizio|relativo al servizio di raccolta rifiuti|per mancata risposta|sul trasporto scolastico|per fatturazione errata|del cittadino|all'Ufficio Relazioni con il Pubblico|per danni da buca stradale|sul servizio idrico|per inadempienza|dell'utente insoddisfatto"),
    "other": _list("di contributo economico|di iscrizione all'asilo nido|di occupazione di suolo pubblico|di agevolazione tariffaria|di rimborso|di certificato anagrafico|di patrocinio|di concessione loculo|di passo carrabile|di contrassegno invalidi|di assegno di maternità|di rateizzazione|di utilizzo della palestra|di assegnazione alloggio|di iscrizione al trasporto scolastico|di pubblicazione di matrimonio"),
}
ASIDES: dict[str, tuple[str, ...]] = {
    "organisation": (
        "in qualità di legale rappresentante della ditta {organisation} con sede in {seat} P.IVA {vat}", "per conto della società {organisation}, sede legale {seat}, C.F./P.IVA {vat}", "quale titolare dell'impresa {organisation} con sede a {seat} codice fiscale {vat}", "nella qualità di presidente dell'associazione {organisation} avente sede in {seat} – C.F. {vat}",
        "amministratore del condominio sito in {seat} codice fiscale {vat}", "in nome e per conto di {organisation}, {seat}, tel. {other_phone}, PEC {other_mail}",
    ),
    "child": ("genitore di {other_name} nato/a a {other_town} il {other_date}", "esercente la responsabilità genitoriale sul minore {other_name} nato il {other_date}", "per il/la figlio/a {other_name} iscritto/a alla classe 3 sez. B, nato/a il {other_date}"),
    "property": ("relativamente all'immobile sito in {seat} foglio {short} mappale {short}", "in riferimento all'unità immobiliare di {seat}, identificata al foglio {short} part. {short} sub {short}", "con riguardo al fabbricato posto in {seat}, anno di costruzione {short}"),
    "domicile": ("elegge domicilio per le comunicazioni in {seat} tel. {other_phone}", "recapito per eventuali comunicazioni (se diverso dalla residenza): {seat}", "indirizzo cui inviare la corrispondenza: {seat} e-mail {other_mail}"),
}
"""Sentences about others than the applicant, or about things: none of their blanks is a field."""
HINTS = {
    "surname_name": "(cognome e nome)", "name_surname": "(nome e cognome)", "surname": "(cognome)", "given_name": "(nome)", "birth_place": "(comune di nascita)", "birth_province": "(prov.)", "birth_date": "(gg/mm/aaaa)", "tax_code": "(codice fiscale)",
    "city": "(comune)", "province": "(sigla)", "address": "(via, piazza e numero civico)", "street": "(via/piazza)", "house_number": "(n.)", "residence": "(indirizzo completo)", "phone": "(telefono)", "email": "(e-mail)", "postal_code": "(cap)",
    "birth_place_date": "(luogo e data)", "birth_place_prov": "(luogo e provincia)", "city_prov": "(comune e prov.)", "cap_city_prov": "(cap – comune – prov.)",
}  # fmt: skip
PRIVACY = (
    "INFORMATIVA SUL TRATTAMENTO DEI DATI PERSONALI",
    "Ai sensi dell'art. 13 del Regolamento (UE) 2016/679 si informa che il titolare del trattamento è {office}, con sede in {street} {number}, tel. {phone}, PEC {mail}.",
    "Il Responsabile della protezione dei dati (DPO) è raggiungibile all'indirizzo {dpo}. I dati sono raccolti per l'istruttoria della pratica e conservati per il tempo previsto dal piano di conservazione.",
    "Il conferimento è obbligatorio; il rifiuto comporta l'impossibilità di dare corso alla domanda. I dati possono essere comunicati ad altri soggetti pubblici nei casi previsti dalla legge e non sono trasferiti in paesi terzi.",
    "L'interessato può chiedere l'accesso, la rettifica, la cancellazione, la limitazione del trattamento (artt. 15-22) e proporre reclamo al Garante per la protezione dei dati personali, Piazza Venezia 11, 00187 Roma.",
    "Base giuridica del trattamento: art. 6, par. 1, lett. e) del Regolamento; D.Lgs. 30 giugno 2003, n. 196 e s.m.i.; data di ultimo aggiornamento della presente informativa: 04/02/2021.",
)  # fmt: skip
