// Claims tasks, keeps their leases, has the next one ready and decoded, and saves answers in the background.
import { answered, api, Refusal, type ReviewTask, type Schemas } from "../api/client";

export type Answer = Schemas["ReviewAnswer"];
const RETRY_MS = 2000;
const UNSENT = "spunta.unsent";

interface Unsent {
  task: string;
  answer: Answer;
}

/** Tells the screen what happens: how many answers are on their way, whether the service is away, which lease was lost. */
export interface QueueEvents {
  saving(count: number): void;
  offline(is: boolean): void;
  lost(task: string): void;
  signedOut(): void;
}

export class ReviewQueue {
  private next: Promise<ReviewTask | null> | null = null;
  private held = new Map<string, string>();
  private unsent: Unsent[] = JSON.parse(localStorage.getItem(UNSENT) ?? "[]") as Unsent[];
  private sending = false;
  private readonly renewing = window.setInterval(() => void this.renewAll(), 45_000);

  constructor(private readonly events: QueueEvents) {
    window.addEventListener("online", () => void this.sendAll());
    void this.sendAll();
  }

  /** The next task, ready to be shown; null when nothing waits. The one after it is asked for at once. */
  async take(): Promise<ReviewTask | null> {
    const task = await (this.next ?? this.claim());
    this.next = null;
    if (task) this.next = this.claim().catch(() => null);
    return task;
  }

  /** Saves an answer in the background: tried until the service has it, also after the page was closed. */
  send(task: ReviewTask, answer: Answer): void {
    this.held.delete(task.id);
    this.unsent.push({ task: task.id, answer });
    this.keep();
    void this.sendAll();
  }

  /** Gives everything back that is held. */
  leave(): void {
    window.clearInterval(this.renewing);
    for (const [task, lease] of this.held) {
      void api.POST("/v1/review/{task}/release", { params: { path: { task } }, body: { lease }, keepalive: true }).catch(() => undefined);
    }
    this.held.clear();
  }

  private async claim(): Promise<ReviewTask | null> {
    const answer = await api.GET("/v1/review/next");
    if (answer.response.status === 204) return null;
    if (answer.response.status === 401) this.events.signedOut();
    const task = answered(answer) as ReviewTask;
    this.held.set(task.id, task.lease.token);
    await Promise.all(task.pages.slice(0, 2).map((page) => decoded(page.url)));
    return task;
  }

  private async renewAll(): Promise<void> {
    for (const [task, lease] of this.held) {
      try {
        const answer = await api.POST("/v1/review/{task}/renew", { params: { path: { task } }, body: { lease } });
        if (answer.response.status === 409 || answer.response.status === 404) {
          this.held.delete(task);
          this.events.lost(task);
        }
      } catch {
        this.events.offline(true);
      }
    }
  }

  private async sendAll(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    try {
      while (this.unsent[0]) {
        const { task, answer } = this.unsent[0];
        try {
          answered(await api.POST("/v1/review/{task}", { params: { path: { task } }, body: answer }));
        } catch (error) {
          if (!(error instanceof Refusal) || error.status >= 500 || error.status === 429) {
            this.events.offline(true);
            window.setTimeout(() => void this.sendAll(), RETRY_MS);
            return;
          }
          if (error.status === 401) return this.events.signedOut();
          this.events.lost(task);
        }
        this.unsent.shift();
        this.keep();
      }
      this.events.offline(false);
    } finally {
      this.sending = false;
    }
  }

  private keep(): void {
    localStorage.setItem(UNSENT, JSON.stringify(this.unsent));
    this.events.saving(this.unsent.length);
  }
}

/** Fetches and decodes a picture ahead of its being shown; a picture that fails is shown as it comes. */
export async function decoded(url: string): Promise<void> {
  const image = new Image();
  image.src = url;
  await image.decode().catch(() => undefined);
}
