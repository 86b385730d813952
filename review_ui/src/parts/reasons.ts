// Why a field was accepted or goes to people: the service's codes as sentences.
import { speech } from "../texts/language.svelte";

/** A reason's code as a sentence; one that relates two fields names the other by `labelOf` its key. */
export function reasonText(code: string, labelOf: (key: string) => string): string {
  const t = speech.texts;
  const related = /^(agrees_with|contradicts)_(.+)$/.exec(code);
  if (related) return related[1] === "contradicts" ? t.contradicts(labelOf(related[2] ?? "")) : t.agreesWith(labelOf(related[2] ?? ""));
  const certificate = /^certificate_(measured|shipped): at most ([\d.]+)% wrong$/.exec(code);
  if (certificate) {
    const most = speech.percent(Number(certificate[2]) / 100);
    return certificate[1] === "measured" ? t.certificateMeasured(most) : t.certificateShipped(most);
  }
  return t.reasons[code] ?? code;
}
