// The texts of the screens where forms are drawn.
const it = {
  forms: "Moduli in uso", noForms: "Nessun modulo ancora: disegna il primo su un campione.", form: "Modulo", type: "Tipo", version: "Versione", fields: "Campi", versions: "Versioni", newVersion: "Nuova versione", newVersionOf: (name: string) => `Nuova versione di ${name}`,
  versionsOf: (name: string) => `Versioni di ${name}`, inUse: "in uso", useAgain: "Usa di nuovo", useAgainOf: (n: number) => `Usa di nuovo la versione ${n}`, by: (name: string) => `di ${name}`,
  sample: "Disegna su un campione", sampleHint: "Scegli un documento già letto: vuoto è meglio, compilato va bene. Le sue pagine diventano il modulo.", sampleFor: (name: string) => `Scegli il campione per la nuova versione di ${name}.`, file: "File", pages: "Pagine", draw: "Disegna", drawOn: (name: string) => `Disegna su ${name}`,
  noSamples: "Nessun documento ancora.", sendOne: "Invia un campione", title: "Titolo del modulo", key: "Chiave", kind: "Che cosa è", label: "Come si chiama", group: "Gruppo", groupHint: "facoltativo: respondent → respondent.nome", comb: "Caselle da un carattere", option: (n: number) => `Opzione ${n}`, value: "Valore",
  filled: "Il campione è compilato: togli ciò che è scritto nei riquadri", page: (n: number, of: number) => `Pagina ${n} di ${of}`, previous: "Pagina precedente", next: "Pagina seguente", zoomIn: "Ingrandisci", zoomOut: "Rimpicciolisci", pageImage: (n: number) => `Pagina ${n} del campione`,
  found: "Trovati sulla pagina", foundCount: (boxes: number, combs: number, lines: number) => `${boxes} domande con caselle, ${combs} pettini, ${lines} spazi a righe`, addAll: "Aggiungi tutti", offer: (label: string) => `Aggiungi: ${label || "senza nome"}`, newZone: "Nuovo riquadro", undo: "Annulla", redo: "Ripeti", remove: "Togli", removeOf: (label: string) => `Togli ${label}`,
  keysHint: "Trascina sulla pagina per disegnare. Sul riquadro: frecce spostano, Maiusc+frecce ridimensionano, S aggancia alle righe e alle parole, Canc toglie, Invio va al nome, Ctrl+Z annulla, Ctrl+Maiusc+Z ripete.",
  zone: (label: string, kind: string) => `${label || "senza nome"}, ${kind}`, empty: "Nessun campo: aggiungi quelli trovati o disegna un riquadro.", drawn: (n: number) => (n === 1 ? "1 campo" : `${n} campi`), fieldOf: (label: string) => `Campo ${label}`,
  tryTitle: "Prova su un altro documento", tryOn: "Documento", try: "Prova", trying: "Leggo…", notRecognised: "Nessuna pagina di questo documento è una pagina del modulo.", read: "Letto", sure: "Sicurezza della lettura", crop: "Ritaglio", cropOf: (label: string) => `Ritaglio di ${label}`, nothing: "vuoto", notOnPage: "pagina non trovata",
  save: "Salva il modulo", saveAs: (n: number) => `Salva la versione ${n}`, saved: (n: number) => `Salvato come versione ${n}: da adesso i documenti nuovi si leggono così.`, backToForms: "Tutti i moduli", yes: "sì", no: "no",
  askTitle: "Dai un titolo al modulo.", askKeys: (label: string) => `Due campi hanno la stessa chiave: ${label}.`, askName: "Un campo non ha nome.", askOptions: (label: string) => `${label}: una scelta ha bisogno di almeno due caselle da spuntare.`, network: "Il servizio non risponde. Prova di nuovo.",
  kinds: {
    text: "testo", name: "nome", place: "luogo", address: "indirizzo", date: "data", money: "importo", percent: "percentuale", integer: "numero intero", tax_code: "codice fiscale", tax_id: "partita IVA", iban: "IBAN", postal_code: "CAP", province: "provincia", phone: "telefono", email: "e-mail",
    choice: "una scelta", choices: "più scelte", boolean: "sì o no", signature: "firma",
  } as Record<string, string>,
};
const en: typeof it = {
  forms: "Forms in use", noForms: "No form yet: draw the first one on a sample.", form: "Form", type: "Type", version: "Version", fields: "Fields", versions: "Versions", newVersion: "New version", newVersionOf: (name) => `New version of ${name}`,
  versionsOf: (name) => `Versions of ${name}`, inUse: "in use", useAgain: "Use again", useAgainOf: (n) => `Use version ${n} again`, by: (name) => `by ${name}`,
  sample: "Draw on a sample", sampleHint: "Choose a document that has been read: blank is better, filled will do. Its pages become the form.", sampleFor: (name) => `Choose the sample for the new version of ${name}.`, file: "File", pages: "Pages", draw: "Draw", drawOn: (name) => `Draw on ${name}`,
  noSamples: "No documents yet.", sendOne: "Send a sample", title: "Title of the form", key: "Key", kind: "What it is", label: "What it is called", group: "Group", groupHint: "optional: respondent → respondent.name", comb: "Cells of one character", option: (n) => `Option ${n}`, value: "Value",
  filled: "The sample is filled in: take out what is written in the zones", page: (n, of) => `Page ${n} of ${of}`, previous: "Previous page", next: "Next page", zoomIn: "Zoom in", zoomOut: "Zoom out", pageImage: (n) => `Page ${n} of the sample`,
  found: "Found on the page", foundCount: (boxes, combs, lines) => `${boxes} questions with boxes, ${combs} combs, ${lines} ruled spaces`, addAll: "Add all", offer: (label) => `Add: ${label || "without a name"}`, newZone: "New zone", undo: "Undo", redo: "Redo", remove: "Remove", removeOf: (label) => `Remove ${label}`,
  keysHint: "Drag on the page to draw. On a zone: arrows move it, Shift+arrows resize it, S snaps it to lines and words, Delete removes it, Enter goes to its name, Ctrl+Z undoes, Ctrl+Shift+Z does it again.",
  zone: (label, kind) => `${label || "without a name"}, ${kind}`, empty: "No fields: add those found or draw a zone.", drawn: (n) => (n === 1 ? "1 field" : `${n} fields`), fieldOf: (label) => `Field ${label}`,
  tryTitle: "Try it on another document", tryOn: "Document", try: "Try", trying: "Reading…", notRecognised: "No page of this document is a page of the form.", read: "Read", sure: "Certainty of the reading", crop: "Crop", cropOf: (label) => `Crop of ${label}`, nothing: "empty", notOnPage: "page not found",
  save: "Save the form", saveAs: (n) => `Save version ${n}`, saved: (n) => `Saved as version ${n}: from now on new documents are read by it.`, backToForms: "All forms", yes: "yes", no: "no",
  askTitle: "Give the form a title.", askKeys: (label) => `Two fields have the same key: ${label}.`, askName: "A field has no name.", askOptions: (label) => `${label}: a choice needs at least two boxes to tick.`, network: "The service does not answer. Try again.",
  kinds: {
    text: "text", name: "name", place: "place", address: "address", date: "date", money: "amount", percent: "percentage", integer: "whole number", tax_code: "tax code", tax_id: "VAT number", iban: "IBAN", postal_code: "postal code", province: "province", phone: "phone", email: "e-mail",
    choice: "one choice", choices: "several choices", boolean: "yes or no", signature: "signature",
  },
};
export const drawingTexts = { it, en };
