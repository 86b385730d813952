// The texts of links that open one thing without signing in, and of the signed evidence.
const it = {
  evidenceFile: "Prova firmata del lotto", evidenceHint: "Come è stato lavorato il lotto, con firma elettronica: impronte di originali, immagini e dati, controlli fatti, modelli usati. Nessun valore letto.",
  noEvidence: "Questa installazione non ha una chiave per firmare: chiedi all’amministratore.",
  share: "Condividi con un link", what: "Che cosa", lasts: "Vale", hours: (n: number) => (n === 24 ? "24 ore" : `${n / 24} giorni`), make: "Crea il link", results: (format: string) => `risultati, ${format}`, evidence: (format: string) => `prova firmata, ${format}`,
  hint: "Chi ha il link scarica questa sola cosa senza accedere, finché non scade: mandalo come manderesti il documento.", link: "Link", copy: "Copia", copied: "Copiato", selected: "Selezionato: premi Ctrl+C", until: (when: string) => `vale fino a ${when}`, inLog: (id: string) => `nel registro: ${id}`,
  failed: "Il link non è stato creato: riprova.", links: "Link condivisi", linksHint: "Annullati, non si aprono più da subito, nemmeno quelli ancora validi; i link creati dopo funzionano.", linksOf: (name: string) => `Annulla i link di ${name}`,
  revoke: "Annulla tutti i link", revokeTitle: "Annullare tutti i link?", revoked: "Tutti i link dell’azienda sono annullati.",
};
const en: typeof it = {
  evidenceFile: "Signed evidence of the batch", evidenceHint: "How the batch was worked, electronically signed: hashes of originals, images and data, the checks made, the models used. No value that was read.",
  noEvidence: "This installation has no key to sign with: ask the administrator.",
  share: "Share by a link", what: "What", lasts: "Lasts", hours: (n) => (n === 24 ? "24 hours" : `${n / 24} days`), make: "Make the link", results: (format) => `results, ${format}`, evidence: (format) => `signed evidence, ${format}`,
  hint: "Whoever has the link fetches this one thing without signing in until it expires: send it as you would the document itself.", link: "Link", copy: "Copy", copied: "Copied", selected: "Selected: press Ctrl+C", until: (when) => `lasts until ${when}`, inLog: (id) => `in the log: ${id}`,
  failed: "The link was not made: try again.", links: "Shared links", linksHint: "Once void they open nothing, from now on, those still valid included; links made afterwards work.", linksOf: (name) => `Make the links of ${name} void`,
  revoke: "Make every link void", revokeTitle: "Make every link void?", revoked: "Every link of the company is void.",
};
export const sharingTexts = { it, en };
