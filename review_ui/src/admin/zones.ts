// What is drawn on a sample: zones, edges they snap to, and fields that can be offered of what stands on the page. Pure, no DOM.
import type { Box, Schemas } from "../api/client";
import { grow } from "../review/geometry";

type Word = Schemas["WordOut"];

/** One field as it is drawn; `page` is the page of the form, from 1. */
export interface Drawing {
  id: number;
  group: string;
  key: string;
  label: string;
  kind: string;
  page: number;
  box: Box;
  comb: number | null;
  options: { value: string; label: string; box: Box }[];
}

export type Offer = Pick<Drawing, "label" | "kind" | "box" | "comb" | "options">;

const LINE = 0.009; // fractions of the page: words so near in height stand in one line
const GAP = 0.03;
const COLUMN = 0.006;
const NEXT_ROW = 0.04;
const SNAP = 0.006;
/** Cells of a comb -> the value that is usually written in so many. */
const BY_CELLS: Record<number, string> = { 16: "tax_code", 11: "tax_id", 27: "iban", 8: "date", 5: "postal_code", 2: "province" };

/** What a label says -> the value that is usually written beside it. */
const BY_LABEL: readonly [RegExp, string][] = [[/telefono|cellulare/i, "phone"], [/e-?mail|posta elettronica/i, "email"], [/\bdata\b/i, "date"], [/\bimporto\b/i, "money"], [/\bIBAN\b/i, "iban"], [/\bfirma\b/i, "signature"]];
const FARTHEST_HEADING = 0.4; // a row of boxes is named by the line of words over its column, so far above at most

const right = (box: Box): number => box.x + box.width;
const bottom = (box: Box): number => box.y + box.height;
const middle = (box: Box): number => box.y + box.height / 2;
const centre = (box: Box): number => box.x + box.width / 2;
const text = (words: readonly Word[]): string => words.map((word) => word.text).join(" ");

/** The smallest box around boxes. */
export function around(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  return { x, y, width: Math.max(...boxes.map(right)) - x, height: Math.max(...boxes.map(bottom)) - y };
}

/** A key made of a label: `Codice fiscale` -> `codice_fiscale`. */
export function keyOf(label: string): string {
  const plain = label.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  return plain.replace(/[^a-z0-9]+/g, "_").replace(/^_+|_+$/g, "").slice(0, 40).replace(/_+$/, "");
}

/** The fields that tick boxes, combs and lines of a page make, from the top, with the words that name them. */
export function offers(words: readonly Word[], ticks: readonly Box[], { combs, lines }: Schemas["Combs"]): Offer[] {
  const names = words.filter((word) => isName(word, ticks));
  const found = [...questions(names, ticks), ...combs.map(({ box, cells }) => ofComb(names, box, cells)), ...lines.map((box) => ofLine(names, box))];
  return found.sort((a, b) => a.box.y - b.box.y || a.box.x - b.box.x);
}

/** Brackets and what was read inside a tick box name nothing. */
function isName(word: Word, ticks: readonly Box[]): boolean {
  const inside = (tick: Box): boolean => centre(word.box) > tick.x - COLUMN && centre(word.box) < right(tick) + COLUMN && Math.abs(middle(word.box) - middle(tick)) < LINE && word.box.width < 2 * tick.width;
  return /[\p{L}\p{N}]/u.test(word.text) && !ticks.some(inside);
}

/** Was it offered for a line to write on? */
export const isLine = (offer: Offer): boolean => !offer.comb && !offer.options.length && offer.kind !== "boolean";

function ofLine(words: readonly Word[], box: Box): Offer {
  const label = labelOf(words, box);
  return { label, kind: kindOf(label), box, comb: null, options: [] };
}

const kindOf = (label: string): string => BY_LABEL.find(([said]) => said.test(label))?.[1] ?? "text";

function ofComb(words: readonly Word[], box: Box, cells: number): Offer {
  const label = labelOf(words, box);
  return { label, kind: BY_CELLS[cells] ?? kindOf(label), box, comb: cells, options: [] };
}

/** Tick boxes in one line are a question; single ones under each other are one too; one alone is a yes. */
function questions(words: readonly Word[], ticks: readonly Box[]): Offer[] {
  const lines: Box[][] = [];
  for (const tick of [...ticks].sort((a, b) => middle(a) - middle(b))) {
    const line = lines.find((one) => Math.abs(middle(one[0] ?? tick) - middle(tick)) < LINE);
    if (line) line.push(tick);
    else lines.push([tick]);
  }
  const groups: Box[][] = [];
  for (const line of lines.map((one) => one.sort((a, b) => a.x - b.x))) {
    const [tick] = line;
    const above = groups.at(-1);
    const last = above?.at(-1);
    const isList = line.length === 1 && tick && last && above && above.every((box) => Math.abs(box.x - tick.x) < COLUMN) && tick.y - bottom(last) < NEXT_ROW;
    if (isList) above.push(tick);
    else groups.push(line);
  }
  return groups.map((group) => question(words, group));
}

function question(words: readonly Word[], group: readonly Box[]): Offer {
  const box = around(group);
  const options = group.map((tick, i) => {
    const next = group.find((other) => Math.abs(middle(other) - middle(tick)) < LINE && other.x > tick.x);
    const label = following(words, tick, next?.x ?? 1) || (group.length > 1 ? heading(words, tick, group) : "");
    return { value: keyOf(label) || String(i + 1), label: label || String(i + 1), box: tick };
  });
  const [only] = options;
  if (only && options.length === 1) return { label: only.label, kind: "boolean", box, comb: null, options: [] };
  const values = options.map((option) => option.value);
  const unique = options.map((option, i) => (values.indexOf(option.value) === i ? option : { ...option, value: `${option.value}_${i + 1}` }));
  return { label: labelOf(words, box), kind: "choice", box, comb: null, options: unique };
}

/** The words that stand over the column of a box, where the boxes of a row have their names on top. */
function heading(words: readonly Word[], tick: Box, group: readonly Box[]): string {
  const gaps = group.filter((other) => other !== tick).map((other) => Math.abs(centre(other) - centre(tick)));
  const half = Math.min(...gaps) / 2;
  const over = words.filter((word) => bottom(word.box) <= tick.y && tick.y - bottom(word.box) < FARTHEST_HEADING && Math.abs(centre(word.box) - centre(tick)) < half);
  const lowest = Math.max(...over.map((word) => middle(word.box)));
  return text(over.filter((word) => lowest - middle(word.box) < LINE).sort((a, b) => a.box.x - b.box.x));
}

/** The words right of a box in its line, until the next box or a wide gap. */
function following(words: readonly Word[], box: Box, until: number): string {
  const line = words.filter((word) => Math.abs(middle(word.box) - middle(box)) < LINE && word.box.x >= right(box) - 0.004 && word.box.x < until - 0.002);
  const kept: Word[] = [];
  let edge = right(box);
  for (const word of line.sort((a, b) => a.box.x - b.box.x)) {
    if (word.box.x - edge > GAP) break;
    kept.push(word);
    edge = right(word.box);
  }
  return text(kept);
}

/** The words that name a zone: left of it in its line, or the line just above it. */
export function labelOf(words: readonly Word[], box: Box): string {
  const beside = words.filter((word) => middle(word.box) > box.y - LINE && middle(word.box) < bottom(box) + LINE && right(word.box) <= box.x + 0.005);
  if (beside.length) return text(beside.sort((a, b) => a.box.x - b.box.x)).replace(/\s*[:.…_]+$/, "");
  const over = words.filter((word) => bottom(word.box) <= box.y + 0.004 && box.y - bottom(word.box) < 0.035 && word.box.x < right(box) + 0.02 && right(word.box) > box.x - 0.02);
  const lowest = Math.max(...over.map((word) => middle(word.box)));
  const line = words.filter((word) => Math.abs(lowest - middle(word.box)) < LINE).sort((a, b) => a.box.x - b.box.x);
  return text(wholePhrase(line, over)).replace(/\s*[:.…_]+$/, "");
}

/** The words of a line from the first to the last of `some`, and those that stand close to them: the rest of the same phrase. */
function wholePhrase(line: readonly Word[], some: readonly Word[]): readonly Word[] {
  const places = line.flatMap((word, i) => (some.includes(word) ? [i] : []));
  let [first, last] = [places[0] ?? 0, places.at(-1) ?? -1];
  const gap = (i: number): number => (line[i + 1]?.box.x ?? 2) - right(line[i]?.box ?? { x: -2, y: 0, width: 0, height: 0 });
  while (first > 0 && gap(first - 1) < GAP) first -= 1;
  while (last < line.length - 1 && gap(last) < GAP) last += 1;
  return line.slice(first, last + 1);
}

/** The box with each edge moved onto the nearest edge of `print`, where one is near. */
export function snapped(box: Box, print: readonly Box[]): Box {
  const xs = print.flatMap((one) => [one.x, right(one)]);
  const ys = print.flatMap((one) => [one.y, bottom(one)]);
  const x0 = nearest(box.x, xs);
  const y0 = nearest(box.y, ys);
  const x1 = nearest(right(box), xs.filter((x) => x > x0 + 0.004));
  const y1 = nearest(bottom(box), ys.filter((y) => y > y0 + 0.004));
  return { x: x0, y: y0, width: x1 - x0, height: y1 - y0 };
}

function nearest(at: number, edges: readonly number[]): number {
  const best = edges.reduce((near, edge) => (Math.abs(edge - at) < Math.abs(near - at) ? edge : near), Infinity);
  return Math.abs(best - at) <= SNAP ? best : at;
}

/** A box moved, and made larger, by fractions of the page, kept on the page. */
export function shifted(box: Box, dx: number, dy: number, dw = 0, dh = 0): Box {
  const width = Math.min(1, Math.max(0.004, box.width + dw));
  const height = Math.min(1, Math.max(0.004, box.height + dh));
  return { x: Math.min(1 - width, Math.max(0, box.x + dx)), y: Math.min(1 - height, Math.max(0, box.y + dy)), width, height };
}

/** A field moved with all its tick boxes. */
export function moved(drawing: Drawing, dx: number, dy: number): Drawing {
  const box = shifted(drawing.box, dx, dy);
  const [rx, ry] = [box.x - drawing.box.x, box.y - drawing.box.y];
  return { ...drawing, box, options: drawing.options.map((option) => ({ ...option, box: shifted(option.box, rx, ry) })) };
}

/** What is shown of a field around its tick boxes, so that there is something to take hold of. */
export const outline = (drawing: Pick<Drawing, "box" | "options">): Box => (drawing.options.length ? grow(drawing.box, 0.004, 0.003) : drawing.box);

/** The whole key of a field: its group and its own. */
export const wholeKey = (drawing: Drawing): string => (drawing.group ? `${drawing.group}.${drawing.key}` : drawing.key);

/** A field of a registered form, to be drawn further. */
export function ofZone(zone: Schemas["Zone"], id: number): Drawing {
  const parts = zone.key.split(".");
  const options = zone.options.map(({ value, label, box }) => ({ value, label: label["it"] ?? value, box }));
  return { id, group: parts.slice(0, -1).join("."), key: parts.at(-1) ?? zone.key, label: zone.label["it"] ?? zone.key, kind: zone.kind, page: zone.page, box: zone.box, comb: zone.comb, options };
}

/** As the service wants it. */
export function asField(drawing: Drawing): Schemas["DrawnField"] {
  const common = { key: wholeKey(drawing), kind: drawing.kind, label: { it: drawing.label }, page: drawing.page };
  if (drawing.options.length) return { ...common, options: drawing.options.map(({ value, label, box }) => ({ value, label: { it: label }, box })) };
  return { ...common, box: drawing.box, ...(drawing.comb ? { comb: drawing.comb } : {}) };
}
