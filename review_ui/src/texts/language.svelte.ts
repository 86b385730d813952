// The language of the page: chosen once, kept in the browser.
import { en } from "./en";
import { it, type Texts } from "./it";

export type Language = "it" | "en";
const KEPT = "spunta.language";
const all: Record<Language, Texts> = { it, en };

class Speech {
  language = $state<Language>(localStorage.getItem(KEPT) === "en" ? "en" : "it");

  get texts(): Texts {
    return all[this.language];
  }

  /** The texts of one part of the page, in the chosen language. */
  of<T>(both: { it: T; en: T }): T {
    return both[this.language];
  }

  choose(language: Language): void {
    this.language = language;
    localStorage.setItem(KEPT, language);
    document.documentElement.lang = language;
  }

  /** The label of something in the chosen language, in Italian when it has no other. */
  label(labels: Record<string, string>): string {
    return labels[this.language] ?? labels["it"] ?? Object.values(labels)[0] ?? "";
  }

  /** A whole number as it is written here. */
  count(n: number): string {
    return n.toLocaleString(this.language, { maximumFractionDigits: 0, useGrouping: "always" });
  }

  /** A number with so many decimals. */
  number(n: number, decimals = 1): string {
    return n.toLocaleString(this.language, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  }

  /** A share as per cent; a dash where there is nothing to divide by. */
  percent(share: number | null | undefined, decimals = 1): string {
    if (share === null || share === undefined) return "–";
    return share.toLocaleString(this.language, { style: "percent", minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  }

  /** A moment of the service, in the browser's zone; a dash where there is none. */
  moment(text: string | null | undefined): string {
    return text ? new Date(text).toLocaleString(this.language, { dateStyle: "medium", timeStyle: "short" }) : "–";
  }

  /** A day. */
  day(text: string): string {
    return new Date(`${text}T12:00:00`).toLocaleDateString(this.language, { day: "numeric", month: "short" });
  }
}

export const speech = new Speech();
