// What the options of a question are called.
import type { Schemas } from "../api/client";
import { speech } from "../texts/language.svelte";
import { questionnaireTexts } from "../texts/questionnaires";

type Question = Schemas["QuestionOut"];

/** The label of one option of a question, `true` and `false` in words. */
export function optionLabel(question: Question, value: string): string {
  const t = speech.of(questionnaireTexts);
  if (value === "true") return t.yes;
  if (value === "false") return t.no;
  const found = question.shares.find((share) => share.value === value);
  return (found && speech.label(found.label)) || value;
}

/** The share of the sheets read (answered or blank) that left a question blank; null where none was read. */
export function blankShare(question: Question): number | null {
  const read = question.answered + question.blank;
  return read ? question.blank / read : null;
}
