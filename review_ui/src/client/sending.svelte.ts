// Files on their way: one request a file, three at once, going on by themselves after a broken line; then one batch of them.
import { answered, api, type Schemas } from "../api/client";
import { connection } from "../api/connection.svelte";

export type SendingState = "waiting" | "sending" | "paused" | "sent" | "refused";
const AT_ONCE = 3;
const TRY_AGAIN_MS = 2000;
const KEPT = "spunta.sent";
const KEPT_MOST = 5000;

/** One file: what the person dropped, and how far it is. */
export class Sending {
  state = $state<SendingState>("waiting");
  /** Bytes that have left. */
  done = $state(0);
  /** Why it was refused: a code for the page's own sentences, or the service's sentence. */
  problem = $state.raw<{ code: string; message: string } | null>(null);
  sha256 = "";
  sentBefore = $state(false);

  constructor(
    readonly file: File,
    /** With its folders. */
    readonly name: string,
  ) {}
}

/** Everything dropped for one batch. */
export class Shipment {
  files = $state.raw<Sending[]>([]);
  client: string | null = null;
  /** Made once for this batch: a batch sent twice is one batch. */
  private key = crypto.randomUUID();
  private running = 0;

  constructor(private readonly mostBytes: () => number) {}

  get arrived(): Sending[] {
    return this.files.filter((file) => file.state === "sent");
  }

  get open(): Sending[] {
    return this.files.filter((file) => file.state !== "sent" && file.state !== "refused");
  }

  add(files: readonly { file: File; name: string }[]): void {
    const added = files.map(({ file, name }) => new Sending(file, name));
    for (const one of added) {
      if (one.file.size === 0) this.refuse(one, "empty_file", "");
      else if (one.file.size > this.mostBytes()) this.refuse(one, "too_large_here", "");
      else this.recognise(one);
    }
    this.files = [...this.files, ...added];
    this.pump();
  }

  remove(file: Sending): void {
    this.files = this.files.filter((other) => other !== file);
  }

  again(file: Sending): void {
    file.state = "waiting";
    file.problem = null;
    this.pump();
  }

  /** Makes the batch of what has arrived; its id. Throws Refusal, or TypeError when the line is cut: safe to be tried again. */
  async send(order: { reference: string; case: string; due_at: string | null }): Promise<string> {
    const files = this.arrived.map(({ name, sha256 }) => ({ name: name.slice(-255), sha256 }));
    const body = { files, reference: order.reference || null, case: order.case || null, due_at: order.due_at, priority: "normal" as const, client: this.client };
    const params = { header: { "idempotency-key": this.key } };
    const batch = answered(await api.POST("/v1/batches/of-files", { body, params })) as Schemas["BatchOut"];
    forget();
    this.files = [];
    this.key = crypto.randomUUID();
    return batch.id;
  }

  private pump(): void {
    while (this.running < AT_ONCE) {
      const next = this.files.find((file) => file.state === "waiting");
      if (!next) return;
      next.state = "sending";
      this.running += 1;
      void this.carry(next).finally(() => { this.running -= 1; this.pump(); });
    }
  }

  private async carry(file: Sending): Promise<void> {
    for (;;) {
      file.state = "sending";
      const answer = await post(file, this.client);
      if (answer.status === 201) return this.arrive(file, (answer.body as Schemas["FilesOut"]).files[0]);
      if (answer.status === 401 && (await connection.signedInAgain())) continue;
      if (![0, 429, 503, 507].includes(answer.status)) {
        const problem = (answer.body ?? {}) as { code?: string; detail?: string };
        return this.refuse(file, problem.code ?? "unknown", problem.detail ?? "");
      }
      file.state = "paused";
      file.done = 0;
      await new Promise((resolve) => window.setTimeout(resolve, TRY_AGAIN_MS));
      if (!this.files.includes(file)) return;
    }
  }

  private arrive(file: Sending, kept: Schemas["FileOut"] | undefined): void {
    if (!kept) return this.refuse(file, "unknown", "");
    file.sha256 = kept.sha256;
    file.sentBefore = kept.sent_before;
    file.done = file.file.size;
    file.state = "sent";
    remember(file, this.client);
    this.files = [...this.files];
  }

  private refuse(file: Sending, code: string, message: string): void {
    file.state = "refused";
    file.problem = { code, message };
    this.files = [...this.files];
  }

  /** A file that arrived before the page was closed is not sent again. */
  private recognise(file: Sending): void {
    const sha256 = remembered()[mark(file, this.client)];
    if (!sha256) return;
    file.sha256 = sha256;
    file.done = file.file.size;
    file.state = "sent";
  }
}

interface Answered {
  /** 0: no answer. */
  status: number;
  body: unknown;
}

/** One file by XMLHttpRequest, which reports how much has left. */
function post(file: Sending, client: string | null): Promise<Answered> {
  return new Promise((resolve) => {
    const call = new XMLHttpRequest();
    call.open("POST", "/v1/files");
    for (const [name, value] of Object.entries(connection.headers())) call.setRequestHeader(name, value);
    call.upload.onprogress = (event) => { file.done = Math.min(event.loaded, file.file.size); };
    call.onload = () => { connection.heard(true); resolve({ status: call.status, body: parsed(call.responseText) }); };
    call.onerror = () => { connection.heard(false); resolve({ status: 0, body: null }); };
    const form = new FormData();
    if (client) form.append("client", client);
    form.append("files", file.file, file.name.slice(-255));
    call.send(form);
  });
}

function parsed(text: string): unknown {
  try { return JSON.parse(text); } catch { return null; }
}

function mark(file: Sending, client: string | null): string {
  return [client ?? "", file.name, file.file.size, file.file.lastModified].join("|");
}

function remembered(): Record<string, string> {
  return (parsed(localStorage.getItem(KEPT) ?? "{}") ?? {}) as Record<string, string>;
}

function remember(file: Sending, client: string | null): void {
  const kept = Object.entries({ ...remembered(), [mark(file, client)]: file.sha256 }).slice(-KEPT_MOST);
  localStorage.setItem(KEPT, JSON.stringify(Object.fromEntries(kept)));
}

function forget(): void {
  localStorage.removeItem(KEPT);
}

/** The files of a drop, those inside folders with the folders' names. */
export async function dropped(data: DataTransfer): Promise<{ file: File; name: string }[]> {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (!entries.length) return [...data.files].map((file) => ({ file, name: file.name }));
  return (await Promise.all(entries.map(filesOf))).flat();
}

async function filesOf(entry: FileSystemEntry): Promise<{ file: File; name: string }[]> {
  if (entry.name.startsWith(".") || entry.name === "Thumbs.db") return []; // left by the system, never documents
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [{ file, name: entry.fullPath.replace(/^\//, "") }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: FileSystemEntry[] = [];
  for (;;) { // a reader gives a hundred at a time
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) break;
    found.push(...some);
  }
  found.sort((a, b) => a.name.localeCompare(b.name, "it", { numeric: true }));
  return (await Promise.all(found.map(filesOf))).flat();
}
