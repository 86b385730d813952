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

  choose(language: Language): void {
    this.language = language;
    localStorage.setItem(KEPT, language);
    document.documentElement.lang = language;
  }

  /** The label of something in the chosen language, in Italian when it has no other. */
  label(labels: Record<string, string>): string {
    return labels[this.language] ?? labels["it"] ?? Object.values(labels)[0] ?? "";
  }
}

export const speech = new Speech();
