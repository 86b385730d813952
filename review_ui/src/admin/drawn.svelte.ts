// The fields drawn so far, and every state before: undone and done again.
import type { Drawing } from "./zones";

const MOST_KEPT = 200;
const ONE_STEP_MS = 800;

export class Drawn {
  list = $state.raw<readonly Drawing[]>([]);
  private past = $state.raw<readonly (readonly Drawing[])[]>([]);
  private future = $state.raw<readonly (readonly Drawing[])[]>([]);
  private last = { of: "", at: 0 };

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  /** What was drawn before, read from the service: nothing to undo. */
  begin(list: readonly Drawing[]): void {
    this.list = list;
    this.past = this.future = [];
  }

  /** A change. Changes `of` the same thing that follow each other at once (a drag, a held arrow, a word typed) are one step. */
  put(list: readonly Drawing[], of: string): void {
    const now = performance.now();
    const goesOn = of === this.last.of && now - this.last.at < ONE_STEP_MS && this.future.length === 0;
    if (!goesOn) this.past = [...this.past, this.list].slice(-MOST_KEPT);
    this.future = [];
    this.last = { of, at: now };
    this.list = list;
  }

  /** Back to before the last step; the field that it touched, null when it is gone or there was none. */
  undo(): number | null {
    const before = this.past.at(-1);
    if (!before) return null;
    this.past = this.past.slice(0, -1);
    this.future = [...this.future, this.list];
    return this.show(before);
  }

  /** The step that was undone last, once more; the field that it touched. */
  redo(): number | null {
    const after = this.future.at(-1);
    if (!after) return null;
    this.future = this.future.slice(0, -1);
    this.past = [...this.past, this.list];
    return this.show(after);
  }

  private show(list: readonly Drawing[]): number | null {
    const touched = list.find((one) => !this.list.includes(one));
    this.list = list;
    this.last = { of: "", at: 0 };
    return touched?.id ?? null;
  }
}
