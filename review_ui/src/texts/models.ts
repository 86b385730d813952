// The texts of the models that read the documents.
const it = {
  title: "Modelli", hint: "Quali modelli leggono i documenti, su che cosa sono stati addestrati, come sono andati su documenti mai visti, e che cosa ne è dimostrato.",
  inUse: "in uso", inShadow: "in prova accanto a quello in uso", before: "non in uso", shipped: "fornita con il programma", madeAt: (when: string) => `registrata il ${when}`,
  base: (name: string) => `il resto viene da ${name}`, version: (name: string) => `Versione ${name}`, partVersion: "Versione",
  parts: {
    scorer: "Scelta del valore fra le letture candidate", calibrator: "Probabilità che il valore sia giusto", certificates: "Soglie sopra le quali un campo è accettato da solo",
    classifier: "Dove comincia un documento e di che tipo è", marks: "Caselle e firme", hand_print: "Stampatello scritto a mano", prose: "Dati dentro il testo di un contratto",
  } as Record<string, string>,
  trainedOn: "Addestrato su", measuredFor: "Dimostrato su", scored: "Come è andato su documenti non usati per addestrarlo", group: "Gruppo", nothingTold: "non dice",
  all: "tutti", strata: { all: "tutti" } as Record<string, string>,
  words: {
    sets: "insiemi", documents: "documenti", layouts: "impaginazioni", fields: "campi", filled: "campi compilati", cross_fitted: "a rotazione su", held_out: "verificato su",
    reachable: "valore fra i candidati", accuracy_filled: "compilati giusti", accuracy_blank: "vuoti giusti", automation_filled: "accettati da soli", auto_accuracy_filled: "giusti fra gli accettati",
    silent_errors: "accettati sbagliati", blanks_invented: "valori inventati", ece: "errore delle probabilità", typed: "tipo giusto", single_files_left_whole: "file singoli lasciati interi",
    streams: "plichi", documents_of_streams_cut_right: "documenti dei plichi tagliati giusti", digits: "cifre", letters: "lettere",
  } as Record<string, string>,
  trial: "In prova accanto a quella in uso", read: (documents: string, fields: string) => `${documents} documenti e ${fields} campi letti da entrambe; a nessuno è consegnato ciò che decide la versione in prova.`,
  notJudged: "Non ancora confrontate: lo fa `spunta models shadow`.", judgedAt: (when: string, beside: string) => `Confrontate il ${when} con ${beside}.`,
  origin: "Campi", right: "Giusti", automatic: "Accettati da soli", wrong: "Accettati sbagliati", change: (old: string, now: string) => `${old} → ${now}`,
  against: "Contro la messa in uso", nothingAgainst: "Niente parla contro la messa in uso.",
  changes: "Cambi di versione", when: "Quando", what: "Che cosa", who: "Chi", reason: "Motivo", noChanges: "Nessun cambio: si legge con i modelli forniti con il programma.",
  deeds: { promote: "messa in uso", rollback: "tornati indietro", shadow: "in prova" } as Record<string, string>,
  nothingProved: "Nessuna classe di campi ha ancora una regola: niente è accettato senza una persona.",
  none: "Questo servizio è stato avviato senza modelli.", figures: "Andamento",
};
const en: typeof it = {
  title: "Models", hint: "Which models read the documents, what they were trained on, how they did on documents never seen, and what is proved of them.",
  inUse: "in use", inShadow: "tried beside the one in use", before: "not in use", shipped: "came with the program", madeAt: (when) => `registered on ${when}`,
  base: (name) => `the rest comes from ${name}`, version: (name) => `Version ${name}`, partVersion: "Version",
  parts: {
    scorer: "Choice of the value among candidate readings", calibrator: "Probability that the value is right", certificates: "Thresholds above which a field is accepted alone",
    classifier: "Where a document begins and of which type it is", marks: "Tick boxes and signatures", hand_print: "Hand-printed capitals", prose: "Data in the running text of a contract",
  },
  trainedOn: "Trained on", measuredFor: "Proved on", scored: "How it did on documents it was not trained on", group: "Group", nothingTold: "does not say",
  all: "all", strata: { all: "all" },
  words: {
    sets: "sets", documents: "documents", layouts: "layouts", fields: "fields", filled: "filled fields", cross_fitted: "cross-fitted on", held_out: "checked on",
    reachable: "value among the candidates", accuracy_filled: "filled and right", accuracy_blank: "blank and right", automation_filled: "accepted alone", auto_accuracy_filled: "right among the accepted",
    silent_errors: "accepted and wrong", blanks_invented: "values invented", ece: "error of the probabilities", typed: "right type", single_files_left_whole: "single files left whole",
    streams: "streams", documents_of_streams_cut_right: "documents of streams cut right", digits: "digits", letters: "letters",
  },
  trial: "Tried beside the one in use", read: (documents, fields) => `${documents} documents and ${fields} fields read by both; what the version on trial decides is delivered to nobody.`,
  notJudged: "Not compared yet: `spunta models shadow` does it.", judgedAt: (when, beside) => `Compared on ${when} with ${beside}.`,
  origin: "Fields", right: "Right", automatic: "Accepted alone", wrong: "Accepted and wrong", change: (old, now) => `${old} → ${now}`,
  against: "Against putting it in use", nothingAgainst: "Nothing speaks against putting it in use.",
  changes: "Changes of version", when: "When", what: "What", who: "Who", reason: "Reason", noChanges: "No change: the models that came with the program read.",
  deeds: { promote: "put in use", rollback: "taken back", shadow: "on trial" },
  nothingProved: "No class of fields has a rule yet: nothing is accepted without a person.",
  none: "This service was started without models.", figures: "Figures",
};
export const modelTexts = { it, en };
