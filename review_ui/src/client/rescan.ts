// What the client is asked to scan again.

/** The request that comes with a document; null when there is none. */
export function rescanOf(document: object): { message: string; at: string } | null {
  return (document as { rescan?: { message: string; at: string } | null }).rescan ?? null;
}
