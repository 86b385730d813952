// Claims tasks, keeps their leases, has the next one ready and decoded, and saves answers in the background.
import { answered, api, type FieldAnswer, Refusal, type ReviewTask, type Schemas } from "../api/client";
import { painted } from "./painted";
import { Windows } from "./windows";

export type Answer = Schemas["ReviewAnswer"];
const RETRY_MS = 2000;
const ASK_AGAIN_MS = 20_000; // of work at the keys: whoever comes back to this window learns soon that another one has the task
const REOPEN_MS = 60_000;
const UNSENT = "spunta.unsent";
const REFUSED = "spunta.refused";
const DRAFT = "spunta.draft";
const PICTURES_KEPT = 12;
const NEAR_THE_END = 4; // fields: from here on the next task's pictures are decoded, should the long document have pushed them out
const LOOKS_BACK = 2; // claims of a new window that ask for what an earlier one left: the task that was shown, and the one fetched ahead

/** What was typed, in words: shown when the service does not take it any more. */
export interface Typed {
  source: string;
  fields: [label: string, text: string][];
}

/** Why a task is lost: the person's own other window has it, or has answered it; it is somebody else's; it is closed. */
export const LOST = ["held_elsewhere", "answered_elsewhere", "lost_lease", "task_closed"] as const;
export type Lost = (typeof LOST)[number];

/** An answer that the service did not take. */
export interface Refused extends Typed {
  why: Lost;
  /** The answer, which can still be saved when this person's other window has the task. */
  unsent?: Omit<Unsent, "typed">;
}

/** The refusal's code as a reason. */
export function lostBy(code: string | undefined): Lost {
  return LOST.find((one) => one === code) ?? "lost_lease";
}

/** What was typed and decided so far in the document on the screen: field -> text and action. */
export interface Draft {
  task: string;
  version: number | null;
  fields: Record<string, { text: string; action: FieldAnswer["action"] | null }>;
}

interface Unsent {
  task: string;
  answer: Answer;
  typed: Typed;
}

/** Tells the screen what happens: how many answers are on their way, whether the service is away, which lease was lost. */
export interface QueueEvents {
  saving(count: number): void;
  offline(is: boolean): void;
  lost(task: string, why: Lost): void;
  /** Answers that came too late: what was typed stays here until the person has seen it. */
  refused(typed: readonly Refused[]): void;
  /** Known errors that were overlooked in an answer. */
  missed(count: number): void;
  signedOut(): void;
}

export class ReviewQueue {
  /** The next task; undefined when asking for it failed. */
  private next: Promise<ReviewTask | null | undefined> | null = null;
  private shelf: ReviewTask[] = [];
  private held = new Map<string, string>();
  private unsent = kept<Unsent>(UNSENT);
  private refused = kept<Refused>(REFUSED);
  private last: { task: string; at: number } | null = null;
  private sending: Promise<void> | null = null;
  private pictures = new Map<string, Promise<unknown>>();
  private renewing = 0;
  private renewedAt = 0;
  private looks = LOOKS_BACK;
  private readonly windows = new Windows(() => this.shown);
  private readonly again = (): void => { void this.sendAll(); };
  private readonly seenAgain = (): void => { if (document.visibilityState === "visible") void this.renewAll(); };

  /** `picturesKept`: how many pictures stay decoded. */
  constructor(private readonly events: QueueEvents, private readonly picturesKept = PICTURES_KEPT) {
    window.addEventListener("online", this.again);
    window.addEventListener("focus", this.seenAgain);
    document.addEventListener("visibilitychange", this.seenAgain);
    events.refused(this.refused);
    void this.sendAll();
  }

  /** The next task, ready to be shown; null when nothing waits. The one after it is asked for as soon as this one is painted. */
  async take(): Promise<ReviewTask | null> {
    const shelved = this.shelf.shift();
    if (shelved) return shelved;
    const ready = await this.next;
    this.next = null;
    const task = ready === undefined || ready === null ? await this.claim() : ready;
    if (task) this.next = painted().then(() => this.claim()).catch(() => undefined);
    return task;
  }

  /** Saves an answer: kept here at once, sent behind what is shown next, tried until the service has it, also after the page was closed. */
  send(task: Pick<ReviewTask, "id" | "kind">, answer: Answer, typed: Typed): void {
    this.held.delete(task.id);
    localStorage.removeItem(DRAFT);
    this.last = task.kind === "fields" && answer.park === null ? { task: task.id, at: performance.now() } : null;
    this.unsent.push({ task: task.id, answer, typed });
    this.keep();
    void painted().then(this.again);
  }

  /** The task saved last, once more; `shown` comes after it. Null when it is too late. Throws as the service refuses. */
  async reopen(shown: ReviewTask | null): Promise<ReviewTask | null> {
    const last = this.last;
    if (!last || performance.now() - last.at > REOPEN_MS) return null;
    await this.sendAll();
    if (this.unsent.length) return null;
    const task = await this.made(await api.POST("/v1/review/{task}/reopen", { params: { path: { task: last.task } } }));
    this.last = null;
    if (shown) this.shelf.unshift(shown);
    return task;
  }

  /** The task once more, out of the hands of this person's other window. Throws as the service refuses. */
  async takeBack(task: string): Promise<ReviewTask> {
    return this.made(await api.POST("/v1/review/{task}/take-back", { params: { path: { task } } }));
  }

  /** Saves an answer after all that was refused because another window of this person had the task: once, under a new lease. */
  async saveAfterAll(one: Refused): Promise<void> {
    const { source, fields, unsent } = one;
    if (!unsent) return;
    const { task, answer } = unsent;
    let why: Lost | null = null;
    try {
      const again = await this.takeBack(task);
      this.held.delete(task);
      this.unsent.push({ task, answer: { ...answer, lease: again.lease.token }, typed: { source, fields } });
    } catch (error) {
      if (!(error instanceof Refusal)) return this.events.offline(true); // it stays where it is, and can be tried again
      why = lostBy(error.code);
    }
    this.refused = this.refused.flatMap((other) => (other !== one ? [other] : why ? [{ source, fields, why }] : []));
    this.keepRefused();
    this.keep();
    await this.sendAll();
  }

  /** Somebody works here: asks now and then whether what is shown is still this window's. */
  atWork(): void {
    if (performance.now() - this.renewedAt > ASK_AGAIN_MS) void painted().then(() => this.renewAll());
  }

  /** Keeps a task that was taken but is not shown yet: it is the next one. */
  shelve(task: ReviewTask): void {
    this.shelf.push(task);
  }

  /** The person has seen what was refused. */
  dismiss(): void {
    this.refused = [];
    this.keepRefused();
  }

  /** Keeps what was typed so far: a page that is loaded again, or dies, finds it. */
  keepDraft(draft: Draft): void {
    localStorage.setItem(DRAFT, JSON.stringify(draft));
  }

  /** What was typed in this document before the page was loaded again; null when nothing was, or the document has changed since. */
  draftOf(task: ReviewTask): Draft | null {
    const draft = JSON.parse(localStorage.getItem(DRAFT) ?? "null") as Draft | null;
    return draft && draft.task === task.id && draft.version === task.version ? draft : null;
  }

  /** Keeps a task that is leased to this person, until it is answered or given back. */
  hold(task: string, lease: string, renewEverySeconds: number): void {
    this.held.set(task, lease);
    this.renewedAt = performance.now();
    window.clearTimeout(this.renewing);
    const renew = (): void => { this.renewing = window.setTimeout(() => void this.renewAll().then(renew), renewEverySeconds * 1000); };
    renew();
  }

  /** Gives one task back. */
  release(task: string): void {
    const lease = this.held.get(task);
    if (lease === undefined) return;
    this.held.delete(task);
    void api.POST("/v1/review/{task}/release", { params: { path: { task } }, body: { lease }, keepalive: true }).catch(() => undefined);
  }

  /** Gives everything back that is held. */
  leave(): void {
    window.clearTimeout(this.renewing);
    window.removeEventListener("online", this.again);
    window.removeEventListener("focus", this.seenAgain);
    document.removeEventListener("visibilitychange", this.seenAgain);
    this.windows.close();
    for (const task of [...this.held.keys()]) this.release(task);
  }

  /** Fetches and decodes the pictures of the doubtful fields from `from` on, a few ahead of the eye; near the end also those of the next task. */
  aheadOf(task: ReviewTask, from: number): void {
    void this.ahead(task, from);
    if (task.fields.slice(from).filter((field) => field.ask).length <= NEAR_THE_END) void this.next?.then((next) => next && this.ahead(next, 0, 2));
  }

  private ahead(task: ReviewTask, from: number, count = 3): Promise<unknown> {
    const asked = task.fields.slice(from).filter((field) => field.ask);
    const wanted = new Set<string>();
    for (const field of asked) {
      const address = pictureOf(task, field);
      if (address) wanted.add(address);
      if (wanted.size === count) break;
    }
    if (!wanted.size && !task.least_view) for (const page of task.pages.slice(0, 2)) wanted.add(page.url);
    return Promise.all([...wanted].map((address) => this.decoded(address)));
  }

  /** Fetches and decodes one picture before it is shown. */
  decoded(address: string): Promise<unknown> {
    const known = this.pictures.get(address);
    if (known) {
      this.pictures.delete(address); // the one asked for last goes last
      this.pictures.set(address, known);
      return known;
    }
    const image = new Image();
    image.src = address;
    const ready = image.decode().then(() => image, () => this.pictures.delete(address)); // one that fails is shown as it comes
    this.pictures.set(address, ready);
    for (const old of [...this.pictures.keys()].slice(0, Math.max(0, this.pictures.size - this.picturesKept))) this.pictures.delete(old);
    return ready;
  }

  private async claim(): Promise<ReviewTask | null> {
    const looksBack = this.looks > 0;
    this.looks -= 1;
    const query = looksBack ? { resume: true, shown: await this.windows.shown() } : {};
    const answer = await api.GET("/v1/review/next", { params: { query } });
    if (answer.response.status === 204) {
      this.looks = 1; // before it is said that nothing waits: an answer that never arrived may have leased something
      return looksBack ? null : await this.claim();
    }
    if (answer.response.status === 401) this.events.signedOut();
    return this.made(answer);
  }

  /** The tasks of this window. */
  private get shown(): string[] {
    return [...this.held.keys(), ...this.unsent.map(({ task }) => task)];
  }

  private async made(answer: { data?: unknown; error?: unknown; response: Response }): Promise<ReviewTask> {
    const task = answered(answer) as ReviewTask;
    this.hold(task.id, task.lease.token, task.lease.renew_every_seconds);
    await this.ahead(task, 0, 2);
    return task;
  }

  private async renewAll(): Promise<void> {
    this.renewedAt = performance.now();
    for (const [task, lease] of this.held) {
      try {
        const answer = await api.POST("/v1/review/{task}/renew", { params: { path: { task } }, body: { lease } });
        if (answer.response.status === 409 || answer.response.status === 404) {
          this.held.delete(task);
          this.shelf = this.shelf.filter((shelved) => shelved.id !== task);
          if ((await this.next)?.id === task) this.next = null;
          this.events.lost(task, lostBy((answer.error as { code?: string } | undefined)?.code));
        }
      } catch {
        this.events.offline(true);
      }
    }
  }

  private sendAll(): Promise<void> {
    this.sending ??= this.sendEach().finally(() => { this.sending = null; });
    return this.sending;
  }

  private async sendEach(): Promise<void> {
    while (this.unsent[0]) {
      const { task, answer, typed } = this.unsent[0];
      try {
        const done = answered(await api.POST("/v1/review/{task}", { params: { path: { task } }, body: answer })) as Schemas["ReviewDone"];
        if (done.missed_seeds) this.events.missed(done.missed_seeds);
      } catch (error) {
        if (!(error instanceof Refusal) || error.status >= 500 || error.status === 429) {
          this.events.offline(true);
          window.setTimeout(this.again, RETRY_MS);
          return;
        }
        if (error.status === 401) return this.events.signedOut();
        const why = lostBy(error.code);
        const { source, fields } = typed;
        this.refused = [...this.refused, why === "held_elsewhere" ? { source, fields, why, unsent: { task, answer } } : { source, fields, why }];
        this.keepRefused();
      }
      this.unsent.shift();
      this.keep();
    }
    this.events.offline(false);
  }

  private keepRefused(): void {
    localStorage.setItem(REFUSED, JSON.stringify(this.refused));
    this.events.refused(this.refused);
  }

  private keep(): void {
    localStorage.setItem(UNSENT, JSON.stringify(this.unsent));
    this.events.saving(this.unsent.length);
  }
}

/** The picture a field is read from: its page, or its crop alone where the client company wants the least seen. */
export function pictureOf(task: ReviewTask, field: ReviewTask["fields"][number]): string | null {
  if (!field.box) return null;
  if (task.least_view) return `/v1/documents/${task.document_id}/fields/${encodeURIComponent(field.key)}/crop`;
  return task.pages.find((page) => page.number === field.page)?.url ?? null;
}

function kept<T>(name: string): T[] {
  return JSON.parse(localStorage.getItem(name) ?? "[]") as T[];
}
