// The texts of figures on people.
const it = {
  title: "Persone", team: (n: number) => (n === 1 ? "1 persona" : `${n} persone`), person: "Persona", tasks: "Lavori", fields: "Campi", hours: "Ore allo schermo", anHour: "Campi l’ora", missed: "Errori noti sfuggiti", missRate: "Quota sfuggita",
  hint: "La squadra insieme, nelle settimane finite (da lunedì a domenica) in cui hanno lavorato almeno cinque persone: meno sarebbe un dato su una persona. Il tempo è quello misurato dal browser.",
  withheld: (n: number) => `In questo periodo in nessuna settimana intera hanno lavorato ${n} persone: i dati non sono mostrati.`, nothing: "Nessuno ha lavorato nelle settimane finite di questo periodo.", interval: (low: string, high: string) => `fra ${low} e ${high}`,
  off: "I dati delle singole persone non sono mostrati.", on: (who: string, when: string) => `I dati delle singole persone sono mostrati, per decisione di ${who} del ${when}. Ogni consultazione è registrata.`, offSince: (who: string, when: string) => `I dati delle singole persone non sono mostrati, per decisione di ${who} del ${when}.`, why: "Motivo",
  show: "Mostra i dati per persona", hide: "Non mostrarli più", showTitle: "Mostrare i dati delle singole persone?", hideTitle: "Non mostrare più i dati delle singole persone?",
  law: "È un controllo a distanza del lavoro: in Italia serve prima un accordo con i sindacati o il permesso dell’ispettorato (art. 4, legge 300/1970), e le persone vanno informate. Scrivi qui gli estremi: restano nel registro.",
  hideHint: "Anche questo motivo resta nel registro.", reason: "Motivo, con gli estremi dell’accordo", failed: "Non è stato cambiato: riprova.",
  mine: "I miei ultimi 30 giorni", mineHint: "Questi numeri li vedi tu. Gli altri vedono soltanto quelli della squadra, a meno che l’amministratore non abbia registrato un accordo.",
};
const en: typeof it = {
  title: "People", team: (n) => (n === 1 ? "1 person" : `${n} people`), person: "Person", tasks: "Tasks", fields: "Fields", hours: "Hours at the screen", anHour: "Fields an hour", missed: "Known errors missed", missRate: "Share missed",
  hint: "The team together, in the ended weeks (Monday to Sunday) in which at least five people worked: fewer would be a figure on a person. Time is what the browser measured.",
  withheld: (n) => `In no whole week of this period did ${n} people work: their figures are not shown.`, nothing: "Nobody worked in the ended weeks of this period.", interval: (low, high) => `between ${low} and ${high}`,
  off: "Figures on single persons are not shown.", on: (who, when) => `Figures on single persons are shown, decided by ${who} on ${when}. Every look is recorded.`, offSince: (who, when) => `Figures on single persons are not shown, decided by ${who} on ${when}.`, why: "Reason",
  show: "Show figures by person", hide: "Show them no longer", showTitle: "Show figures on single persons?", hideTitle: "Show figures on single persons no longer?",
  law: "This is remote monitoring of work: in Italy it needs an agreement with the unions or the leave of the labour inspectorate first (art. 4, law 300/1970), and people have to be told. Write the reference here: it stays in the log.",
  hideHint: "This reason stays in the log too.", reason: "Reason, with the reference of the agreement", failed: "It was not changed: try again.",
  mine: "My last 30 days", mineHint: "These numbers are for you. Others see the team’s alone, unless the administrator has recorded an agreement.",
};
export const peopleTexts = { it, en };
