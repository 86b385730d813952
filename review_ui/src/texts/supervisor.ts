// The texts of the supervisor's queue.
const it = {
  title: "Coda delle persone", company: "Azienda", all: "tutte", kind: "Lavoro", anyKind: "tutto", type: "Tipo", anyType: "tutti", state: "Stato", anyState: "tutti", person: "Persona", anybody: "chiunque", nobody: "nessuno",
  kind_structure: "tagli e tipi", kind_fields: "campi dubbi", kind_adjudicate: "arbitrato", kind_audit: "controllo",
  state_open: "in coda", state_parked: "messe da parte", openTile: "In coda", lateTile: "In ritardo", parkedTile: "Messe da parte", rescanTile: "Scansioni chieste al cliente", lateHint: "oltre la consegna promessa",
  parked_wrong_type: "tipo sbagliato", parked_page_missing: "manca una pagina", parked_ask_supervisor: "chiede al responsabile", parked_other: "altro", parked_rescan_asked: "scansione chiesta",
  due: "Consegna", late: "in ritardo", noDue: "senza termine", csv: "Scarica CSV", document: "Documento", fields: "Campi", priority: "Priorità", high: "alta", normal: "normale", low: "bassa", holder: "La sta facendo", assigned: "Affidata a", since: "In coda da", standing: "Stato",
  select: (name: string) => `Scegli ${name}`, selectAll: "Scegli tutte", selected: (n: number) => (n === 1 ? "1 scelta" : `${n} scelte`),
  setPriority: "Priorità…", assign: "Affida a…", toAnybody: "a chiunque", unpark: "Rimetti in coda", rescan: "Chiedi una nuova scansione…", actions: "Che cosa fare delle scelte", hint: "Frecce: riga · Spazio: scegli · le azioni valgono per tutte le righe scelte.",
  rescanTitle: "Che cosa deve scansionare di nuovo il cliente?", rescanHint: "Il messaggio arriva al cliente con il documento e nelle novità; il lavoro resta da parte.", message: "Messaggio", send: "Chiedi", cancel: "Annulla",
  models: ["Manca una pagina: scansionate fronte e retro.", "La pagina è tagliata o storta: scansionate di nuovo.", "L’immagine è troppo chiara: alzate il contrasto."],
  asked: (message: string, when: string) => `chiesto ${when}: «${message}»`, done: (n: number) => (n === 1 ? "Fatto: 1 lavoro cambiato." : `Fatto: ${n} lavori cambiati.`), failed: (n: number, why: string) => `${n} non cambiati: ${why}`,
  why: { same_person: "quella persona ha già visto o scritto questi valori", task_closed: "già concluso da qualcuno", unknown_task: "non c’è più" } as Record<string, string>, empty: "Niente in coda con questi filtri.", more: (n: number) => `Sono mostrati i ${n} più urgenti: restringi con i filtri.`,
};
const en: typeof it = {
  title: "People’s queue", company: "Company", all: "all", kind: "Work", anyKind: "all", type: "Type", anyType: "all", state: "State", anyState: "all", person: "Person", anybody: "anybody", nobody: "nobody",
  kind_structure: "cuts and types", kind_fields: "doubtful fields", kind_adjudicate: "adjudication", kind_audit: "check",
  state_open: "queued", state_parked: "set aside", openTile: "Queued", lateTile: "Late", parkedTile: "Set aside", rescanTile: "Scans asked of the client", lateHint: "past the promised delivery",
  parked_wrong_type: "wrong type", parked_page_missing: "a page is missing", parked_ask_supervisor: "asks the supervisor", parked_other: "other", parked_rescan_asked: "scan asked for",
  due: "Due", late: "late", noDue: "no deadline", csv: "Download CSV", document: "Document", fields: "Fields", priority: "Priority", high: "high", normal: "normal", low: "low", holder: "Being done by", assigned: "Given to", since: "Queued since", standing: "State",
  select: (name) => `Select ${name}`, selectAll: "Select all", selected: (n) => `${n} selected`,
  setPriority: "Priority…", assign: "Give to…", toAnybody: "to anybody", unpark: "Back to the queue", rescan: "Ask for a new scan…", actions: "What to do with those selected", hint: "Arrows: row · Space: select · actions are for all selected rows.",
  rescanTitle: "What should the client scan again?", rescanHint: "The message reaches the client with the document and in the changes; the work stays aside.", message: "Message", send: "Ask", cancel: "Cancel",
  models: ["A page is missing: scan both sides.", "The page is cut off or askew: scan it again.", "The picture is too light: raise the contrast."],
  asked: (message, when) => `asked ${when}: “${message}”`, done: (n) => `Done: ${n} changed.`, failed: (n, why) => `${n} not changed: ${why}`,
  why: { same_person: "that person has seen or keyed these values before", task_closed: "somebody has finished it", unknown_task: "it is no longer there" }, empty: "Nothing queued with these filters.", more: (n) => `The ${n} most urgent are shown: narrow them down with the filters.`,
};
export const supervisorTexts = { it, en };
