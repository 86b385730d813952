// What a training wrote about itself, for people: it has no fixed form, so every member is shown, known ones in words.

/** A figure or a sentence with the names that lead to it. */
export interface Told {
  names: string[];
  value: number | string;
}

/** Scores of one group of fields. */
export interface Scored {
  group: string;
  figures: Record<string, number>;
}

/** Everything in it, one line a leaf; lists are joined. */
export function told(written: unknown, names: string[] = []): Told[] {
  if (written === null || written === undefined) return [];
  if (Array.isArray(written)) return [{ names, value: written.map(String).join(", ") }];
  if (typeof written === "object") return Object.entries(written).flatMap(([name, inner]) => told(inner, [...names, name]));
  return [{ names, value: typeof written === "number" ? written : String(written) }];
}

/** The groups of fields that scores are given for: all, and by how well the page design is known; empty for scores of another form. */
export function byGroup(scores: unknown): Scored[] {
  if (typeof scores !== "object" || scores === null) return [];
  const groups = Object.entries(scores).filter(([name, inner]) => !name.includes(" ") && typeof inner === "object" && inner !== null && "accuracy_filled" in inner);
  return groups.map(([group, figures]) => ({ group, figures: figures as Record<string, number> }));
}

/** Is it a share, to be written as per cent? Counts are whole. */
export function isShare(name: string, value: number): boolean {
  return name !== "silent_errors" && (!Number.isInteger(value) || ((value === 1 || value === 0) && /^(accuracy|automation|auto_|typed|single_|documents_of|reachable|blanks|ece)/.test(name)));
}
