// What the reviewer has decided so far on the fields of one document.
import type { FieldAnswer, ReviewField, ReviewTask } from "../api/client";
import { speech } from "../texts/language.svelte";
import type { Draft } from "./queue";
import { doubtfulRange, failedCheck, written } from "./checks";

export type Action = FieldAnswer["action"];
type Candidate = ReviewField["candidates"][number];

/** A field on the screen: the machine's reading, what is typed, and what was decided. */
export class FieldState {
  readonly initial: string;
  text = $state("");
  action = $state<Action | null>(null);
  /** What the second reading of its zone gave: candidates, never facts. */
  reread = $state.raw<Candidate[]>([]);
  /** What the two others keyed, once this third person has keyed; null before. */
  others = $state.raw<Candidate[] | null>(null);
  keys = 0;
  shownAt = 0;
  shownMs = 0;
  box: ReviewField["box"] | undefined = undefined;
  page: number | null = null;

  constructor(readonly field: ReviewField) {
    this.initial = this.isBlind ? "" : written(field.kind, field.value ?? (field.raw || null));
    this.text = this.initial;
  }

  /** Is it keyed without seeing a value? */
  get isBlind(): boolean {
    return this.field.mode !== "confirm";
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

  /** Other values to choose from: what others keyed, what was read again, what the machine read beside its own. */
  get candidates(): Candidate[] {
    if (this.others) return this.others;
    const all = [...this.reread, ...this.field.candidates];
    return all.filter((one, i) => all.findIndex((other) => JSON.stringify(other.value) === JSON.stringify(one.value)) === i);
  }

  /** A text of this field as people read it: the labels of a choice. */
  shown(text: string): string {
    if (!this.isChoice) return text;
    const names = text.split(",").map((value) => value.trim()).filter(Boolean);
    return names.map((name) => speech.label(this.options.find((option) => option.value === name)?.label ?? { it: name })).join(", ");
  }

  /** Where the cursor stands first: on the doubtful character. */
  get selection(): [number, number] {
    return doubtfulRange(this.text, this.field.raw, this.field.doubtful);
  }

  /** The check the typed value fails, or null. */
  get failed(): string | null {
    return this.isChoice ? null : failedCheck(this.field.kind, this.text);
  }

  /** Ticks or unticks one option of several, or picks one of one. */
  pick(value: string): void {
    if (this.field.kind !== "choices") { this.text = value; return; }
    const chosen = this.text.split(",").map((v) => v.trim()).filter(Boolean);
    const next = chosen.includes(value) ? chosen.filter((v) => v !== value) : [...chosen, value];
    this.text = this.options.map((o) => o.value).filter((v) => next.includes(v)).join(", ");
  }

  /** What was typed and decided before the page was loaded again. */
  take(kept: Draft["fields"][string]): void {
    this.text = kept.text;
    this.action = kept.action;
  }

  show(): void {
    this.shownAt = performance.now();
  }

  decide(action: Action): void {
    this.action = action;
    this.shownMs += Math.round(performance.now() - this.shownAt);
  }

  /** What Enter says of the present text. */
  said(asWritten: boolean): Action {
    if (asWritten) return "as_written";
    if (this.text.trim() === "") return "empty";
    return this.text === this.initial && this.field.value !== null ? "confirmed" : "corrected";
  }

  answer(): FieldAnswer {
    const action = this.action ?? "confirmed";
    return { action, value: this.valueFor(action), keys: this.keys, shown_ms: this.shownMs, page: this.page, box: this.box ?? null };
  }

  /** The value that goes with an action. */
  valueFor(action: Action): FieldAnswer["value"] {
    if (action === "empty" || action === "unreadable") return null;
    if (this.text === this.initial && !this.isBlind && this.field.value !== null) return this.field.value;
    if (this.field.kind === "boolean" || this.field.kind === "signature") return this.text === "true";
    if (this.field.kind === "choices") return this.text.split(",").map((v) => v.trim()).filter(Boolean);
    return this.text.trim();
  }
}

/** The fields of a task, in the order of the form. */
export function fieldStates(task: ReviewTask): FieldState[] {
  return task.fields.map((field) => new FieldState(field));
}
