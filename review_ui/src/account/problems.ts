// What a refusal of sign-in or of the account means, as a sentence.
import { Refusal } from "../api/client";
import { accountTexts } from "../texts/account";
import { speech } from "../texts/language.svelte";

export function sentence(error: unknown): string {
  const t = speech.of(accountTexts);
  return error instanceof Refusal ? (t.problems[error.code] ?? t.unknown) : t.network;
}
