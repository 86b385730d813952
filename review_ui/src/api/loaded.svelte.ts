// Something a screen shows of the service: asked for, asked again while the line is cut, refused with a sentence.
import { answered, Refusal } from "./client";

const TRY_AGAIN_MS = 2000;

type Answer<T> = { data?: T; error?: unknown; response: Response };

export class Loaded<T> {
  data = $state.raw<T | null>(null);
  /** Why there is nothing: the service's refusal. */
  refusal = $state.raw<Refusal | null>(null);
  busy = $state(false);
  private turn = 0;

  /** Asks; the answer of an earlier question that comes later is dropped. What is shown stays until the new answer is here.
   * `waits`: a service that is not ready is asked again; else its refusal is shown. */
  async ask(question: () => Promise<Answer<T>>, waits = true): Promise<void> {
    const turn = ++this.turn;
    this.busy = true;
    while (turn === this.turn) {
      try {
        const data = answered(await question());
        if (turn !== this.turn) return;
        this.data = data;
        this.refusal = null;
        break;
      } catch (error) {
        if (turn !== this.turn) return;
        if (error instanceof Refusal && error.status !== 429 && !(error.status === 503 && waits)) { this.refusal = error; break; }
        if (!(error instanceof Refusal) && !(error instanceof TypeError)) throw error;
        await new Promise((resolve) => window.setTimeout(resolve, TRY_AGAIN_MS));
      }
    }
    if (turn === this.turn) this.busy = false;
  }

  /** Nobody looks any more. */
  forget(): void {
    this.turn += 1;
  }
}
