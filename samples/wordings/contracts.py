"""Contracts: kinds, roles, and many wordings of every clause. `{il_A}`, `{del_B}` … are the parties' roles with their article; other `{names}` are values of samples/contract.py."""

from __future__ import annotations

Role = tuple[str, str]
"""Article and noun."""

ROLES: dict[str, tuple[tuple[Role, Role], ...]] = {
    "supply": ((("il", "Fornitore"), ("il", "Committente")), (("il", "Somministrante"), ("il", "Somministrato")), (("la", "Venditrice"), ("l'", "Acquirente")), (("il", "Fornitore"), ("il", "Cliente")), (("la", "Società fornitrice"), ("la", "Società acquirente")), (("il", "Committente"), ("il", "Fornitore"))),
    "services": ((("il", "Committente"), ("l'", "Appaltatore")), (("il", "Cliente"), ("il", "Prestatore")), (("il", "Committente"), ("il", "Professionista")), (("la", "Committente"), ("la", "Società di servizi")), (("l'", "Affidatario"), ("l'", "Ente")), (("il", "Consulente"), ("la", "Mandante")), (("l'", "Impresa"), ("il", "Condominio committente"))),
    "lease": ((("il", "Locatore"), ("il", "Conduttore")), (("la", "parte locatrice"), ("la", "parte conduttrice")), (("il", "Concedente"), ("l'", "Affittuario")), (("il", "Proprietario"), ("l'", "Inquilino")), (("la", "Locatrice"), ("la", "Conduttrice"))),
    "employment": ((("il", "Datore di lavoro"), ("il", "Lavoratore")), (("la", "Società"), ("il", "Dipendente")), (("l'", "Azienda"), ("la", "Lavoratrice")), (("il", "Datore"), ("il", "Prestatore di lavoro")), (("la", "Ditta"), ("il", "Sig. Dipendente"))),
    "loan": ((("il", "Mutuante"), ("il", "Mutuatario")), (("la", "Finanziatrice"), ("la", "Finanziata")), (("il", "Creditore"), ("il", "Debitore")), (("la", "parte mutuante"), ("la", "parte mutuataria"))),
    "other": ((("il", "Comodante"), ("il", "Comodatario")), (("il", "Cedente"), ("il", "Cessionario")), (("la", "Preponente"), ("l'", "Agente")), (("il", "Licenziante"), ("il", "Licenziatario")), (("il", "Promittente venditore"), ("il", "Promissario acquirente")), (("lo", "Sponsee"), ("lo", "Sponsor")), (("il", "Franchisor"), ("il", "Franchisee"))),
}  # fmt: skip

TITLES: dict[str, tuple[str, ...]] = {
    "supply": ("CONTRATTO DI FORNITURA", "Contratto di somministrazione di beni", "ACCORDO QUADRO DI FORNITURA", "Contratto di fornitura continuativa", "CONTRATTO DI COMPRAVENDITA DI MERCI", "Contratto per la fornitura di materiali", "SCRITTURA PRIVATA DI FORNITURA", "Ordine quadro e condizioni di fornitura"),
    "services": ("CONTRATTO DI PRESTAZIONE DI SERVIZI", "Contratto di appalto di servizi", "CONTRATTO D'OPERA PROFESSIONALE", "Contratto di manutenzione", "DISCIPLINARE DI INCARICO", "Contratto di consulenza", "LETTERA DI INCARICO PROFESSIONALE", "Contratto di assistenza e manutenzione software", "CONTRATTO PER IL SERVIZIO DI PULIZIA"),
    "lease": ("CONTRATTO DI LOCAZIONE", "Contratto di locazione ad uso abitativo", "CONTRATTO DI LOCAZIONE COMMERCIALE", "Locazione di immobile ad uso diverso dall'abitazione", "CONTRATTO DI AFFITTO DI AZIENDA", "Contratto di locazione transitoria", "SCRITTURA PRIVATA DI LOCAZIONE", "Affitto di fondo rustico"),
    "employment": ("CONTRATTO DI LAVORO SUBORDINATO", "Contratto individuale di lavoro", "LETTERA DI ASSUNZIONE", "Contratto di lavoro a tempo determinato", "CONTRATTO DI APPRENDISTATO", "Assunzione a tempo indeterminato", "CONTRATTO DI LAVORO A TEMPO PARZIALE", "Contratto di lavoro domestico"),
    "loan": ("CONTRATTO DI MUTUO", "Contratto di mutuo chirografario", "CONTRATTO DI FINANZIAMENTO", "Scrittura privata di mutuo", "CONTRATTO DI PRESTITO FRUTTIFERO", "Atto di mutuo tra privati", "FINANZIAMENTO SOCI", "Apertura di credito"),
    "other": ("SCRITTURA PRIVATA", "Contratto di comodato", "CONTRATTO DI CESSIONE", "Contratto di agenzia", "CONTRATTO DI LICENZA D'USO", "Contratto preliminare di compravendita", "CONTRATTO DI SPONSORIZZAZIONE", "Contratto di affiliazione commerciale"),
}  # fmt: skip

NUMBERS = ("n. {number}", "Contratto n. {number}", "N. {number}", "Rep. n. {number}", "Rif. {number}", "Prot. contratto {number}", "Contratto N° {number}", "Codice contratto: {number}", "Repertorio {number}", "Numero {number}", "Scrittura n. {number}")

OPENINGS = (
    "Con la presente scrittura privata, da valere a tutti gli effetti di legge,", "Tra le parti:", "Con il presente contratto,", "Con la presente scrittura, redatta in duplice originale,", "Le parti:", "Tra i sottoscritti", "Il presente accordo è concluso fra:", "Sono presenti:",
    "Premesso che le parti intendono regolare i loro rapporti,", "Con questo atto, che le parti riconoscono valido fra loro,", "Scrittura stipulata da:", "TRA",
)  # fmt: skip
DATED_OPENINGS = (
    "L'anno {year} il giorno {signing_date} in {signing_place},", "In {signing_place}, addì {signing_date}, con la presente scrittura privata", "Il giorno {signing_date}, in {signing_place}, sono comparsi:", "{signing_place}, {signing_date}. Tra", "Addì {signing_date} in {signing_place} si sono costituiti:",
    "Con scrittura privata fatta in {signing_place} il {signing_date}", "Oggi {signing_date}, in {signing_place}, tra", "Nella città di {signing_place}, il {signing_date}, si conviene fra", "A {signing_place}, in data {signing_date}, sono convenuti", "In data {signing_date}, presso gli uffici siti in {signing_place}, tra",
)  # fmt: skip
BETWEEN = ("e", "E", "da una parte, e", "- e -", "ed", "di seguito, e", "da un lato; e", "nonché")
CLOSE_PARTIES = (
    "si conviene e si stipula quanto segue.", "convengono quanto segue:", "di seguito congiuntamente le «Parti», stipulano quanto segue.", "si pattuisce quanto appresso:", "concordano e stipulano le seguenti clausole.", "tutto ciò premesso, si conviene:", "le quali dichiarano di accettare i patti che seguono.", "convengono e sottoscrivono le condizioni di cui agli articoli seguenti.",
)  # fmt: skip
ALIAS = (", di seguito «{R}»,", ", di seguito denominato/a «{R}»,", " (di seguito anche solo «{R}»),", ", nel prosieguo «{R}»,", " - {R} -", ", in appresso indicato come «{R}»,", ", qui di seguito {il_R},", ", d'ora innanzi {R},", " (nel seguito: «{R}»)", ", in qualità di {R},", " ({R})")

COMPANY = (
    "{name}, in seguito indicata come da epigrafe, con sede legale in {address}, numero di iscrizione al Registro delle Imprese, codice fiscale e partita IVA {tax}", "{name}, codice fiscale {tax}, con sede in {address}", "{name}, con uffici in {address}, P. IVA {tax}", "{name}, C.F. {tax} e sede legale a {address}",
    "{name}, con sede legale in {address}, P.IVA {tax}", "la {name}, con sede in {address}, codice fiscale e partita IVA {tax}", "{name} (partita IVA {tax}), corrente in {address}", "la società {name}, C.F. e P.IVA {tax}, avente sede in {address}", "{name}, P.I. {tax}, con sede legale in {address}, iscritta al Registro delle Imprese REA {rea}",
    "{name} – {address} – P.IVA {tax}", "la ditta {name} con sede a {address} (P.IVA/C.F. {tax})", "l'impresa {name}, sedente in {address}, partita I.V.A. {tax}", "{name}, società con sede legale ed operativa in {address}, C.F./P.IVA n. {tax}, REA {rea}, PEC {mail}", "la {name}, avente il proprio domicilio fiscale in {address} e numero di partita IVA {tax}",
    "{name}, identificata con codice fiscale {tax} e con sede sociale in {address}", "la spettabile {name} di {address}, cod. fisc. e part. IVA {tax}",
)  # fmt: skip
REPRESENTED = (
    ", in persona del {role} {rep}", ", in persona del {role} Sig. {rep}, nato a {rep_place} il {rep_date}", ", rappresentata da {rep} ({rep_code}) in qualità di {role}", ", in persona di {rep}, {role}, C.F. {rep_code}", ", qui rappresentata dal {role}, {rep}, domiciliato per la carica presso la sede", "",
    ", nella persona del {role} dott. {rep}, nato il {rep_date} a {rep_place} e residente in {rep_address}", ", per la quale interviene {rep}, {role}", ", legalmente rappresentata da {rep}, codice fiscale {rep_code}",
)  # fmt: skip
PERSON = (
    "{title} {name}, nato/a a {birth_place} ({birth_province}) il {birth_date}, residente a {address} – codice fiscale {tax}", "{title} {name} nato il {birth_date} a {birth_place}, C.F. {tax}, ivi residente in {address}", "{title} {name}, c.f. {tax}, residente e domiciliato in {address}", "{title} {name}, nata a {birth_place} il {birth_date} (C.F. {tax}) e residente in {address}",
    "{title} {name}, nato/a a {birth_place} il {birth_date}, residente in {address}, C.F. {tax}", "{title} {name}, C.F. {tax}, nato a {birth_place} ({birth_province}) il {birth_date} e residente in {address}", "{name}, nata/o il {birth_date} a {birth_place}, codice fiscale {tax}, residente a {address}", "{title} {name} (C.F. {tax}), residente in {address}",
    "{title} {name}, domiciliato in {address}, codice fiscale {tax}", "{name}, nato a {birth_place} ({birth_province}), il {birth_date}, con domicilio in {address}, cod. fisc. {tax}, identificato a mezzo {id_document}", "{title} {name} nato/a a {birth_place} in data {birth_date}, abitante in {address}, cod. fiscale {tax}",
    "{title} {name}, titolare del codice fiscale {tax}, la cui residenza anagrafica è in {address}", "{title} {name} – nato il {birth_date} a {birth_place} – residente: {address} – C.F.: {tax}", "{name}, cittadino italiano, residente in {address}, nato a {birth_place} il {birth_date}, c.f. {tax}", "{name}, che dimora in {address}, C.F. n. {tax}, venuto al mondo a {birth_place} il {birth_date}",
)  # fmt: skip
PERSON_TITLES = ("il Sig.", "il sig.", "la Sig.ra", "Sig.", "il signor", "la signora", "il/la Sig./Sig.ra", "", "il dott.", "l'ing.", "il geom.", "Sig./Sig.ra")

OBJECTS: dict[str, tuple[str, ...]] = {
    "supply": ("{Il_A} si obbliga a fornire {al_B}, che accetta, materiale di cancelleria e carta nelle quantità indicate negli ordini.", "Oggetto del presente contratto è la fornitura di prodotti alimentari freschi destinati alle mense.", "Il contratto ha per oggetto la somministrazione periodica di gasolio e lubrificanti.", "Con il presente accordo si disciplina la vendita di componenti elettronici secondo il listino allegato sub A.", "La fornitura comprende arredi per ufficio, il trasporto e il montaggio.", "Le parti regolano l'approvvigionamento di dispositivi di protezione individuale."),
    "services": ("{Il_A} e {il_B} convengono l'esecuzione del servizio di pulizia dei locali aziendali.", "L'incarico ha per oggetto la progettazione esecutiva e la direzione dei lavori di adeguamento dell'edificio.", "Oggetto dell'affidamento è la manutenzione ordinaria degli impianti termici e di condizionamento.", "Il servizio consiste nella tenuta della contabilità e nell'elaborazione delle paghe.", "La prestazione riguarda l'assistenza sistemistica sui server e sulle postazioni di lavoro.", "Viene conferito incarico di consulenza in materia di sicurezza sul lavoro."),
    "lease": ("{Il_A} concede in locazione {al_B}, che accetta, l'unità immobiliare sita in {other_address}, censita al foglio 12, particella 340, sub. 5.", "Viene concesso in godimento l'appartamento di quattro vani oltre accessori posto in {other_address}.", "Oggetto del contratto è il locale commerciale di mq 85 ubicato in {other_address}, categoria C/1.", "{Il_A} dà in affitto il capannone artigianale sito in {other_address}, con annesso piazzale.", "L'immobile, sito in {other_address}, viene consegnato arredato come da inventario.", "Si loca il box auto posto al piano interrato dello stabile di {other_address}."),
    "employment": ("{Il_B} è assunto con la qualifica di impiegato, livello 4 del CCNL Commercio.", "{Il_A} assume alle proprie dipendenze {il_B} con mansioni di operaio specializzato.", "La prestazione lavorativa si svolgerà presso la sede di {other_address} per 40 ore settimanali.", "Il rapporto è regolato dal CCNL Metalmeccanici Industria; inquadramento: livello C2.", "{Al_B} sono affidate mansioni di addetto alla contabilità, livello terzo.", "{Il_B} svolgerà attività di magazziniere, con periodo di prova di 60 giorni."),
    "loan": ("{Il_A} concede {al_B}, che accetta, una somma a titolo di mutuo.", "Con il presente atto viene erogato un finanziamento destinato all'acquisto di beni strumentali.", "{Il_B} riceve in prestito la somma di seguito indicata e si obbliga a restituirla.", "La somma mutuata è destinata alla ristrutturazione dell'immobile di {other_address}.", "{Il_A} mette a disposizione una somma di denaro, fruttifera di interessi.", "L'operazione consiste in un prestito fra le parti, rimborsabile a rate costanti."),
    "other": ("{Il_A} concede in comodato gratuito {al_B} le attrezzature descritte nell'allegato.", "Con il presente atto si trasferisce il ramo d'azienda denominato «Vendite estero».", "{Il_A} conferisce {al_B} l'incarico di promuovere la conclusione di contratti nella zona assegnata.", "Viene concessa una licenza non esclusiva sul programma gestionale «Orma».", "Le parti si promettono reciprocamente la vendita e l'acquisto dell'immobile di {other_address}.", "Oggetto dell'accordo è l'abbinamento del marchio alle manifestazioni sportive della stagione."),
}  # fmt: skip

TERMS_START_MONTHS = (
    "Il presente contratto decorre dal {start} ed ha la durata di {months}.", "Il contratto entra in vigore il {start} e avrà una durata di {months}, rinnovabile previo accordo scritto.", "Ha inizio il {start} per la durata di {months}.", "Il periodo contrattuale, di {months}, prende avvio il {start}.", "Il contratto ha durata di {months} a decorrere dal {start}.", "Gli effetti si producono dal {start}, per un periodo di {months}.", "La durata è fissata in {months} con inizio il {start}.", "L'accordo, efficace dal {start}, resterà in vigore per {months}.",
    "A partire dal {start} e per {months} le parti sono vincolate al presente accordo.", "Durata: {months}. Decorrenza: {start}.", "Il rapporto avrà inizio in data {start} e durerà {months}.", "Le prestazioni iniziano il giorno {start}; il vincolo dura {months}.", "Con effetto dal {start} il contratto spiega efficacia per {months}.", "Il termine è convenuto in {months}, che si computano dal {start}.",
)  # fmt: skip
TERMS_START_END = (
    "Il contratto ha effetto dal {start} al {end}.", "Il presente contratto è valido dal {start} fino al {end}, data in cui cesserà automaticamente.", "Le attività si svolgeranno dal {start} al {end}.", "Il rapporto, che inizia il {start}, si concluderà il {end}.", "La durata è convenuta dal {start} fino al {end}.", "Il presente accordo decorre dal {start} e scade il {end}.", "Il rapporto avrà inizio il {start} e terminerà il {end}.", "Validità: dal {start} al {end}, senza possibilità di proroga tacita.",
    "L'efficacia è limitata al periodo compreso tra il {start} e il {end}.", "Data di inizio {start}; data di cessazione {end}.", "Avrà vigore dal giorno {start} sino a tutto il {end}.", "Il termine iniziale è il {start} e quello finale il {end}.", "Le parti si obbligano dal {start} e fino alla scadenza del {end}.",
)  # fmt: skip
TERMS_ALL = (
    "Il contratto ha la durata di {months}, con inizio il {start} e scadenza il {end}.", "Durata di {months}, dal {start} al {end}.", "La locazione ovvero il rapporto è stipulato per {months}, a partire dal {start} e con termine il {end}.", "L'accordo decorre dal {start}, dura {months} e cesserà quindi il {end}.", "Per {months}, e cioè dal {start} al {end}, le parti sono obbligate alle presenti condizioni.",
    "Inizio: {start}. Termine: {end}. Durata complessiva: {months}.", "Il vincolo, della durata di {months}, nasce il {start} e si estingue il {end}.", "La scadenza, al compimento di {months} dal {start}, è fissata al {end}.",
)  # fmt: skip
TERMS_START = (
    "Il contratto decorre dal {start} ed è a tempo indeterminato.", "Il rapporto di durata indeterminata avrà inizio il {start}.", "L'efficacia dell'accordo inizia il {start} e non ha scadenza prefissata.", "A far data dal {start} e senza limiti di tempo.", "Con decorrenza {start} viene instaurato un rapporto a tempo indeterminato.", "L'assunzione o l'incarico decorre dal giorno {start}, senza termine finale.",
)  # fmt: skip
TERMS_MONTHS_END = ("La durata è di {months} e la scadenza è fissata al {end}.", "Il contratto, che dura {months} dalla firma, cesserà il {end}.", "Scadrà il {end}, dopo {months} dalla sottoscrizione.", "Il termine ultimo è il {end}; la durata complessiva è di {months}.")
TERMS_MONTHS = ("Il contratto ha durata di {months} dalla data di sottoscrizione.", "La durata è stabilita in {months} a decorrere dalla firma.", "Per {months} dalla stipula le parti restano vincolate.", "L'efficacia inizia con la sottoscrizione e si protrae per {months}.")

NOTICES = (
    "Ciascuna parte può recedere in ogni momento con preavviso scritto di {notice}.", "Alla scadenza si intenderà tacitamente rinnovato, salvo disdetta da comunicarsi con preavviso di almeno {notice} a mezzo raccomandata.", "È facoltà delle parti recedere dal contratto dando comunicazione all'altra almeno {notice} prima mediante PEC.", "La disdetta va inviata non meno di {notice} prima della scadenza.",
    "Il recesso anticipato è ammesso previo avviso di {notice}.", "Il contratto si rinnova tacitamente se nessuna delle parti invia disdetta {notice} prima della scadenza a mezzo lettera raccomandata A/R.", "Qualora una parte voglia recedere, ne darà avviso all'altra nel termine di {notice}.", "È consentito recedere anche prima della scadenza, rispettando un preavviso non inferiore a {notice}.", "Il periodo di preavviso, in caso di dimissioni o licenziamento, è di {notice}.", "Le parti convengono un preavviso di {notice}, decorrente dal ricevimento della comunicazione.", "{Il_B} può recedere per gravi motivi, con avviso da recapitarsi a mezzo lettera raccomandata {notice} prima.", "Le parti possono sciogliersi dal vincolo con un preavviso pari a {notice}.", "In caso di recesso è dovuto un preavviso di {notice}.", "Il termine di preavviso per il recesso è fissato in {notice}.",
    "Salvo disdetta comunicata con anticipo di {notice}, il contratto si rinnova per uguale periodo.", "Chi intende recedere deve avvertire l'altra parte con {notice} di anticipo.", "Per interrompere il rapporto prima del termine occorre preavvisare la controparte di {notice}.", "{Il_A} e {il_B} hanno diritto di recesso, da esercitarsi con lettera inviata almeno {notice} prima della data di efficacia.",
)  # fmt: skip
NO_NOTICES = ("Non è ammesso il recesso anticipato.", "Alla scadenza il contratto cessa senza necessità di disdetta.", "Il contratto non è soggetto a rinnovo tacito.", "È escluso ogni diritto di recesso convenzionale.")

AMOUNTS: dict[str, tuple[str, ...]] = {
    "once": (
        "Il corrispettivo complessivo è convenuto a corpo in {amount}, oltre IVA di legge.", "Per le prestazioni è dovuto il prezzo globale di {amount}.", "Il prezzo, fisso e invariabile, ammonta a {amount} oltre imposte.", "Le parti concordano un compenso omnicomprensivo di {amount}.", "Il valore totale del contratto è di {amount}.", "Quale corrispettivo unico {il_B} riconosce {al_A} la somma di {amount}.",
        "L'importo contrattuale, da versare in un'unica soluzione, è pari a {amount}.", "Si stabilisce un prezzo forfettario di {amount}, comprensivo di ogni onere.", "La somma pattuita una tantum è di {amount}.", "Il tutto per {amount} complessivi.",
    ),
    "monthly": (
        "Il corrispettivo mensile è stabilito in {amount}, oltre IVA.", "È dovuto un canone di {amount} al mese, da versare entro il giorno 5.", "Per l'attività svolta è riconosciuto un compenso mensile di {amount}.", "Il canone mensile ammonta a {amount}.", "Verrà corrisposta mensilmente la somma di {amount}.", "Il prezzo è fissato in {amount} per ogni mese di servizio.",
        "Ogni mese {il_B} corrisponderà {al_A} {amount}.", "Compenso pattuito: {amount} mensili, al netto delle imposte.", "La retribuzione o il compenso, da liquidare a fine mese, è di {amount} per ciascuna mensilità.", "Le parti determinano in {amount} il corrispettivo di ciascun mese.",
    ),
    "yearly": (
        "Il corrispettivo annuo è stabilito in {amount}, oltre IVA nella misura di legge.", "Il canone annuo è convenuto in {amount}, da corrispondersi in dodici rate mensili anticipate di {twelfth} ciascuna.", "È dovuto un canone di {amount} all'anno, pagabile in quattro rate trimestrali.", "Il compenso annuale ammonta a {amount}.", "Per ogni anno di durata spetta l'importo di {amount}.", "Le parti fissano in {amount} annui il corrispettivo del contratto.",
        "L'importo annuo, pari a {amount}, è versato in rate mensili di {twelfth}.", "Annualmente sono dovuti {amount}.", "Il canone, determinato in ragione d'anno in {amount}, è rivalutato secondo l'indice ISTAT.", "Quanto dovuto per ciascuna annualità è pari a {amount}; ogni mese si paga un dodicesimo ({twelfth}).",
    ),
}  # fmt: skip
AMOUNTS_EMPLOYMENT: dict[str, tuple[str, ...]] = {
    "monthly": ("La retribuzione mensile lorda è di {amount} per quattordici mensilità.", "{Al_B} è corrisposto uno stipendio lordo mensile di {amount}.", "Il trattamento economico è pari a {amount} lordi mensili.", "La paga mensile è fissata in {amount} lordi.", "Retribuzione: {amount} al mese, di cui 120,00 di superminimo.", "Lo stipendio tabellare, corrisposto ogni mese, è di {amount} lordi."),
    "yearly": ("La retribuzione annua lorda è di {amount}, ripartita in tredici mensilità.", "Le sarà riconosciuta una RAL di {amount}.", "Il trattamento economico annuo lordo ammonta a {amount} in quattordici rate.", "La retribuzione lorda, su base annua, è pari a {amount}.", "{Al_B} spetta un compenso annuo lordo di {amount}.", "L'emolumento annuo onnicomprensivo è di {amount} lordi."),
}  # fmt: skip
AMOUNTS_LEASE: dict[str, tuple[str, ...]] = {
    "monthly": (
        "Il canone mensile di locazione è convenuto in {amount}.", "{Il_B} verserà {al_A} un canone mensile di {amount} entro il giorno cinque di ogni mese.", "Il canone è fissato in {amount} mensili, da pagarsi anticipatamente.", "La pigione, di {amount} al mese, va corrisposta in via anticipata.", "Canone di locazione: {amount}/mese.", "Per il godimento del bene sono dovuti {amount} ogni mese.", "L'affitto mensile concordato ammonta a {amount}.",
    ),
    "yearly": (
        "Il canone annuo di locazione è stabilito in {amount}, da corrispondersi in rate mensili anticipate di {twelfth}.", "Il canone di locazione, convenuto in {amount} all'anno, sarà versato in dodici rate eguali.", "{Il_B} corrisponderà un canone annuo di {amount} in rate mensili da {twelfth}.", "Il canone è determinato in annui {amount}, frazionati in quattro rate trimestrali.",
        "La locazione è concessa per un canone annuale di {amount}, aggiornabile ISTAT dal secondo anno.", "Affitto: {amount} per anno, con pagamento mensile di {twelfth}.", "Si pattuisce un canone, riferito all'intero anno, di {amount}; la mensilità è di {twelfth}.", "La pigione annua ammonta a {amount}.",
    ),
}  # fmt: skip
AMOUNTS_LOAN = (
    "La somma mutuata è di {amount}, che {il_B} dichiara di avere ricevuto.", "L'importo del finanziamento è pari a {amount}, da restituire in {instalments} rate mensili di {twelfth}.", "{Il_A} consegna {al_B} la somma di {amount} mediante bonifico.", "Il capitale erogato ammonta a {amount} al tasso annuo del 4,25 per cento.", "Viene concesso un prestito di {amount}, rimborsabile in {instalments} rate di {twelfth} ciascuna.",
    "Il mutuo è di {amount}, produttivo di interessi al saggio legale.", "{Il_B} riceve {amount} e si obbliga a restituirli con rate mensili posticipate di {twelfth}.", "Capitale: {amount}. Rata: {twelfth}. Numero delle rate: {instalments}.",
)  # fmt: skip
PAYMENTS = (
    "Il pagamento avviene mediante bonifico sul conto corrente IBAN {iban}.", "Le somme saranno accreditate sul c/c intestato {al_A}, IBAN {iban}.", "I versamenti vanno eseguiti sulle coordinate {iban}.", "Coordinate bancarie per i pagamenti: IBAN {iban}.", "Si indica quale conto dedicato, anche ai fini della legge 136/2010, il seguente: {iban}.", "Modalità di pagamento: bonifico bancario a 60 giorni data fattura, codice IBAN {iban}.",
    "{Il_B} pagherà a mezzo bonifico (IBAN: {iban}) entro trenta giorni.", "L'accredito è disposto sul rapporto bancario identificato dall'IBAN {iban}.", "Il conto sul quale effettuare ogni rimessa è {iban}.", "Estremi per l'accredito: {iban}.",
)  # fmt: skip
NO_IBANS = ("Il pagamento avviene a mezzo ricevuta bancaria a 60 giorni data fattura fine mese.", "Le somme sono versate con assegno circolare.", "Il pagamento è effettuato entro trenta giorni dal ricevimento della fattura.", "Gli importi saranno corrisposti in contanti nei limiti di legge, contro quietanza.")
DEPOSITS = (
    "A garanzia degli obblighi assunti è versata una cauzione di € {distractor}.", "È previsto un acconto di euro {distractor} alla firma.", "Il deposito cauzionale è pari a € {distractor}, infruttifero.", "Per ogni giorno di ritardo è applicata una penale di € {distractor}.", "Le spese di registrazione, stimate in € {distractor}, sono divise a metà.", "La polizza assicurativa ha massimale di € {distractor}.",
    "Le spese accessorie sono forfettizzate in € {distractor} salvo conguaglio.", "Una caparra confirmatoria di € {distractor} è consegnata contestualmente.",
)  # fmt: skip
FORUMS = (
    "Per qualsiasi controversia è competente in via esclusiva il Foro di {forum}.", "Ogni controversia inerente all'interpretazione, esecuzione o risoluzione del contratto è devoluta in via esclusiva al Tribunale di {forum}.", "Le parti stabiliscono che l'unico foro competente sia quello di {forum}.", "È competente il Foro di {forum}, rimanendo escluso ogni foro alternativo.", "Foro competente: {forum}.", "Ogni lite relativa al contratto è devoluta al Tribunale di {forum}.", "Le parti eleggono quale foro esclusivo quello di {forum}.", "Le controversie saranno decise dall'Autorità Giudiziaria di {forum}.", "Per le eventuali vertenze le parti convengono la competenza del Foro di {forum}.",
    "Qualunque contestazione sarà rimessa al giudice di {forum}.", "In caso di disaccordo, previo tentativo di mediazione, sarà adito il Tribunale di {forum}.", "La competenza territoriale è riservata al tribunale di {forum}, con esclusione di ogni altro.", "Sarà competente a decidere il foro di {forum}.", "Giudice competente per ogni questione: Tribunale Ordinario di {forum}.",
)  # fmt: skip
NO_FORUMS = ("Per le controversie si applicano le norme del codice di procedura civile.", "Le liti saranno deferite a un collegio arbitrale secondo diritto.", "Il foro competente è quello stabilito dalla legge.")
PLACE_DATES = ("{signing_place}, lì {signing_date}", "{signing_place}, {signing_date}", "Letto, approvato e sottoscritto in {signing_place} il {signing_date}", "Luogo e data: {signing_place}, {signing_date}", "Fatto a {signing_place} in data {signing_date}", "{signing_place} il {signing_date}", "Data: {signing_date}   Luogo: {signing_place}", "Sottoscritto a {signing_place}, addì {signing_date}", "{signing_place} lì, {signing_date}", "In {signing_place}, oggi {signing_date}", "Firmato il {signing_date} a {signing_place}")
CLOSINGS = ("Letto, confermato e sottoscritto.", "Letto, approvato e sottoscritto", "L.C.S.", "Il presente contratto è redatto in due originali.", "", "Le parti sottoscrivono in segno di accettazione.")
VEXATIOUS = ("Ai sensi degli artt. 1341 e 1342 c.c. le parti approvano specificamente gli articoli 2, 3 e {last}.", "Si approvano espressamente, a norma dell'art. 1341 del codice civile, le clausole n. 4, 6 e {last}.", "Le parti dichiarano di approvare per iscritto le clausole di cui ai punti 2, 5, {last} (art. 1341, secondo comma, c.c.).")
HEADINGS: dict[str, tuple[str, ...]] = {
    "object": ("Oggetto", "Oggetto del contratto", "Prestazioni", "Contenuto dell'accordo", "Bene e finalità", "Incarico"), "term": ("Durata", "Decorrenza e durata", "Durata e rinnovo", "Efficacia nel tempo", "Termine", "Validità"), "notice": ("Recesso", "Disdetta", "Recesso e preavviso", "Diritto di recesso", "Scioglimento anticipato", "Facoltà di recesso"),
    "amount": ("Corrispettivo", "Prezzo", "Canone", "Compenso", "Condizioni economiche", "Importo", "Aspetti economici"), "payment": ("Pagamenti", "Modalità di pagamento", "Fatturazione e pagamento", "Termini di pagamento", "Versamenti"), "deposit": ("Garanzie", "Cauzione e penali", "Deposito", "Altri oneri", "Penali"), "forum": ("Foro competente", "Controversie", "Giurisdizione", "Clausola finale e foro", "Liti"),
}  # fmt: skip
LETTER_PLACES = ("{signing_place}, {signing_date}", "{signing_place}, lì {signing_date}", "{signing_place} {signing_date}", "Data: {signing_date} – {signing_place}", "{signing_place}, addì {signing_date}")
LETTER_ADDRESSES = (("Egr. Sig.", "Gent.ma Sig.ra", "Spett.le"), ("Alla c.a. di", "Alla c.a. di", "Alla"), ("Al Sig.", "Alla Sig.ra", "Alla società"), ("Preg.mo", "Preg.ma", "Spett."))
LETTER_OPENINGS = (
    "Facendo seguito ai colloqui intercorsi, siamo lieti di confermarLe quanto segue.", "Con la presente Le comunichiamo le condizioni che regoleranno il nostro rapporto.", "La presente lettera, da Lei restituita firmata per accettazione, vale come contratto fra le parti.", "Vi confermiamo l'incarico alle condizioni sotto riportate.",
    "A seguito degli accordi presi, con la presente formalizziamo il rapporto nei termini che seguono.", "Le proponiamo di concludere il seguente contratto.",
)  # fmt: skip
LETTER_CLOSINGS = ("La preghiamo di restituirci copia della presente firmata per accettazione.", "Voglia sottoscrivere per integrale accettazione.", "Distinti saluti.", "Con i migliori saluti", "In attesa di riceverne copia controfirmata, porgiamo cordiali saluti.")
SHEET_TITLES = ("CONDIZIONI PARTICOLARI", "Scheda contratto", "Dati del contratto", "SCHEDA DI SINTESI", "Frontespizio contrattuale", "Riepilogo delle condizioni", "PARTE PRIMA – CONDIZIONI SPECIFICHE")
SHEET_LABELS: dict[str, tuple[str, ...]] = {
    "number": ("Contratto n.", "Numero contratto", "N. contratto", "Codice", "Repertorio"), "a_name": ("{A}", "Ragione sociale / nome ({A})", "Prima parte", "Parte A – {A}", "{A} (denominazione)"), "a_tax": ("P.IVA / C.F.", "Codice fiscale / P.IVA", "C.F. – P.IVA {A}", "Identificativo fiscale", "Partita IVA o C.F."), "a_address": ("Sede / residenza", "Indirizzo", "Sede legale", "Sede o domicilio", "Residenza o sede"),
    "b_name": ("{B}", "Ragione sociale / nome ({B})", "Seconda parte", "Parte B – {B}", "{B} (denominazione)"), "b_tax": ("P.IVA / C.F.", "Codice fiscale / P.IVA", "C.F. – P.IVA {B}", "Identificativo fiscale", "Partita IVA o C.F."), "b_address": ("Sede / residenza", "Indirizzo", "Sede legale", "Sede o domicilio", "Residenza o sede"),
    "start": ("Decorrenza", "Data inizio", "Inizio", "Valido dal", "Data di decorrenza", "Efficacia dal"), "end": ("Scadenza", "Data fine", "Termine", "Valido fino al", "Data di scadenza", "Cessazione"), "months": ("Durata", "Durata del contratto", "Periodo", "Durata complessiva", "Durata pattuita"), "notice": ("Preavviso", "Preavviso di recesso", "Termine di disdetta", "Preavviso disdetta", "Recesso con preavviso di"),
    "amount_once": ("Corrispettivo", "Importo complessivo", "Prezzo a corpo", "Valore del contratto", "Totale una tantum"), "amount_monthly": ("Canone mensile", "Corrispettivo mensile", "Importo mensile", "Compenso al mese", "Mensilità"), "amount_yearly": ("Canone annuo", "Corrispettivo annuo", "Importo annuale", "Compenso all'anno", "Annualità"), "forum": ("Foro competente", "Foro", "Tribunale competente", "Foro esclusivo", "Giudice competente"),
    "iban": ("IBAN", "Coordinate bancarie", "IBAN per i pagamenti", "Conto corrente (IBAN)", "Accredito su"), "place_date": ("Luogo e data di stipula", "Stipulato a / il", "Luogo e data", "Sottoscrizione (luogo e data)", "Firmato in / il"), "deposit": ("Deposito cauzionale", "Cauzione", "Penale giornaliera", "Acconto"), "object": ("Oggetto", "Descrizione", "Oggetto del contratto"),
}  # fmt: skip
