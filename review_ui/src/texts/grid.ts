// The texts of the grid: one kind of field from many documents.
const it = {
  title: "Griglia", kinds: "Tipo di campo", kind_boolean: "Caselle", kind_signature: "Firme", kind_choice: "Scelte", kind_integer: "Numeri",
  standing: (shown: number, waiting: string) => `${shown} ritagli di ${waiting} in attesa`, doubts: (n: number) => (n === 1 ? "1 dubbio" : `${n} dubbi`), corrected: (n: number) => (n === 1 ? "1 corretto" : `${n} corretti`),
  saving: (n: number) => `salvo ${n}…`, offline: (n: number) => `senza rete: ${n} da inviare, li mando da solo`,
  empty: "Niente da guardare in questa griglia.", emptyHint: "La pagina guarda di nuovo ogni pochi secondi.", loading: "Carico…",
  doubt: "dubbio: alla revisione", changed: "corretto", gone: "passato a un altro", nothing: "vuoto", yes: "sì", no: "no",
  cell: (n: number, label: string, value: string, standing: string) => `${n}. ${label}: ${value}${standing ? `, ${standing}` : ""}`, cropOf: (label: string) => `Ritaglio di ${label}`,
  options: "Cifre per correggere", typed: "Scrivi il numero giusto: sostituisce quello letto.",
  key_move: "muovi", key_doubt: "dubbio", key_change: "correggi", key_restore: "com’era", key_context: "foglio intero", key_enter: "le altre sono giuste, avanti", arrows: "Frecce", space: "Spazio", digits: "Cifre", enter: "Invio",
  lostTitle: (n: number) => (n === 1 ? "Un documento è passato a un altro: le tue decisioni non sono state salvate" : `${n} documenti sono passati ad altri: le tue decisioni non sono state salvate`),
  lostHint: "Restano scritte qui: se il campo torna a te, lo ritrovi già deciso.", close: "Chiudi", page: "Foglio intero",
};
const en: typeof it = {
  title: "Grid", kinds: "Kind of field", kind_boolean: "Tick boxes", kind_signature: "Signatures", kind_choice: "Choices", kind_integer: "Numbers",
  standing: (shown, waiting) => `${shown} pictures of ${waiting} waiting`, doubts: (n) => `${n} in doubt`, corrected: (n) => `${n} corrected`,
  saving: (n) => `saving ${n}…`, offline: (n) => `no connection: ${n} to send, they go by themselves`,
  empty: "Nothing to look at in this grid.", emptyHint: "The page looks again every few seconds.", loading: "Loading…",
  doubt: "in doubt: to review", changed: "corrected", gone: "given to somebody else", nothing: "empty", yes: "yes", no: "no",
  cell: (n, label, value, standing) => `${n}. ${label}: ${value}${standing ? `, ${standing}` : ""}`, cropOf: (label) => `Picture of ${label}`,
  options: "Digits to correct", typed: "Type the right number: it replaces the one read.",
  key_move: "move", key_doubt: "doubt", key_change: "correct", key_restore: "as it was", key_context: "whole sheet", key_enter: "the others are right, go on", arrows: "Arrows", space: "Space", digits: "Digits", enter: "Enter",
  lostTitle: (n) => (n === 1 ? "One document was given to somebody else: what you decided was not saved" : `${n} documents were given to others: what you decided was not saved`),
  lostHint: "It stays written here: if the field comes back to you, you find it decided.", close: "Close", page: "Whole sheet",
};
export const gridTexts = { it, en };
