// The texts of the administrator's screens.
const it = {
  sections: "Amministrazione", people: "Persone", companies: "Aziende", keys: "Chiavi API", forms: "Moduli", rules: "Soglie",
  save: "Salva", close: "Chiudi", change: "Modifica", changeOf: (name: string) => `Modifica ${name}`, state: "Stato", actions: "Azioni", done: "Fatto",
  name: "Nome", email: "Indirizzo e-mail", role: "Ruolo", sees: "Vede", allCompanies: "tutte le aziende", since: "Dal", search: "Cerca", none: "Niente di simile.",
  active: "attivo", blocked: "bloccato", block: "Blocca", unblock: "Sblocca", blockOf: (name: string) => `Blocca ${name}`, unblockOf: (name: string) => `Sblocca ${name}`,
  peopleHint: "Chi è bloccato esce subito da ogni finestra. Anche ruolo e aziende cambiano subito: la persona accede di nuovo.",
  newPerson: "Nuova persona", addPerson: "Aggiungi", you: "tu",
  roles: { client: "cliente", reviewer: "revisore", manager: "responsabile", admin: "amministratore" } as Record<string, string>,
  roleHints: {
    client: "invia documenti e vede i risultati della sua azienda", reviewer: "verifica i campi incerti", manager: "vede andamento e code, assegna il lavoro", admin: "come il responsabile, e imposta tutto",
  } as Record<string, string>,
  companiesOf: "Aziende che vede", companiesAll: "Nessuna scelta: le vede tutte.", companyOf: "Azienda",
  newPassword: "Nuova password", newPasswordOf: (name: string) => `Nuova password per ${name}`,
  passwordOnce: (name: string) => `La password di ${name}`, passwordHint: "Si vede soltanto adesso: dalla a voce o per un’altra via.",
  copy: "Copia", copied: "Copiato", iHaveIt: "L’ho messa al sicuro",
  companiesHint: "Ogni azienda ha i suoi dati, il suo registro e le sue chiavi. Un’azienda bloccata è chiusa fuori subito, i suoi dati restano.",
  newCompany: "Nuova azienda", retention: "Conservazione", retentionDays: (n: number) => `${n} giorni`, retentionDefault: "come l’installazione", retentionHint: "Giorni dal completamento, poi originali e dati sono cancellati. Vuoto: come l’installazione.",
  promise: "Consegna promessa", promiseHours: (n: number) => (n === 1 ? "1 ora lavorativa" : `${n} ore lavorative`), noPromise: "nessuna promessa", promiseHint: "Ore lavorative dall’arrivo, per i lotti senza un termine loro. Vuoto: nessuna promessa.",
  dueNow: (when: string) => `se arriva adesso: ${when}`, calendar: "Orario di lavoro", days: "Giorni", opens: "Dalle", closes: "Alle", publicHolidays: "Chiuso nelle feste nazionali italiane", holidaysShort: "feste chiuso",
  closedDays: "Altri giorni di chiusura", addDay: "Aggiungi il giorno", removeDay: (day: string) => `Togli ${day}`, newDay: "Giorno da aggiungere", closedCount: (n: number) => (n === 1 ? "1 altra chiusura" : `${n} altre chiusure`),
  leastView: "I revisori vedono prima il ritaglio; aprire la pagina è registrato", leastViewShort: "solo ritagli",
  shares: "Le correzioni insegnano anche a leggere i documenti delle altre aziende", sharesShort: "correzioni condivise",
  sharesHint: "Spento, ciò che si corregge qui serve a questa azienda soltanto. Spegnendolo, le altre lo dimenticano subito.",
  romeTime: "Ora italiana.",
  keysHint: "Con una chiave i programmi di un’azienda inviano e leggono. Una chiave revocata è rifiutata dalla chiamata seguente.",
  newKey: "Nuova chiave", makeKey: "Crea la chiave", may: "Può", scope_write: "inviare", scope_read: "leggere", lasts: "Vale", lastsDays: (n: number) => (n === 366 ? "un anno" : `${n} giorni`),
  expires: "Scade", never: "mai", lastUsed: "Usata", neverUsed: "mai usata", valid: "valida", expired: "scaduta", revoked: "revocata", revoke: "Revoca", revokeOf: (name: string) => `Revoca ${name}`,
  keyOnce: (name: string) => `La chiave ${name}`, keyHint: "Si vede soltanto adesso, e non è conservata da nessuna parte: copiala nel programma che la userà.",
  revokeTitle: (name: string) => `Revocare ${name}?`, revokeText: "I programmi che la usano sono rifiutati dalla chiamata seguente. Non si può tornare indietro.",
  askScope: "Scegli che cosa può fare.",
  problems: {
    person_exists: "C’è già una persona con questo indirizzo.", weak_password: "La password è troppo debole.", last_admin: "È l’ultimo amministratore attivo: prima creane un altro.",
    one_client_needed: "Una persona del cliente appartiene a una sola azienda: sceglila.", client_exists: "C’è già un’azienda con questo nome.", bad_calendar: "L’orario finisce dopo che è cominciato, nello stesso giorno.",
    invalid_request: "Un valore non va bene: guarda i campi.", network: "Il servizio non risponde. Prova di nuovo.",
  } as Record<string, string>,
};
const en: typeof it = {
  sections: "Administration", people: "People", companies: "Companies", keys: "API keys", forms: "Forms", rules: "Ceilings",
  save: "Save", close: "Close", change: "Change", changeOf: (name) => `Change ${name}`, state: "State", actions: "Actions", done: "Done",
  name: "Name", email: "E-mail address", role: "Role", sees: "Sees", allCompanies: "all companies", since: "Since", search: "Search", none: "Nothing like that.",
  active: "active", blocked: "blocked", block: "Block", unblock: "Unblock", blockOf: (name) => `Block ${name}`, unblockOf: (name) => `Unblock ${name}`,
  peopleHint: "Who is blocked is signed out of every window at once. Role and companies change at once too: the person signs in again.",
  newPerson: "New person", addPerson: "Add", you: "you",
  roles: { client: "client", reviewer: "reviewer", manager: "manager", admin: "administrator" },
  roleHints: {
    client: "sends documents and sees the results of their company", reviewer: "checks the doubtful fields", manager: "sees figures and queues, hands out work", admin: "as a manager, and sets everything up",
  },
  companiesOf: "Companies seen", companiesAll: "None chosen: all of them.", companyOf: "Company",
  newPassword: "New password", newPasswordOf: (name) => `New password for ${name}`,
  passwordOnce: (name) => `The password of ${name}`, passwordHint: "Shown only now: pass it on by voice or another way.",
  copy: "Copy", copied: "Copied", iHaveIt: "I have put it away",
  companiesHint: "Each company has its own data, log and keys. A blocked company is shut out at once, its data stay.",
  newCompany: "New company", retention: "Keeping time", retentionDays: (n) => `${n} days`, retentionDefault: "as the installation", retentionHint: "Days after completion until originals and data are erased. Empty: as the installation.",
  promise: "Promised delivery", promiseHours: (n) => (n === 1 ? "1 working hour" : `${n} working hours`), noPromise: "nothing promised", promiseHint: "Working hours from arrival, for batches without a deadline of their own. Empty: nothing promised.",
  dueNow: (when) => `if it arrives now: ${when}`, calendar: "Working hours", days: "Days", opens: "From", closes: "To", publicHolidays: "Closed on Italy’s public holidays", holidaysShort: "closed on holidays",
  closedDays: "Other closing days", addDay: "Add the day", removeDay: (day) => `Remove ${day}`, newDay: "Day to add", closedCount: (n) => (n === 1 ? "1 other closing day" : `${n} other closing days`),
  leastView: "Reviewers see the crop first; opening the page is recorded", leastViewShort: "crops first",
  shares: "Corrections also teach how the other companies’ documents are read", sharesShort: "corrections shared",
  sharesHint: "Off, what is corrected here serves this company alone. Switched off, the others forget it at once.",
  romeTime: "Italian time.",
  keysHint: "With a key a company’s programs send and read. A revoked key is refused from the next call on.",
  newKey: "New key", makeKey: "Make the key", may: "May", scope_write: "send", scope_read: "read", lasts: "Lasts", lastsDays: (n) => (n === 366 ? "a year" : `${n} days`),
  expires: "Expires", never: "never", lastUsed: "Used", neverUsed: "never used", valid: "valid", expired: "expired", revoked: "revoked", revoke: "Revoke", revokeOf: (name) => `Revoke ${name}`,
  keyOnce: (name) => `The key ${name}`, keyHint: "Shown only now, and kept nowhere: copy it into the program that will use it.",
  revokeTitle: (name) => `Revoke ${name}?`, revokeText: "Programs that use it are refused from the next call on. There is no way back.",
  askScope: "Choose what it may do.",
  problems: {
    person_exists: "There is already a person with this address.", weak_password: "The password is too weak.", last_admin: "This is the last active administrator: make another one first.",
    one_client_needed: "A client’s person belongs to exactly one company: choose it.", client_exists: "There is already a company of this name.", bad_calendar: "The office closes after it opens, on the same day.",
    invalid_request: "A value is not right: look at the fields.", network: "The service does not answer. Try again.",
  },
};
export const adminTexts = { it, en };

/** Why something could not be done, as a sentence in the language of the page. */
export function sentence(error: unknown, texts: typeof it): string {
  const code = (error as { code?: string }).code;
  if (code === undefined) return texts.problems["network"] ?? "";
  return texts.problems[code] ?? (error as Error).message;
}
