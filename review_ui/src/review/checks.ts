// The checks a reviewer sees while typing, and how a value is written for people. The server's answer counts.
// Tested on tests/vectors/checks.json, which the server's parsers read too.

const MONTHS = "ABCDEHLMPRST";
const ODD: Record<string, number> = Object.fromEntries(
  [..."0123456789"].map((c, i) => [c, [1, 0, 5, 7, 9, 13, 15, 17, 19, 21][i] ?? 0]).concat(
    [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"].map((c, i) => [c, [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23][i] ?? 0]),
  ),
);
const TAX_CODE = /^[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]$/;

/** Codice fiscale of a person: form, month letter, check character. Source: D.M. 23 December 1976. */
export function isTaxCode(text: string): boolean {
  if (!TAX_CODE.test(text) || !MONTHS.includes(text.charAt(8))) return false;
  let sum = 0;
  for (let i = 0; i < 15; i++) {
    const c = text.charAt(i);
    sum += i % 2 === 0 ? (ODD[c] ?? 0) : c <= "9" ? Number(c) : c.charCodeAt(0) - 65;
  }
  return String.fromCharCode(65 + (sum % 26)) === text.charAt(15);
}

/** Partita IVA: 11 digits with the check digit of Luhn's formula. */
export function isVatNumber(text: string): boolean {
  if (!/^\d{11}$/.test(text)) return false;
  let sum = 0;
  for (let i = 0; i < 11; i++) {
    const digit = Number(text.charAt(i)) * (i % 2 === 1 ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0;
}

/** IBAN: ISO 13616 mod 97, and 27 characters for Italy. */
export function isIban(text: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(text) || (text.startsWith("IT") && !/^IT\d{2}[A-Z]\d{10}[A-Z0-9]{12}$/.test(text))) return false;
  let rest = 0;
  for (const c of text.slice(4) + text.slice(0, 4)) rest = Number(`${rest}${c <= "9" ? c : c.charCodeAt(0) - 55}`) % 97;
  return rest === 1;
}

/** `010180`, `1/1/80`, `1.1.1980` as `1980-01-01`; null when it is no date. Two-digit years: up to ten years ahead, else past. */
export function parseDate(text: string, thisYear = new Date().getFullYear()): string | null {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return valid(Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8)));
  const parts = /^(\d{1,2})\D+(\d{1,2})\D+(\d{2}|\d{4})$/.exec(text.trim()) ?? /^(\d{2})(\d{2})(\d{4}|\d{2})$/.exec(text.trim());
  if (!parts) return null;
  let year = Number(parts[3]);
  if (year < 100) year += year + 2000 <= thisYear + 10 ? 2000 : 1900;
  return valid(year, Number(parts[2]), Number(parts[1]));
}

function valid(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  const same = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return same ? date.toISOString().slice(0, 10) : null;
}

/** `7.041,30`, `7041,3`, `7041.30`, `€ 7041` as `"7041.30"`; null when it is no amount. */
export function parseAmount(text: string): string | null {
  const bare = text.replace(/[€\s]/g, "").replace(/,-+$/, "");
  const italian = /^(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d{1,2}))?$/.exec(bare);
  const point = /^(\d+)\.(\d{1,2})$/.exec(bare);
  const parts = italian ?? point;
  if (!parts) return null;
  const whole = (parts[1] ?? "").replaceAll(".", "");
  return `${whole}.${(parts[2] ?? "").padEnd(2, "0")}`;
}

/** The check that fails for a kind, or null. */
export function failedCheck(kind: string, text: string): string | null {
  const code = text.toUpperCase().replace(/\s/g, "");
  if (text.trim() === "") return null;
  switch (kind) {
    case "tax_code":
      return isTaxCode(code) || isVatNumber(code) ? null : "tax_code";
    case "tax_id":
      return isVatNumber(code) || isTaxCode(code) ? null : "tax_id";
    case "iban":
      return isIban(code) ? null : "iban";
    case "date":
      return parseDate(text) ? null : "date";
    case "money":
      return parseAmount(text) ? null : "money";
    case "percent":
      return /^\d{1,3}([.,]\d+)?\s*%?$/.test(text.trim()) ? null : "percent";
    case "integer":
      return /^\d+$/.test(text.trim()) ? null : "integer";
    case "postal_code":
      return /^\d{5}$/.test(text.trim()) ? null : "postal_code";
    case "province":
      return /^[A-Z]{2}$/i.test(text.trim()) ? null : "province";
    case "email":
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text.trim()) ? null : "email";
    default:
      return null;
  }
}

/** A value in normal form as a person writes it in Italy. */
export function written(kind: string, value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.join(", ");
  const text = String(value);
  const date = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (kind === "date" && date) return `${date[3]}/${date[2]}/${date[1]}`;
  if (kind === "money" && /^\d+\.\d{2}$/.test(text)) {
    const [whole = "", cents = ""] = text.split(".");
    return `${whole.replace(/\B(?=(\d{3})+$)/g, ".")},${cents}`;
  }
  if (kind === "percent") return text.replace(".", ",");
  return text;
}

/** The range of `text` to put the cursor on: the first doubtful range of `raw`, found again in `text`; all of it when it cannot be told. */
export function doubtfulRange(text: string, raw: string, doubtful: readonly (readonly number[])[]): [number, number] {
  const [from, to] = doubtful[0] ?? [];
  if (from === undefined || to === undefined) return [0, text.length];
  if (raw.length === text.length) return [from, to];
  const before = raw.slice(0, from).replace(/\s/g, "").length;
  const length = raw.slice(from, to).replace(/\s/g, "").length;
  const bare = raw.replace(/\s/g, "").length === text.replace(/\s/g, "").length;
  return bare && !/\s/.test(text) ? [before, before + length] : [0, text.length];
}
