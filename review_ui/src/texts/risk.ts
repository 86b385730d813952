// Risk classes of fields, and how well a page design is known: what certificates are held for.
const it = {
  classes: { checksum: "Codici con controllo", typed: "Date, importi, numeri", dictionary: "Luoghi e province", text: "Nomi, indirizzi, testo", mark: "Caselle", hand: "Firme" } as Record<string, string>,
  strata: { known_form: "modulo noto", known_layout: "impaginazione nota", new_layout: "impaginazione nuova", unseen: "mai visti" } as Record<string, string>,
};
const en: typeof it = {
  classes: { checksum: "Codes with a check", typed: "Dates, amounts, numbers", dictionary: "Places and provinces", text: "Names, addresses, text", mark: "Tick boxes", hand: "Signatures" },
  strata: { known_form: "known form", known_layout: "known layout", new_layout: "new layout", unseen: "never seen" },
};
export const riskTexts = { it, en };
