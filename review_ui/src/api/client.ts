// The calls of the service, typed by its OpenAPI description.
import createClient from "openapi-fetch";
import { connection } from "./connection.svelte";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];
export type ReviewTask = Schemas["ReviewTask"];
export type ReviewField = Schemas["ReviewField"];
export type FieldAnswer = Schemas["FieldAnswer"];
export type Session = Schemas["SessionOut"];
export type Box = Schemas["Box"];

export const api = createClient<paths>({ baseUrl: location.origin, credentials: "same-origin", fetch: connection.fetch });

/** A refusal of the service: its stable code, and its sentence in English. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The data of an answer, or a Refusal thrown. A lost connection throws TypeError, as fetch does. */
export function answered<T>(answer: { data?: T; error?: unknown; response: Response }): T {
  if (answer.response.ok) return answer.data as T;
  const problem = (answer.error ?? {}) as { code?: string; detail?: string; title?: string };
  throw new Refusal(answer.response.status, problem.code ?? "unknown", problem.detail ?? problem.title ?? answer.response.statusText);
}
