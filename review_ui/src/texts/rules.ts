// The texts of the screen of ceilings and review modes.
const it = {
  rules: "Soglie", title: "Soglie e modi di revisione", hint: "Per ogni classe di campi: quanto errore è ammesso fra quelli accettati senza una persona, e come le persone verificano gli altri. Vale dai documenti e dai compiti che arrivano adesso.",
  riskClass: "Classe", mode: "Le persone", seeds: "Errori noti", ceiling: "Errore ammesso", state: "Stato", save: "Salva", saved: "Salvato", back: "Come prima", curve: "Curva", curveOf: (name: string) => `Curva di ${name}`,
  modeOf: (name: string) => `Le persone: ${name}`, seedsOf: (name: string) => `Errori noti: ${name}`, ceilingOf: (name: string) => `Errore ammesso: ${name}`, saveOf: (name: string) => `Salva ${name}`, defaultCeiling: (share: string) => `installazione (${share})`,
  classHints: { checksum: "codice fiscale, partita IVA, IBAN", typed: "anche telefono, e-mail, CAP", dictionary: "comune, provincia", text: "scritti liberamente", mark: "una scelta, più scelte, sì o no", hand: "presente o no" } as Record<string, string>,
  modes: { confirm: "confermano il valore", blind: "alla cieca, uno", double: "alla cieca, due" } as Record<string, string>,
  states: { certified: "dimostrato", shipped: "di fabbrica", warming_up: "in raccolta", withdrawn: "ritirato" } as Record<string, string>, noState: "nessun campo ancora", needs: (n: string) => `mancano ${n} controlli senza errori`,
  backtest: "Che cosa cambierebbe", all: "Tutte le classi", days: (n: number) => `Posta degli ultimi ${n} giorni`, audited: (n: string, day: string) => `${n} campi controllati alla cieca; ${day} campi al giorno.`,
  noAudits: "Nessun campo controllato ancora: la curva nasce dai controlli alla cieca.", guaranteed: "garantito", hindsight: "col senno di poi", chart: "Campi automatici per errore ammesso", automatic: "Automatici", people: "A persone", change: "Differenza", wrong: "Sbagliati", still: "Mancano", now: "adesso", choose: "Scegli", chooseOf: (share: string) => `Scegli ${share}`,
  sentence: (ceiling: string, share: string, more: string) => `Con ${ceiling} di errore ammesso: ${share} automatico, ${more} campi al giorno a persone`, same: "gli stessi", hindsightHint: "«Garantito»: dimostrato dai controlli con certezza 95 %. «Col senno di poi»: quanto si sarebbe potuto accettare, senza promessa per domani.", network: "Il servizio non risponde. Prova di nuovo.",
};
const en: typeof it = {
  rules: "Ceilings", title: "Ceilings and review modes", hint: "For each class of fields: how much error is allowed among those accepted without a person, and how people check the others. It holds for documents and tasks from now on.",
  riskClass: "Class", mode: "People", seeds: "Known errors", ceiling: "Error allowed", state: "State", save: "Save", saved: "Saved", back: "As before", curve: "Curve", curveOf: (name) => `Curve of ${name}`,
  modeOf: (name) => `People: ${name}`, seedsOf: (name) => `Known errors: ${name}`, ceilingOf: (name) => `Error allowed: ${name}`, saveOf: (name) => `Save ${name}`, defaultCeiling: (share) => `installation (${share})`,
  classHints: { checksum: "tax code, VAT number, IBAN", typed: "phone, e-mail, postal code too", dictionary: "town, province", text: "written freely", mark: "one choice, several, yes or no", hand: "there or not" },
  modes: { confirm: "confirm the value", blind: "blind, one", double: "blind, two" },
  states: { certified: "proved", shipped: "as shipped", warming_up: "collecting", withdrawn: "withdrawn" }, noState: "no field yet", needs: (n) => `${n} more audits without an error`,
  backtest: "What would change", all: "All classes", days: (n) => `Mail of the last ${n} days`, audited: (n, day) => `${n} fields audited blind; ${day} fields a day.`,
  noAudits: "No field audited yet: the curve is made of blind audits.", guaranteed: "guaranteed", hindsight: "in hindsight", chart: "Automatic fields by error allowed", automatic: "Automatic", people: "To people", change: "Difference", wrong: "Wrong", still: "Missing", now: "now", choose: "Choose", chooseOf: (share) => `Choose ${share}`,
  sentence: (ceiling, share, more) => `At ${ceiling}: ${share} automatic, ${more} fields a day to people`, same: "the same", hindsightHint: "“Guaranteed”: proved by the audits at 95 %. “In hindsight”: how much could have been accepted, with no promise for tomorrow.", network: "The service does not answer. Try again.",
};
export const rulesTexts = { it, en };
