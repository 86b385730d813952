// Whether the service answers, and whether the session has ended: every call goes through here, so no screen has to ask.
import type { Session } from "./client";

const ASK_AGAIN_MS = 2000;
/** Where a 401 is an answer, not the end of a session. */
const SIGNING_IN = new Set(["/v1/session", "/v1/session/code"]);

class Connection {
  /** The last call got no answer at all. */
  lost = $state(false);
  /** A call was refused because the session has ended: it waits until somebody signs in. */
  ended = $state(false);
  private csrfToken = "";
  private person = "";
  private waiting: ((same: boolean) => void)[] = [];
  private asking = 0;

  /** Somebody signed in: calls that wait go on when it is the same person, and are given up when it is not. */
  signedIn(session: Session): void {
    const same = this.person === "" || this.person === session.person_id;
    this.csrfToken = session.csrf_token;
    this.person = session.person_id;
    this.ended = false;
    for (const go of this.waiting.splice(0)) go(same);
  }

  /** Somebody signed out: nothing is kept of who it was. */
  signedOut(): void {
    this.csrfToken = this.person = "";
    this.ended = false;
    for (const go of this.waiting.splice(0)) go(false);
  }

  /** `fetch` with the CSRF token; a call refused because the session ended is sent again after signing in. Throws as fetch does. */
  fetch = async (request: Request): Promise<Response> => {
    for (;;) {
      const answer = await this.once(request);
      if (answer.status !== 401 || this.person === "" || SIGNING_IN.has(new URL(request.url).pathname)) return answer;
      if (!(await this.signedInAgain())) return answer;
    }
  };

  /** Headers of a call that is not made by `fetch`. */
  headers(): Record<string, string> {
    return this.csrfToken ? { "X-CSRF-Token": this.csrfToken } : {};
  }

  /** Waits until somebody signs in again; false when it was somebody else. */
  signedInAgain(): Promise<boolean> {
    this.ended = true;
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** What a call found out about the line. While it is cut, the service is asked again every two seconds. */
  heard(answered: boolean): void {
    this.lost = !answered;
    window.clearTimeout(this.asking);
    if (!answered) this.asking = window.setTimeout(() => void this.ask(), ASK_AGAIN_MS);
  }

  private async ask(): Promise<void> {
    await this.once(new Request(new URL("/healthz", location.origin))).catch(() => undefined);
  }

  private async once(request: Request): Promise<Response> {
    const copy = request.clone();
    if (request.method !== "GET") for (const [name, value] of Object.entries(this.headers())) copy.headers.set(name, value);
    try {
      const answer = await fetch(copy);
      this.heard(true);
      return answer;
    } catch (error) {
      if (error instanceof TypeError) this.heard(false);
      throw error;
    }
  }
}

export const connection = new Connection();
