// The texts of the recalls.
const it = {
  title: "Documenti già consegnati da ricontrollare",
  hint: "Quando una classe di campi sbaglia più di quanto è promesso, viene ritirata, e ciò che aveva accettato dopo l’ultimo controllo buono è digitato di nuovo da persone che non vedono il valore. Chi ha un valore sbagliato riceve la versione corretta.",
  withdrawn: (when: string) => `ritirata il ${when}`,
  since: (when: string) => `Accettati dopo il ${when}:`,
  always: "Accettati dall’inizio:",
  counts: (documents: number, fields: number) => `${fields} campi in ${documents} documenti.`,
  waiting: (n: number) => `${n} da ricontrollare`,
  right: (n: number) => `${n} giusti`,
  wrong: (n: number) => `${n} errati, corretti e comunicati`,
  show: "I campi",
  document: "Documento",
  type: "Tipo",
  field: "Campo",
  state: "Esito",
  states: { waiting: "da ricontrollare", right: "giusto", wrong: "errato, corretto", unreadable: "illeggibile" } as Record<string, string>,
};

const en: typeof it = {
  title: "Delivered documents to be checked again",
  hint: "A class of fields that is wrong oftener than promised is withdrawn, and what it had accepted since the last good check is keyed again by people who do not see the value. Whoever has a wrong value gets the corrected version.",
  withdrawn: (when) => `withdrawn on ${when}`,
  since: (when) => `Accepted after ${when}:`,
  always: "Accepted from the beginning:",
  counts: (documents, fields) => `${fields} fields in ${documents} documents.`,
  waiting: (n) => `${n} to be checked`,
  right: (n) => `${n} right`,
  wrong: (n) => `${n} wrong, corrected and told`,
  show: "The fields",
  document: "Document",
  type: "Type",
  field: "Field",
  state: "Outcome",
  states: { waiting: "to be checked", right: "right", wrong: "wrong, corrected", unreadable: "illegible" },
};

export const recallTexts = { it, en };
