"""Titles, headings, names of institutions and boilerplate of forms."""

from __future__ import annotations

LOAN_TITLES = (
    "Richiesta di finanziamento", "Domanda di prestito personale", "MODULO DI RICHIESTA PRESTITO", "Richiesta di prestito personale", "PROPOSTA DI FINANZIAMENTO",
    "Domanda di mutuo chirografario", "Richiesta di affidamento", "MODULO DI DOMANDA – CREDITO AL CONSUMO", "Richiesta di cessione del quinto dello stipendio", "Scheda di istruttoria del finanziamento",
    "Proposta di contratto di credito ai consumatori", "Domanda di finanziamento finalizzato", "ISTANZA DI CONCESSIONE DI PRESTITO", "Richiesta di credito personale rateale",
    "Prestito su misura – modulo di adesione", "Anticipo e finanziamento: richiesta del cliente", "DOMANDA DI FIDO PERSONALE", "Richiesta di microcredito",
)  # fmt: skip
LOAN_SUBTITLES = (
    "", "", "Credito ai consumatori – artt. 121 ss. T.U.B.", "da compilare in stampatello", "(compilare in ogni parte)", "Copia per la banca", "Documento ad uso interno e precontrattuale",
    "Prestito personale non finalizzato", "I campi contrassegnati con * sono obbligatori", "Il presente modulo non costituisce impegno alla concessione", "Copia per il cliente",
)  # fmt: skip
SECTION_TITLES: dict[str, tuple[str, ...]] = {
    "applicant": ("Dati del richiedente", "Dati anagrafici", "Richiedente", "Il richiedente", "Dati personali", "Anagrafica cliente", "Generalità del richiedente", "Dati identificativi", "Informazioni sul cliente", "Dati dell'intestatario", "Soggetto richiedente", "Chi presenta la domanda"),
    "document": ("Documento di identità", "Documento di riconoscimento", "Identificazione", "Estremi del documento", "Documento", "Dati del documento d'identità", "Riconoscimento del cliente"),
    "contact": ("Recapiti", "Contatti", "Residenza e recapiti", "Dove contattarla", "Recapiti del richiedente", "Indirizzo e contatti", "Reperibilità"),
    "work": ("Attività lavorativa e reddito", "Occupazione", "Situazione lavorativa", "Dati lavorativi e reddituali", "Dati professionali", "Lavoro e reddito", "Informazioni economiche", "Posizione lavorativa del cliente", "Capacità reddituale"),
    "loan": ("Finanziamento richiesto", "Il finanziamento", "Dati del prestito", "Operazione", "Condizioni richieste", "Caratteristiche del finanziamento", "Operazione richiesta", "Il prestito", "Piano di rimborso", "Dati economici del credito", "Cosa chiede"),
    "bank": ("Coordinate bancarie", "Modalità di rimborso", "Accredito e addebito", "Conto corrente di appoggio", "Addebito diretto SDD", "Rapporto di regolamento", "Mandato per addebito in conto", "Erogazione"),
    "consent": ("Consensi privacy", "Trattamento dei dati personali", "Privacy", "Consensi", "Informativa e consensi (Reg. UE 2016/679)", "Le Sue scelte sulla privacy", "Autorizzazioni facoltative", "Manifestazione del consenso"),
    "signature": ("Firma", "Sottoscrizione", "Firme", "Data e firma", "Dichiarazioni e firma", "Chiusura della domanda"),
    "guarantor": ("Coobbligato / garante", "Garante", "Coobbligato", "Dati del coniuge", "Fideiussore", "Secondo intestatario", "Terzo datore di garanzia", "Cointestatario"),
    "office": ("Riservato alla banca", "Spazio riservato all'ufficio", "Riservato alla filiale", "A cura dell'intermediario", "Parte riservata all'istituto", "Uso interno", "Non compilare – riservato all'ufficio"),
    "costs": ("Costi del credito", "Altri costi", "Spese e oneri", "Riepilogo economico", "Voci di costo", "Costo totale del credito"),
}  # fmt: skip
BANKS = (
    "Banca {x}", "Credito {x}", "Cassa Rurale di {t}", "BCC {t}", "Banca Popolare di {t}", "{x} Finance S.p.A.", "Fin{x} S.p.A.", "Credito Cooperativo {x}", "{x} Prestiti S.r.l.", "Banco di {t}",
    "Cassa di Risparmio di {t}", "Istituto Finanziario {x}", "{x} Consumer Bank", "Confidi {x}", "Banca del Territorio {x}", "Monte {x}", "Agenzia Crediti {x}", "Mutua {x}",
)  # fmt: skip
BANK_STEMS = ("Adriana", "Lucente", "Marmore", "Valtenesi", "Bisenzio", "Sirena", "Quercia", "Olona", "Meridiana", "Cimone", "Astra", "Alveare", "Ponente", "Rubicone", "Velina", "Ticino Sud", "Fiordo", "Stella Alpina", "Vesevo", "Etnea", "Argentario", "Colleverde")
BANK_LINES = (
    "Sede legale: {street} {n}, {cap} {town} ({prov}) – P.IVA {vat} – Capitale sociale € {money} i.v.", "{street} {n} - {cap} {town} – C.F. e Registro Imprese {vat} – tel. {phone}",
    "Intermediario finanziario iscritto all'albo ex art. 106 T.U.B. al n. {short}", "Iscritta all'Albo delle banche n. {short} – cod. ABI {abi} – P.I. {vat}", "www.{host}.it – numero verde 800 {phone3}",
    "Direzione generale: {town}, {street} {n} – REA {prov}-{short}", "Filiale di {town} – {street} {n}", "Gruppo bancario iscritto al n. {short} – aderente al Fondo Interbancario di Tutela dei Depositi",
)  # fmt: skip
LOAN_BOILERPLATE = (
    "Il sottoscritto dichiara che i dati sopra riportati corrispondono al vero e autorizza la società a verificarli presso terzi. La presente domanda non impegna l'intermediario alla concessione del finanziamento.",
    "Il richiedente dichiara di aver ricevuto, prima della firma, il modulo «Informazioni europee di base sul credito ai consumatori» e di averne compreso il contenuto.",
    "In caso di esito negativo fondato sulla consultazione di una banca dati, il cliente sarà informato immediatamente e gratuitamente del risultato (art. 125, comma 2, T.U.B.).",
    "Messaggio pubblicitario con finalità promozionale. Offerta valida fino al 31/12/{year}. Salvo approvazione della finanziaria.",
    "Dichiaro inoltre di non essere persona politicamente esposta ai sensi del D.Lgs. 21 novembre 2007, n. 231.",
    "L'importo della rata è comprensivo di capitale e interessi; non comprende le eventuali spese di incasso, pari a € 1,50 per ciascuna scadenza.",
    "Il consumatore può recedere dal contratto entro quattordici giorni dalla conclusione, dandone comunicazione scritta alla sede della società.",
    "Autorizzo la trasmissione delle comunicazioni periodiche in formato elettronico all'indirizzo sopra indicato.",
    "I dati saranno trattati ai sensi degli artt. 13 e 14 del Regolamento (UE) 2016/679 e conservati per il tempo necessario all'istruttoria della pratica.",
    "Esempio rappresentativo: importo € 10.000,00, 60 rate da € 198,20, TAN fisso 6,90%, TAEG 7,75%, importo totale dovuto € 11.965,40.",
    "Ai fini della normativa antiriciclaggio il cliente dichiara di agire per conto proprio e non per conto di terzi.",
)  # fmt: skip
CONSENT_LEADS = (
    "Letta l'informativa di cui all'art. 13 del Regolamento UE 2016/679, il richiedente", "Presa visione dell'informativa privacy, il sottoscritto esprime le seguenti scelte:", "Con riferimento ai trattamenti facoltativi descritti nell'informativa:",
    "Consapevole che il mancato consenso non pregiudica la domanda, il cliente:", "Per quanto riguarda il trattamento dei miei dati per le finalità sotto elencate,", "Il/La sottoscritto/a, ricevuta idonea informativa, in relazione a:",
)  # fmt: skip
YES_NO = (("Sì", "No"), ("SI", "NO"), ("acconsento", "non acconsento"), ("Acconsento", "Nego il consenso"), ("presta il consenso", "nega il consenso"), ("do il consenso", "non do il consenso"), ("SÌ, acconsento", "NO, non acconsento"), ("autorizzo", "non autorizzo"), ("si", "no"), ("Concedo", "Rifiuto"), ("Accetto", "Non accetto"))
OTHER_CONSENTS = ("Comunicazione dei dati a società terze", "Trattamento di categorie particolari di dati", "Comunicazione a società del gruppo", "Invio telematico delle comunicazioni", "Polizza di protezione del credito", "Consultazione dei sistemi di informazioni creditizie", "Trasferimento dei dati fuori dall'Unione europea")

OFFICES = (
    "Comune di {t}", "COMUNE DI {T}", "Città di {t}", "Unione dei Comuni {x}", "Provincia di {t}", "Azienda Sanitaria Locale {x}", "Consorzio di Bonifica {x}", "Azienda Territoriale per l'Edilizia {x}", "Istituto Comprensivo «{x}»", "{x} Servizi S.p.A.",
    "Comunità Montana {x}", "Università degli Studi {x}", "Azienda Ospedaliera «{x}»", "Ordine degli Ingegneri di {t}", "Camera di Commercio di {t}", "Acquedotto {x} S.p.A.", "Ente Parco {x}", "Agenzia della Mobilità {x}",
)  # fmt: skip
DEPARTMENTS = (
    "Servizi Demografici", "Ufficio Anagrafe", "Settore Edilizia Privata e Urbanistica", "Ufficio Relazioni con il Pubblico", "Sportello del Cittadino", "Servizio Tributi", "Area Affari Generali", "Ufficio Protocollo", "Polizia Locale", "Settore Servizi Sociali",
    "Ufficio Stato Civile", "Servizio Ambiente", "Segreteria generale", "Sportello Unico Attività Produttive", "Ufficio Tecnico Comunale", "Servizio Clienti", "Ufficio Scuola", "Area Amministrativa",
)  # fmt: skip
ADDRESSEES = ("Al {office}", "Spett.le {office}", "Alla cortese attenzione del {office}", "All'Ufficio competente – {office}", "Al Sig. Sindaco – {office}", "Spett. {office}", "Al Responsabile del procedimento – {office}", "A: {office}", "Al Dirigente – {office}")
ADMIN_TITLES: dict[str, tuple[str, ...]] = {
    "self_declaration": (
        "DICHIARAZIONE SOSTITUTIVA DI CERTIFICAZIONE", "Dichiarazione sostitutiva dell'atto di notorietà", "AUTOCERTIFICAZIONE", "Autocertificazione di residenza", "DICHIARAZIONE SOSTITUTIVA DELLO STATO DI FAMIGLIA", "Dichiarazione sostitutiva resa ai sensi degli artt. 46 e 47 D.P.R. 445/2000",
        "AUTODICHIARAZIONE DEL REDDITO", "Dichiarazione sostitutiva di atto notorio", "Modulo di autocertificazione", "DICHIARAZIONE SOSTITUTIVA DI STATO CIVILE", "Dichiarazione di assenza di carichi pendenti (autocertificazione)", "Dichiarazione sostitutiva unica – titolo di studio",
    ),
    "proxy": (
        "DELEGA", "Delega al ritiro di documenti", "DELEGA PER LA PRESENTAZIONE DI ISTANZE", "Atto di delega", "Modulo di delega", "DELEGA ALLA RISCOSSIONE", "Conferimento di delega", "Delega a terzi per il ritiro di certificati", "DELEGA A RAPPRESENTARMI", "Delega per il ritiro della carta d'identità elettronica", "Procura speciale per la trasmissione della pratica", "Delega per il ritiro del minore",
    ),
    "data_change": (
        "COMUNICAZIONE DI VARIAZIONE ANAGRAFICA", "Richiesta di aggiornamento dati", "MODULO VARIAZIONE DATI ANAGRAFICI", "Comunicazione di cambio di indirizzo", "Variazione di residenza", "DICHIARAZIONE DI CAMBIO DI ABITAZIONE", "Richiesta di rettifica dei dati personali", "Aggiornamento recapiti dell'utente",
        "Comunicazione variazione dati intestatario", "Modifica dei dati di contatto", "DENUNCIA DI VARIAZIONE", "Segnalazione di nuovo recapito",
    ),
    "access_request": (
        "RICHIESTA DI ACCESSO AGLI ATTI", "Istanza di accesso ai documenti amministrativi", "ISTANZA DI ACCESSO DOCUMENTALE", "Richiesta di accesso civico generalizzato", "Domanda di visione e/o rilascio copia di atti", "RICHIESTA DI COPIA DI PRATICHE EDILIZIE", "Accesso ai documenti – Legge 241/1990", "Istanza per il rilascio di copie di documenti",
        "Richiesta di visura atti d'archivio", "MODULO PER L'ESERCIZIO DEL DIRITTO DI ACCESSO", "Domanda di ostensione di atti amministrativi", "Richiesta di presa visione del fascicolo",
    ),
    "complaint": (
        "MODULO RECLAMI", "Reclamo", "SEGNALAZIONE DI DISSERVIZIO", "Modulo per la presentazione di reclami e segnalazioni", "RECLAMO / SUGGERIMENTO", "Segnalazione o reclamo dell'utente", "Presentazione di un reclamo", "Scheda di segnalazione", "RECLAMO SCRITTO", "Modulo di contestazione", "Rimostranza per mancata erogazione del servizio", "Reclamo avverso bolletta",
    ),
    "other": (
        "Richiesta di certificato", "ISTANZA GENERICA", "Richiesta di autorizzazione", "DOMANDA DI CONTRIBUTO", "Richiesta di iscrizione al servizio mensa", "Istanza di occupazione di suolo pubblico", "RICHIESTA DI ASSEGNAZIONE", "Domanda di ammissione", "Richiesta uso sala comunale", "Istanza di rateizzazione", "RICHIESTA DI RIMBORSO", "Domanda di iscrizione all'albo degli scrutatori",
    ),
}  # fmt: skip
ADMIN_SUBTITLES: dict[str, tuple[str, ...]] = {
    "self_declaration": ("(Art. 46 D.P.R. 28 dicembre 2000 n. 445)", "(art. 47 D.P.R. 445/2000)", "ai sensi degli artt. 46, 47 e 76 del D.P.R. n. 445 del 28.12.2000", "esente da bollo ai sensi dell'art. 37 D.P.R. 445/2000", ""),
    "proxy": ("(ai sensi dell'art. 38, comma 3-bis, D.P.R. 445/2000)", "da allegare all'istanza", "in carta libera", "con allegata copia dei documenti di identità", ""),
    "data_change": ("(art. 13 del D.P.R. 30 maggio 1989, n. 223)", "da inoltrare entro 20 giorni", "Compilare solo i dati variati", "", ""),
    "access_request": ("(Legge 7 agosto 1990, n. 241 e s.m.i.)", "(artt. 22 e ss. L. 241/90 – D.P.R. 184/2006)", "ai sensi dell'art. 5, comma 2, D.Lgs. 33/2013", "", "Regolamento comunale approvato con delibera n. 42 del 18/06/2015"),
    "complaint": ("Carta dei servizi – tutela dell'utente", "La risposta sarà fornita entro 30 giorni", "", "", "Mod. REC-02"),
    "other": ("marca da bollo € 16,00", "in carta semplice", "", "", "da presentare entro il 30 settembre"),
}  # fmt: skip
WARNINGS = (
    "consapevole delle sanzioni penali previste dall'art. 76 del D.P.R. 28 dicembre 2000, n. 445 per le ipotesi di falsità in atti e dichiarazioni mendaci, sotto la propria responsabilità",
    "a conoscenza di quanto prescritto dall'art. 76 del D.P.R. 445/2000 sulla responsabilità penale cui può andare incontro in caso di dichiarazione mendace",
    "consapevole che chiunque rilascia dichiarazioni mendaci è punito ai sensi del codice penale e delle leggi speciali in materia (art. 76 D.P.R. 445/2000)",
    "valendosi delle disposizioni di cui agli artt. 46 e 47 del Testo Unico sulla documentazione amministrativa e consapevole delle pene stabilite per le false attestazioni",
    "avvertito/a delle conseguenze cui va incontro chi rende false dichiarazioni (artt. 483, 495 e 496 c.p.) e della decadenza dai benefici (art. 75 D.P.R. 445/2000)",
    "ferma restando la decadenza dai benefici eventualmente conseguiti, ai sensi dell'art. 75 del citato decreto,",
)  # fmt: skip
VERBS: dict[str, tuple[str, ...]] = {
    "self_declaration": ("DICHIARA", "dichiara", "D I C H I A R A", "DICHIARO CHE", "attesta sotto la propria responsabilità", "DICHIARO", "autocertifica quanto segue"),
    "proxy": ("DELEGA", "D E L E G A", "delega", "DELEGO", "conferisce delega a", "incarica e delega", "dà mandato a"),
    "data_change": ("COMUNICA", "comunica la variazione dei seguenti dati", "CHIEDE", "DICHIARA DI AVER VARIATO", "rende noto", "segnala che i propri dati sono variati come segue"),
    "access_request": ("CHIEDE", "C H I E D E", "RICHIEDE", "chiede di poter", "fa istanza", "domanda di prendere visione", "INOLTRA ISTANZA"),
    "complaint": ("SEGNALA", "PRESENTA RECLAMO", "espone quanto segue", "reclama per i seguenti motivi", "lamenta", "FA PRESENTE", "contesta"),
    "other": ("CHIEDE", "RICHIEDE", "fa domanda", "presenta istanza per", "INOLTRA LA SEGUENTE RICHIESTA", "chiede alla S.V."),
}  # fmt: skip
ADMIN_TEXTS: dict[str, tuple[str, ...]] = {
    "self_declaration": ("di essere residente nel Comune indicato dal 12/03/2011", "che la propria famiglia è composta da n. 4 persone", "di essere in possesso del diploma di maturità", "di non aver riportato condanne penali", "di essere disoccupato dal 01/02/2022", "che la copia è conforme all'originale", "di essere nello stato di libero", "che il reddito complessivo è di € 18.450,00", "di essere iscritto all'albo dal 2009"),
    "proxy": ("ritiro certificato di residenza", "ritiro carta d'identità", "presentazione domanda di contributo", "ritiro di raccomandata n. 61234", "rappresentarmi all'assemblea del 14/10", "consegna documenti catastali", "firma del verbale di sopralluogo", "riscossione della pensione di marzo"),
    "data_change": ("nuovo indirizzo Via dei Pini 4", "cambio del numero di telefono", "correzione del secondo nome", "nuovo medico curante", "variazione intestatario utenza n. 20031182", "trasferimento dal 01/09", "rettifica numero civico"),
    "access_request": ("permesso di costruire n. 118 del 2009", "copia planimetrie del fabbricato foglio 12 mappale 340", "verbale di sopralluogo del 03/05/2019", "concessione edilizia in sanatoria", "verifica dei confini", "mutuo bancario in corso", "pratica edilizia del 1987", "compravendita immobile", "atti del concorso per istruttore", "tutela in giudizio"),
    "complaint": ("illuminazione pubblica guasta da tre settimane", "mancata raccolta dei rifiuti", "attesa allo sportello superiore a due ore", "buca pericolosa davanti al civico 8", "bolletta di € 412,30 non dovuta", "personale scortese", "autobus delle 7.15 soppresso", "rumori notturni del locale", "chiedo il rimborso"),
    "other": ("uso della sala civica il 21/06", "iscrizione del figlio Luca alla mensa", "rateizzazione in 6 rate", "certificato di destinazione urbanistica", "contributo per l'affitto", "passo carrabile in via Milano 3", "posto auto per disabili", "assegnazione orto urbano n. 14"),
}  # fmt: skip
TEXT_LEADS: dict[str, tuple[str, ...]] = {
    "self_declaration": ("", "quanto segue:", "che:", "quanto appresso:"), "proxy": ("per le seguenti operazioni:", "a compiere in mia vece:", "al ritiro di:", "a:"),
    "data_change": ("Dati variati:", "Variazione:", "Descrizione della modifica:", "Nuovi dati:"), "access_request": ("i seguenti documenti:", "copia dei seguenti atti:", "Documenti richiesti:", "la visione di:"),
    "complaint": ("Descrizione dei fatti:", "Motivo del reclamo:", "Oggetto della segnalazione:", "Fatti:"), "other": ("Oggetto della richiesta:", "quanto segue:", "Descrizione:", "per il seguente motivo:"),
}  # fmt: skip
ADMIN_BOILERPLATE = (
    "Informativa privacy: i dati personali saranno trattati dall'Ente, titolare del trattamento, per le sole finalità del procedimento, ai sensi del Regolamento UE 2016/679.",
    "La firma in calce non deve essere autenticata se l'istanza è presentata unitamente a copia fotostatica di un documento di identità del sottoscrittore (art. 38 D.P.R. 445/2000).",
    "Allegati: copia del documento di identità in corso di validità.", "Il procedimento si conclude entro 30 giorni dalla data di protocollo. Responsabile: dott.ssa Livia Corradi, tel. 0425 881203.",
    "Orari di apertura: da lunedì a venerdì 8.30 – 12.30; martedì e giovedì anche 15.00 – 17.30.", "La mancata sottoscrizione comporta l'irricevibilità dell'istanza.",
    "Ai sensi dell'art. 38 del D.P.R. 445/2000 la dichiarazione è sottoscritta dall'interessato in presenza del dipendente addetto ovvero inviata con copia del documento.",
    "L'amministrazione effettua controlli, anche a campione, sulla veridicità di quanto dichiarato (art. 71 D.P.R. 445/2000).",
    "Le pubbliche amministrazioni e i gestori di pubblici servizi sono tenuti ad accettare la presente dichiarazione.", "Diritti di segreteria € 0,52 – rimborso copie € 0,20 a facciata – marca da bollo € 16,00 per copie conformi.",
    "Il modulo può essere inviato anche via PEC all'indirizzo protocollo@pec.ente-esempio.it oppure consegnato a mano.", "Barrare la casella che interessa. Scrivere in stampatello leggibile.",
)  # fmt: skip
QUALITIES = ("proprietario", "affittuario", "legale rappresentante", "tecnico incaricato", "erede", "genitore", "amministratore di condominio", "delegato", "titolare di diritto reale", "curatore")
STAMP_HEADS = ("COMUNE DI {T}", "UFFICIO PROTOCOLLO", "{T} - PROTOCOLLO GENERALE", "ARRIVO", "COMUNE DI {T} (Prov. {P})", "PROTOCOLLO IN ENTRATA", "E.N. PROTOCOLLO", "SEGRETERIA GENERALE", "PERVENUTO")
STAMP_NUMBERS = ("Prot. n. {n}", "Prot. N. {n}", "N. Prot. {n}", "PROT. {n}", "Protocollo n. {n}", "N° {n}", "Prot.Gen. {n}", "Pr. {n}")
