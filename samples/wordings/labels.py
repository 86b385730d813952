"""What forms print beside a blank, by slot (see samples/slots.py). The first wordings of a list are the commonest."""

from __future__ import annotations


def _list(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.replace("\n", "|").split("|") if part.strip()))


LABELS: dict[str, tuple[str, ...]] = {
    slot: _list(text)
    for slot, text in {
        "surname": "Cognome|COGNOME|Cognome (*)|Cognome del richiedente|Il cognome|Cognome *|Cognome (da nubile)|Cognome richiedente|Cognome dell'interessato|Cognome cliente|Cogn.|Cognome intestatario|1. Cognome",
        "given_name": "Nome|NOME|Nome (*)|Nome del richiedente|Il nome|Nome *|Nome/i|Nome richiedente|Nome di battesimo|Nome dell'interessato|Nome cliente|Nome (per esteso)|2. Nome",
        "surname_name": "Cognome e nome|Cognome e Nome|COGNOME E NOME|Cognome/Nome|Cognome Nome|Il/La sottoscritto/a (cognome e nome)|Nominativo (cognome e nome)|Cliente (cognome, nome)|Intestatario|Nominativo|Richiedente|Cognome e nome del dichiarante|Il sottoscritto|La/Il sottoscritta/o|Io sottoscritto/a|Dichiarante|Generalità (cognome e nome)",
        "name_surname": "Nome e cognome|Nome e Cognome|NOME E COGNOME|Nome/Cognome|Il/La Sig./Sig.ra (nome e cognome)|Nome e cognome del richiedente|Nome Cognome|Nome e cognome di chi richiede|Nominativo (nome e cognome)",
        "sex": "Sesso|SESSO|Sesso (M/F)|Genere|Sex|M/F|Sesso del richiedente|Sesso (barrare)",
        "tax_code": "Codice fiscale|C.F.|Codice Fiscale|Cod. Fisc.|CODICE FISCALE|CF|Cod. fiscale|C. Fiscale|Codice fiscale (*)|N. codice fiscale|Codice fiscale richiedente|Cod.Fisc.|Codice fiscale del dichiarante|Numero di codice fiscale|C.Fisc.|Codice fiscale n.",
        "birth_date": "Data di nascita|Nato/a il|nato/a il|DATA DI NASCITA|Data nascita|il|Nato il|Nascita (data)|Data di nascita (gg/mm/aaaa)|Nata/o il|N. il|in data|Giorno di nascita|Data di nascita *|nato/a in data|gg/mm/aa di nascita",
        "birth_place": "Comune di nascita|Luogo di nascita|Nato/a a|nato/a a|LUOGO DI NASCITA|Nato a|Comune (o Stato estero) di nascita|Nata/o a|Luogo nascita|Città di nascita|Comune nascita|Luogo di nascita (Comune)|Nascita (luogo)|Comune o Stato di nascita|Nativo/a di|N. a",
        "birth_province": "Prov.|Provincia|Provincia di nascita|Prov|(Prov.)|Pr.|PROV.|Prov. nascita|Sigla prov.|Prov. di nascita|Prv|Provincia nasc.|Pv",
        "birth_place_prov": "Luogo di nascita (Prov.)|Nato/a a (Prov.)|Comune e provincia di nascita|Luogo di nascita|Nato/a a|Luogo e provincia di nascita|Comune di nascita (sigla provincia)|Nascita: comune (prov.)|Nato/a nel Comune di|Luogo (prov.)",
        "birth_place_date": "Luogo e data di nascita|Nato/a a … il …|LUOGO E DATA DI NASCITA|Nascita (luogo e data)|Luogo, data di nascita|Nato/a a (luogo e data)|Luogo/data nascita|Dati di nascita (luogo, data)|Nato/a (dove e quando)",
        "birth_date_place": "Data e luogo di nascita|DATA E LUOGO DI NASCITA|Nato/a il … a …|Data/luogo di nascita|Nascita (data e luogo)|Data e comune di nascita",
        "address": "Indirizzo|Indirizzo di residenza|Residente in via|Via e numero civico|Via/Piazza e n. civico|Residenza (via e n.)|Indirizzo (via, n.)|Via, n. civico|INDIRIZZO|Via/Corso/Piazza, n.|Domicilio (via e numero)|Indirizzo residenza|Abitante in via|Via / n.|Recapito (via, numero)|Residente in via/piazza, n.|Dimora abituale: via e numero|Indirizzo e n. civico",
        "street": "Via|Via/Piazza|Indirizzo|in via|Residente in via|Via / Piazza / Corso|Via/P.zza|Residenza: via|Strada|in Via/Piazza|Toponimo|Indirizzo (via, piazza ecc.)|Via o piazza|alla via",
        "house_number": "n.|N.|n. civico|N. civico|n°|Civico|Num.|N. civ.|civ.|nr.|al n.|Numero civico|N°",
        "postal_code": "CAP|C.A.P.|Cap|c.a.p.|Codice postale|CAP residenza|C.A.P|Cod. avv. postale|Cod. postale|CAP *",
        "city": "Comune|Comune di residenza|Residente a|Città|Comune residenza|residente a|COMUNE|Residente nel Comune di|Località|Residente in|Residenza|Città di residenza|Comune di res.|con residenza in|Comune di residenza anagrafica|Località/Comune",
        "province": "Prov.|Provincia|Prov|(Prov.)|Pr.|PROV.|Prov. residenza|Provincia (sigla)|Sigla prov.|Prov. di res.|Prv|Pv",
        "city_prov": "Comune (Prov.)|Residente a (prov.)|Comune e provincia|Comune di residenza (Prov.)|Città (Prov.)|Residente nel Comune di|Comune – Prov.|Località e provincia|Città e sigla prov.",
        "cap_city": "CAP e comune|CAP – Comune|Cap / Città|CAP, Comune|C.A.P. e località|CAP/Località|Codice postale e comune",
        "cap_city_prov": "CAP – Comune – Provincia|CAP, Comune e Prov.|Comune|CAP / Comune (Prov.)|Cap, città (prov)|Località|CAP Comune Provincia|C.A.P. – Città – Prov.|Comune, CAP e provincia",
        "residence": "Residenza|Indirizzo completo|Residente in|RESIDENZA|Indirizzo di residenza completo|Residenza (via, n., CAP, comune, prov.)|Residenza anagrafica|Domicilio|Indirizzo (completo di CAP e comune)|Luogo di residenza|Residenza e domicilio",
        "phone": "Telefono|Tel.|Cellulare|Tel./Cell.|Recapito telefonico|TELEFONO|Tel. / cellulare|Cell.|N. telefono|Numero di telefono|Recapiti telefonici|Telefono cellulare|Telefono (anche cell.)|Rec. tel.|Contatto telefonico|Mobile|Tel|Utenza telefonica|N. cell.|Telefono/fax",
        "email": "E-mail|Email|Indirizzo e-mail|Posta elettronica|mail|E-MAIL|e-mail / PEC|Indirizzo di posta elettronica|PEC / e-mail|Casella e-mail|Indirizzo mail|Posta elettronica (e-mail)|Recapito e-mail|Indirizzo mail/PEC|Mail",
        "number": "Numero pratica|Pratica n.|N. pratica|Domanda n.|Richiesta n.|N. domanda|Rif. pratica|PRATICA N.|Nr. richiesta|Codice pratica|Numero richiesta|Proposta n.|N. contratto/pratica|Cod. domanda|Id. pratica|N. proposta|Protocollo interno|Rif. n.|Posizione n.",
        "date": "Data|Data richiesta|Data domanda|del|Data della richiesta|in data|Data di presentazione|DATA|Data compilazione|Richiesta del|Presentata il|Data sottoscrizione|Ricevuta il|Domanda del|Data proposta|Inserita il",
        "id_type": "Tipo documento|Documento d'identità|Documento|Tipo di documento|Doc. identità|Documento di riconoscimento|DOCUMENTO|Tipologia documento|Doc. di riconoscimento|Documento (C.I., patente, passaporto)|Identificato con|Estremi documento: tipo|Doc. esibito|Identificazione a mezzo",
        "id_number": "Numero documento|N. documento|Numero|n.|Doc. n.|N.|Numero del documento|N° documento|avente numero|Documento n.|Nr. doc.|numero|Estremi (numero)|Serie e numero",
        "id_type_number": "Documento (tipo e numero)|Documento di identità n.|Doc. identità (tipo/n.)|Documento d'identità: tipo e n.|Tipo e numero documento|Estremi del documento|Doc. riconoscimento (tipo, numero)|Documento di riconoscimento",
        "id_expiry": "Scadenza|Data scadenza|scad.|Valido fino al|Scadenza documento|Data di scadenza|con scadenza|SCADENZA|Scade il|valida sino al|Validità|valido sino al|Fine validità|in corso di validità fino al",
        "id_issued": "Rilasciato il|Data rilascio|Data di rilascio|rilasciata il|Emesso il|il (rilascio)|Rilascio|Data emissione",
        "id_issuer": "Rilasciato da|Ente di rilascio|rilasciata da|Autorità di rilascio|Emesso da|Ente|Rilasciata dal Comune di|Ufficio emittente",
        "marital": "Stato civile|STATO CIVILE|Stato civ.|Stato civile (barrare)|Condizione familiare|Stato civile del richiedente|Situazione di famiglia|Di stato civile",
        "employment": "Professione|Tipo di impiego|Occupazione|Condizione lavorativa|Attività lavorativa|Posizione lavorativa|Rapporto di lavoro|PROFESSIONE|Tipologia contratto|Situazione occupazionale|Contratto di lavoro|Inquadramento|Tipo di rapporto|Fonte del reddito|Stato occupazionale",
        "employer": "Datore di lavoro|Azienda/Ente|Azienda|Denominazione datore di lavoro|Ragione sociale azienda|DATORE DI LAVORO|Occupato presso|Ditta|Ente/Azienda presso cui lavora|Impresa|Presso|Nome azienda|Dipendente di|Lavora presso|Ente previdenziale/Azienda|Società",
        "hired_on": "Data assunzione|Assunto il|dal|Data di assunzione|Assunto/a dal|In servizio dal|Anzianità dal|Decorrenza rapporto|Inizio attività|assunto/a in data|Data inizio rapporto|Alle dipendenze dal|Occupato dal|Da quando",
        "income": "Reddito netto mensile|Reddito mensile netto|Stipendio netto mensile|Entrate mensili nette|Retribuzione netta mensile|Reddito netto mensile €|Netto mensile|Salario netto (mese)|Reddito mensile €|Stipendio/pensione netti|Introito mensile netto|Netto in busta|Disponibilità mensile netta|Emolumento netto mensile",
        "amount": "Importo richiesto|Importo finanziamento|Importo del prestito|Capitale richiesto|Somma richiesta|IMPORTO RICHIESTO|Importo richiesto €|Importo totale del credito|Ammontare richiesto|Importo €|Netto erogato richiesto|Prestito richiesto|Credito richiesto|Importo da finanziare|Capitale finanziato|Somma da erogare|Importo del mutuo|Euro",
        "months": "Durata in mesi|Durata (mesi)|Durata|N. rate|Numero rate|N. mesi|Durata mesi|Mesi|Numero rate mensili|Rate n.|Durata del prestito (mesi)|Rimborso in mesi|da restituire in n. rate|Ammortamento (mesi)|Rateazione (mesi)|Periodo di rimborso|Nr. rate|Piano (n. rate)",
        "instalment": "Rata mensile|Importo rata|Rata|da €|Rata mensile €|RATA MENSILE|Importo della rata|Rata di €|Rata mensile di|Importo rata mensile|Rata costante|Quota mensile|Ammontare rata|ciascuna di €|Singola rata",
        "tan": "TAN|T.A.N.|TAN fisso|TAN %|Tasso annuo nominale|T.A.N. %|TAN (fisso)|Tasso nominale annuo|Tasso TAN|Tasso (TAN)|Tasso di interesse nominale annuo|T.A.N. fisso",
        "taeg": "TAEG|T.A.E.G.|TAEG %|Tasso annuo effettivo globale|T.A.E.G. %|Tasso effettivo globale|TAEG/ISC|I.S.C./TAEG|Tasso TAEG|Costo totale annuo (TAEG)|Tasso effettivo (TAEG)",
        "tan_taeg": "TAN / TAEG|TAN - TAEG|T.A.N. / T.A.E.G.|Tassi (TAN/TAEG)|TAN% e TAEG%|Tassi nominale/effettivo",
        "purpose": "Finalità|Finalità del prestito|Scopo|Motivo della richiesta|FINALITÀ|Finalità del finanziamento|Destinazione|Scopo del finanziamento|Motivazione|Destinazione del credito|Causale|Utilizzo previsto|Finalità richiesta|Oggetto dell'acquisto|Uso della somma",
        "iban": "IBAN|Codice IBAN|IBAN di appoggio|Coordinate IBAN|C/C (IBAN)|Accredito su c/c IBAN|I.B.A.N.|Coordinate bancarie (IBAN)|IBAN per l'addebito|Conto corrente IBAN|IBAN c/c|IBAN per accredito|Conto di regolamento (IBAN)|Addebito diretto SDD su IBAN|Rapporto n. (IBAN)",
        "marketing": "Marketing diretto|Consenso marketing|Comunicazioni commerciali e promozionali|Invio di materiale pubblicitario|Marketing e ricerche di mercato|Finalità di marketing|Offerte e promozioni via e-mail, SMS, telefono|Attività promozionali e vendita diretta|Invio newsletter e offerte|Iniziative commerciali della Banca|Informazioni commerciali sui prodotti della Società|Contatti a fini promozionali",
        "profiling": "Profilazione|Consenso profilazione|Analisi delle abitudini di consumo|Profilazione e offerte personalizzate|Finalità di profilazione|Elaborazione del profilo del cliente|Analisi di preferenze e comportamenti|Studio delle propensioni di acquisto|Definizione di profili individuali|Creazione di profili a scopo commerciale|Valutazioni automatizzate delle preferenze",
        "signature": "Firma|Firma del richiedente|Il richiedente|Firma leggibile|FIRMA|Firma del cliente|Firma (per esteso e leggibile)|In fede|Il/La richiedente|Firma del dichiarante|Sottoscrizione|Il/La dichiarante|(firma)|Il cliente|L'interessato/a|Firma dell'interessato/a|Firma per accettazione|Firma richiedente|L'istante|Il delegante",
        "place": "Luogo|Luogo e data|Lì|Località|Fatto a|Luogo di sottoscrizione|Luogo (comune)",
        "place_date": "Luogo e data|Luogo, data|LUOGO E DATA|(luogo e data)|Luogo e data di sottoscrizione|Luogo/data|Data e luogo",
        "protocol": "Prot. n.|Protocollo n.|N. protocollo|Protocollo|PROT. N.|Numero di protocollo|Prot. gen. n.|Prot.|Registro protocollo n.|Prot. arrivo n.|N. prot.|Rif. prot. n.|Protocollo generale",
    }.items()
}

OPTIONS: dict[str, dict[str, tuple[str, ...]]] = {
    key: {value: _list(text) for value, text in options.items()}
    for key, options in {
        "sex": {"M": "M|Maschio|Uomo|maschile|Maschile", "F": "F|Femmina|Donna|femminile|Femminile"},
        "id_type": {
            "identity_card": "Carta d'identità|C.I.|Carta di identità|CIE|carta identità|C.Identità|Carta d'id.|Cart. Ident.",
            "passport": "Passaporto|passaporto|Pass.|Passap.|PASSAPORTO",
            "driving_licence": "Patente|Patente di guida|patente|Pat. guida|Pat.|Patente auto|licenza di guida",
        },
        "marital": {
            "single": "Celibe/Nubile|libero|Celibe o nubile|cel./nub.|Stato libero|nubile/celibe|Libero/a|non coniugato/a",
            "married": "Coniugato/a|coniugato|Sposato/a|con.|Coniugata/o|coniug.|in regime matrimoniale|unito in matrimonio",
            "separated": "Separato/a|separato|sep.|Separato legalmente|legalm. separato/a|separata/o",
            "divorced": "Divorziato/a|divorziato|div.|Già coniugato/a (divorziato)|divorz.|divorziata/o",
            "widowed": "Vedovo/a|vedovo|ved.|Vedova/o|stato vedovile|vedovanza",
        },
        "employment": {
            "permanent": "Dipendente a tempo indeterminato|tempo indeterminato|Tempo indet.|Dip. tempo ind.|Lavoratore dipendente (indeterminato)|t. indeterminato|Impiego stabile (T.I.)|Dipendente T.I.|Subordinato a tempo indeterminato",
            "fixed_term": "Dipendente a tempo determinato|tempo determinato|Tempo det.|Dip. tempo det.|Lavoratore dipendente (determinato)|t. determinato|Contratto a termine|Dipendente T.D.|Subordinato a termine",
            "self_employed": "Lavoratore autonomo|autonomo|Libero professionista|Autonomo/professionista|Lav. autonomo|Partita IVA|Imprenditore/autonomo|professionista|Titolare d'impresa o professionista",
            "retired": "Pensionato|pensionato/a|Pensionato/a|pensione|Titolare di pensione|In quiescenza|pens.|Percettore di pensione",
            "other": "Altro|altro|Altra occupazione|Altra condizione|Non occupato/altro|altre fonti",
        },
        "purpose": {
            "car": "Auto|Acquisto auto|veicolo|Acquisto veicolo|Autoveicolo|Automobile o moto|Mezzo di trasporto|Auto/moto nuova o usata",
            "home": "Casa|Acquisto casa|abitazione|Immobile|Acquisto abitazione|Acquisto prima casa|Arredo e casa|acquisto immobile",
            "renovation": "Ristrutturazione|ristrutturaz.|Ristrutturazione casa|Lavori di ristrutturazione|Lavori edili|ristrutt. immobile|Interventi sull'abitazione|Manutenzione casa",
            "consumption": "Consumi|Spese personali|beni/servizi|Liquidità|Acquisto beni e servizi|Beni di consumo|Spese familiari|Acquisti e spese correnti",
            "debt_consolidation": "Consolidamento debiti|Consolidamento|estinzione debiti|Estinzione altri prestiti|Rifinanziamento debiti|Chiusura finanziamenti in corso|Consolid. debiti|Unificazione prestiti",
            "other": "Altro|altro|Altra finalità|Altro scopo|Altre esigenze|diverso",
        },
        "kind": {
            "self_declaration": "Dichiarazione sostitutiva|Autocertificazione|Dichiarazione sostitutiva di certificazione|Dich. sostitutiva|Autodichiarazione|Dichiarazione sostitutiva (D.P.R. 445/2000)",
            "proxy": "Delega|Delega a terzi|Conferimento di delega|Procura/delega|Delega al ritiro|Delega a presentare istanza",
            "data_change": "Variazione dati|Variazione anagrafica|Aggiornamento dati|Comunicazione di variazione|Rettifica dati anagrafici|Modifica dei dati|Cambio di indirizzo",
            "access_request": "Accesso agli atti|Richiesta di accesso|Accesso documentale|Istanza di accesso agli atti|Visione/copia atti|Accesso civico|Estrazione di copie",
            "complaint": "Reclamo|Reclamo / segnalazione|Segnalazione|Segnalazione di disservizio|Rimostranza|Doglianza|Reclamo formale",
            "other": "Altro|Altra istanza|altro (specificare)|Richiesta generica|Altra richiesta|Diversa istanza",
        },
    }.items()
}
"""What forms print beside a tick box, by choice slot and option."""

WRITTEN: dict[str, dict[str, tuple[str, ...]]] = {
    "id_type": {
        "identity_card": ("carta d'identità", "C.I.", "carta identità", "C.I.E.", "CIE", "Carta d'Identità", "carta di identità elettronica", "c. identità"),
        "passport": ("passaporto", "Passaporto", "pass.", "passap."),
        "driving_licence": ("patente", "patente di guida", "Patente di guida", "pat.", "patente B"),
    },
    "marital": {
        "single": ("celibe", "nubile", "celibe/nubile", "libero", "stato libero"),
        "married": ("coniugato", "coniugata", "sposato", "sposata", "coniugato/a"),
        "separated": ("separato", "separata", "separato legalmente", "legalmente separata"),
        "divorced": ("divorziato", "divorziata", "divorziato/a"),
        "widowed": ("vedovo", "vedova"),
    },
    "employment": {
        "permanent": ("dipendente a tempo indeterminato", "tempo indeterminato", "dip. tempo indet.", "impiegato t.i.", "operaio a tempo indeterminato", "impiegata tempo indeterminato", "dipendente pubblico tempo indet."),
        "fixed_term": ("dipendente a tempo determinato", "tempo determinato", "dip. tempo det.", "contratto a termine", "operaio a tempo determinato", "impiegato tempo determinato"),
        "self_employed": ("libero professionista", "lavoratore autonomo", "autonomo", "artigiano", "commerciante", "imprenditore", "titolare di ditta", "avvocato libero prof."),
        "retired": ("pensionato", "pensionata", "in pensione", "pensionato INPS"),
        "other": ("studente", "casalinga", "disoccupato", "altro", "in cerca di occupazione"),
    },
    "purpose": {
        "car": ("acquisto auto", "auto", "acquisto autovettura", "acquisto moto", "auto usata", "veicolo"),
        "home": ("acquisto casa", "casa", "acquisto abitazione", "prima casa", "acquisto immobile"),
        "renovation": ("ristrutturazione", "ristrutturazione casa", "lavori di ristrutturazione", "rifacimento tetto", "ristrutt. bagno"),
        "consumption": ("spese personali", "liquidità", "acquisto elettrodomestici", "spese familiari", "viaggio", "acquisto beni", "matrimonio"),
        "debt_consolidation": ("consolidamento debiti", "estinzione prestiti", "consolidamento", "chiusura altri finanziamenti"),
        "other": ("altro", "spese mediche", "studi del figlio", "motivi familiari"),
    },
}
"""How fillers write a choice out in words."""
