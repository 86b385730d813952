// What an administrator does on a screen: one deed after the other, why one was refused, the list asked for again afterwards.
import { adminTexts, sentence } from "../texts/admin";
import { speech } from "../texts/language.svelte";

export class Deeds {
  /** Why the last one was refused, as a sentence; empty when it was done. */
  problem = $state("");
  busy = $state(false);

  /** `after`: what follows a deed that was done. */
  constructor(private readonly after: () => Promise<void>) {}

  async do(act: () => Promise<void>): Promise<void> {
    this.problem = "";
    this.busy = true;
    try {
      await act();
      await this.after();
    } catch (error) {
      this.problem = sentence(error, speech.of(adminTexts));
    }
    this.busy = false;
  }
}
