// Saving a file of the service: fetched first, so that a refusal or a cut line is said in the page and never saved as a file.
import { Refusal } from "../api/client";
import { connection } from "../api/connection.svelte";

/** Fetches `address` and hands it to the browser as a file. Throws Refusal, or TypeError when the line is cut. */
export async function download(address: string, name: string): Promise<void> {
  const answer = await connection.fetch(new Request(new URL(address, location.origin), { credentials: "same-origin" }));
  if (!answer.ok) {
    const problem = (await answer.json().catch(() => ({}))) as { code?: string; detail?: string };
    throw new Refusal(answer.status, problem.code ?? "download", problem.detail ?? answer.statusText);
  }
  save(await answer.blob(), name);
}

/** Hands text to the browser as a CSV file: UTF-8 with a byte order mark, cells that would start a formula guarded. Source: RFC 4180. */
export function saveCsv(rows: readonly (readonly (string | number | null)[])[], name: string): void {
  const cell = (value: string | number | null): string => {
    const text = value === null ? "" : typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const text = rows.map((row) => row.map(cell).join(",")).join("\r\n");
  save(new Blob(["\ufeff", text, "\r\n"], { type: "text/csv" }), name);
}

/** Hands content to the browser as a file. */
export function save(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
