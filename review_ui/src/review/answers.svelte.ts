// What the reviewer has decided so far on the fields of one document.
import type { FieldAnswer, ReviewField, ReviewTask } from "../api/client";
import { doubtfulRange, failedCheck, written } from "./checks";

export type Action = FieldAnswer["action"];

/** A field on the screen: the machine's reading, what is typed, and what was decided. */
export class FieldState {
  readonly initial: string;
  text = $state("");
  action = $state<Action | null>(null);
  keys = 0;
  shownAt = 0;
  shownMs = 0;
  box: ReviewField["box"] | undefined = undefined;
  page: number | null = null;

  constructor(readonly field: ReviewField) {
    this.initial = field.mode !== "confirm" ? "" : written(field.kind, field.value ?? (field.raw || null));
    this.text = this.initial;
  }

  get isChoice(): boolean {
    return this.field.options.length > 0 || this.field.kind === "boolean" || this.field.kind === "signature";
  }

  /** The values of a choice, each with the digit that picks it. */
  get options(): { value: string; label: Record<string, string> }[] {
    if (this.field.options.length) return this.field.options;
    return [
      { value: "true", label: { it: "sì", en: "yes" } },
      { value: "false", label: { it: "no", en: "no" } },
    ];
  }

  /** Where the cursor stands first: on the doubtful character. */
  get selection(): [number, number] {
    return doubtfulRange(this.text, this.field.raw, this.field.doubtful);
  }

  /** The check the typed value fails, or null. */
  get failed(): string | null {
    return this.isChoice ? null : failedCheck(this.field.kind, this.text);
  }

  show(): void {
    this.shownAt = performance.now();
  }

  decide(action: Action): void {
    this.action = action;
    this.shownMs += Math.round(performance.now() - this.shownAt);
  }

  confirm(asWritten: boolean): void {
    if (asWritten) return this.decide("as_written");
    if (this.text.trim() === "") return this.decide("empty");
    this.decide(this.text === this.initial && this.field.value !== null ? "confirmed" : "corrected");
  }

  answer(): FieldAnswer {
    const action = this.action ?? "confirmed";
    const value = action === "empty" || action === "unreadable" ? null : this.value();
    return { action, value, keys: this.keys, shown_ms: this.shownMs, page: this.page, box: this.box ?? null };
  }

  private value(): FieldAnswer["value"] {
    if (this.text === this.initial && this.field.mode === "confirm" && this.field.value !== null) return this.field.value;
    if (this.field.kind === "boolean" || this.field.kind === "signature") return this.text === "true";
    if (this.field.kind === "choices") return this.text.split(",").map((v) => v.trim()).filter(Boolean);
    return this.text.trim();
  }
}

/** The fields of a task, in the order of the form. */
export function fieldStates(task: ReviewTask): FieldState[] {
  return task.fields.map((field) => new FieldState(field));
}
