// One cell of the grid and what the reviewer makes of it: right as it is, corrected, or in doubt.
import type { FieldAnswer, Schemas } from "../api/client";

export type Kept = { value: string | null; doubt: boolean };

export class Cell {
  /** The right value where it is not the one read; null: as read. */
  value = $state<string | null>(null);
  /** Not to be decided from this picture: it goes to the review screen. */
  doubt = $state(false);
  /** The task was given to somebody else. */
  lost = $state(false);

  constructor(readonly read: Schemas["GridCell"], readonly kind: string, kept?: Kept) {
    if (kept) ({ value: this.value, doubt: this.doubt } = kept);
  }

  /** Names the field across tasks and leases. */
  get name(): string {
    return `${this.read.document_id} ${this.read.key}`;
  }

  get readAs(): string {
    return this.read.value === null ? "" : String(this.read.value);
  }

  /** What digits stand for, in order: the options of a choice, yes and no; empty for numbers, which are typed. */
  get choices(): string[] {
    if (this.read.options.length) return this.read.options.map((option) => option.value);
    return this.kind === "integer" ? [] : ["true", "false"];
  }

  get kept(): Kept {
    return { value: this.value, doubt: this.doubt };
  }

  /** A digit: the option of that place, or the next digit of a number. False when it means nothing here. */
  digit(key: string): boolean {
    const chosen = this.choices.length ? this.choices[Number(key) - 1] : `${this.value ?? ""}${key}`;
    if (chosen === undefined) return false;
    this.value = chosen === this.readAs && this.choices.length ? null : chosen;
    this.doubt = false;
    return true;
  }

  restore(): void {
    this.value = null;
    this.doubt = false;
  }

  answer(): FieldAnswer {
    const value = this.choices.length && !this.read.options.length ? this.value === "true" : this.value;
    return this.value === null ? { action: "confirmed" } : { action: "corrected", value };
  }
}
