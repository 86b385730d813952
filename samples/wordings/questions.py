"""Titles, questions, scales and answers of questionnaires."""

from __future__ import annotations

TITLES = (
    "Questionario di gradimento", "Indagine sulla qualità dei servizi", "Questionario per gli utenti della biblioteca", "Scheda di valutazione del corso", "Rilevazione del benessere organizzativo", "Indagine sulla mobilità casa-lavoro", "Questionario sulla mensa scolastica",
    "La Sua opinione conta", "Valutazione del soggiorno", "Questionario post-vendita", "Indagine sul servizio idrico", "Scheda di gradimento dell'assistenza domiciliare", "Questionario anamnestico", "Rilevazione della soddisfazione degli studenti",
)  # fmt: skip
INTROS = (
    "Il questionario è anonimo. Barri con una X una sola casella per ogni domanda, salvo dove è indicato diversamente.", "La ringraziamo per il tempo che vorrà dedicarci; la compilazione richiede circa cinque minuti.", "Compilare in ogni parte e riconsegnare allo sportello o nell'apposita cassetta.",
    "Le risposte saranno trattate in forma aggregata. Segni con una croce la risposta scelta; per annullare annerisca la casella.", "Scriva in stampatello, un carattere per casella.", "Può indicare il Suo grado di accordo nella scala che segue.",
)  # fmt: skip
SCALES: tuple[tuple[tuple[str, str], ...], ...] = (
    (("1", "Pessimo"), ("2", "Scarso"), ("3", "Sufficiente"), ("4", "Buono"), ("5", "Ottimo")), (("never", "Mai"), ("sometimes", "Qualche volta"), ("often", "Spesso"), ("always", "Sempre")), (("1", "Per niente"), ("2", "Poco"), ("3", "Abbastanza"), ("4", "Molto")), (("no", "No"), ("partly", "In parte"), ("yes", "Sì")),
    (("1", "1"), ("2", "2"), ("3", "3"), ("4", "4"), ("5", "5"), ("6", "6"), ("7", "7")), (("--", "Molto insoddisfatto"), ("-", "Insoddisfatto"), ("0", "Indifferente"), ("+", "Soddisfatto"), ("++", "Molto soddisfatto")), (("disagree", "In disaccordo"), ("neutral", "Neutrale"), ("agree", "D'accordo"), ("na", "Non so")),
)  # fmt: skip
ASPECTS = (
    "Cortesia del personale", "Chiarezza delle informazioni", "Pulizia degli ambienti", "Tempi di attesa", "Accessibilità dei locali", "Competenza degli operatori", "Qualità del materiale fornito", "Orari di apertura", "Facilità di prenotazione", "Rispetto della riservatezza", "Varietà dei pasti", "Puntualità del servizio",
    "Segnaletica interna", "Comodità delle aule", "Utilità degli argomenti", "Rapporto tra qualità e prezzo", "Risposta ai reclami", "Sito internet", "Parcheggio", "Disponibilità del docente", "Silenzio durante la notte", "Completezza delle risposte", "Semplicità dei moduli", "Temperatura dei locali",
)  # fmt: skip
GRID_LEADS = ("Come giudica i seguenti aspetti?", "Esprima una valutazione su:", "Quanto è d'accordo con le affermazioni seguenti?", "Indichi il Suo grado di soddisfazione per:", "Con quale frequenza Le è capitato di riscontrare:", "Valuti ciascuna voce:")
SINGLES: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    ("recommend", "Consiglierebbe il servizio ad altri?", (("yes", "Sì"), ("perhaps", "Forse"), ("no", "No"))), ("age", "Fascia di età", (("under_25", "fino a 25"), ("25_44", "25–44"), ("45_64", "45–64"), ("over_64", "65 e oltre"))), ("sex", "Genere", (("F", "Femmina"), ("M", "Maschio"), ("other", "Altro"))),
    ("frequency", "Con quale frequenza utilizza il servizio?", (("first", "È la prima volta"), ("rarely", "Raramente"), ("monthly", "Ogni mese"), ("weekly", "Ogni settimana"))), ("education", "Titolo di studio", (("primary", "Licenza media"), ("secondary", "Diploma"), ("degree", "Laurea"), ("none", "Nessuno"))),
    ("channel", "Come ha conosciuto il servizio?", (("web", "Internet"), ("friends", "Conoscenti"), ("press", "Stampa"), ("office", "Ufficio"), ("other", "Altro"))), ("work", "Condizione professionale", (("employed", "Occupato"), ("student", "Studente"), ("retired", "Pensionato"), ("other", "Altro"))),
    ("residence", "Dove abita?", (("centre", "Centro"), ("suburb", "Periferia"), ("elsewhere", "Altro comune"))), ("smoker", "Fuma?", (("yes", "Sì"), ("no", "No"), ("former", "Ha smesso"))), ("return", "Tornerebbe da noi?", (("certainly", "Certamente"), ("probably", "Probabilmente"), ("no", "No"))),
    ("reply", "Ha ricevuto risposta nei tempi previsti?", (("yes", "Sì"), ("late", "Sì, ma in ritardo"), ("no", "No"))),
)  # fmt: skip
MULTIPLES: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    ("services", "Quali servizi ha utilizzato? (anche più risposte)", (("desk", "Sportello"), ("phone", "Telefono"), ("web", "Sito"), ("app", "App"), ("home", "A domicilio"))), ("means", "Con quali mezzi si sposta? (una o più risposte)", (("car", "Auto"), ("bus", "Autobus"), ("train", "Treno"), ("bike", "Bicicletta"), ("foot", "A piedi"))),
    ("allergies", "È allergico/a a: (segnare tutte le voci)", (("pollen", "Pollini"), ("food", "Alimenti"), ("drugs", "Farmaci"), ("latex", "Lattice"), ("insects", "Insetti"))), ("improve", "Che cosa andrebbe migliorato? (massimo tre)", (("hours", "Orari"), ("staff", "Personale"), ("rooms", "Locali"), ("prices", "Prezzi"), ("information", "Informazioni"))),
    ("interests", "Quali iniziative Le interessano? (più risposte possibili)", (("courses", "Corsi"), ("visits", "Visite"), ("reading", "Letture"), ("sport", "Sport"))), ("reasons", "Motivi della scelta (anche più di uno)", (("near", "Vicinanza"), ("price", "Prezzo"), ("quality", "Qualità"), ("advice", "Consiglio"))),
)  # fmt: skip
REMARKS = ("Osservazioni e suggerimenti", "Che cosa migliorerebbe?", "Note", "Altri commenti", "Il Suo messaggio", "Spazio per le osservazioni")
REMARK_TEXTS = ("più parcheggi", "personale gentile", "troppo rumore al mattino", "va bene così", "orari più lunghi il sabato", "sedie scomode", "grazie di tutto", "manca la rampa", "moduli difficili da capire", "ottimo corso", "telefono sempre occupato", "pasti freddi")
COMBS = (("respondent.tax_code", "tax_code", "Codice fiscale", 16), ("visit.date", "date", "Data (GGMMAAAA)", 8), ("respondent.postal_code", "postal_code", "CAP di residenza", 5), ("respondent.phone", "phone", "Telefono", 10), ("respondent.code", "text", "Codice utente", 7))
