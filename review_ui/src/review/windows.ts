// The person's other windows in this browser: each tells which tasks it shows, so that none takes a task out of another's hands.
const MOST_WAITED_MS = 1500; // for windows that are there by their mark: one that died does not answer
const MARK = "spunta.window.";
type Told = { window: string; shown: readonly string[] } | { asks: true };

export class Windows {
  private readonly channel = new BroadcastChannel("spunta.review");
  private readonly name = crypto.randomUUID();
  private readonly told = new Map<string, readonly string[]>();
  private heard = (): void => undefined;

  /** `mine`: the tasks this window shows, has fetched ahead, or has answered and not sent yet. */
  constructor(private readonly mine: () => readonly string[]) {
    localStorage.setItem(MARK + this.name, "");
    this.channel.onmessage = ({ data }: MessageEvent<Told>) => {
      if ("asks" in data) this.channel.postMessage({ window: this.name, shown: this.mine() });
      else { this.told.set(data.window, data.shown); this.heard(); }
    };
  }

  /** The tasks that this window and the living others show; at once where there is no other. */
  async shown(): Promise<string[]> {
    const others = Object.keys(localStorage).filter((key) => key.startsWith(MARK) && key !== MARK + this.name).map((key) => key.slice(MARK.length));
    this.told.clear();
    if (others.length) {
      this.channel.postMessage({ asks: true });
      await new Promise<void>((resolve) => {
        this.heard = (): void => { if (others.every((name) => this.told.has(name))) resolve(); };
        window.setTimeout(resolve, MOST_WAITED_MS);
      });
      for (const name of others) if (!this.told.has(name)) localStorage.removeItem(MARK + name);
    }
    return [...new Set([...this.mine(), ...[...this.told.values()].flat()])];
  }

  close(): void {
    localStorage.removeItem(MARK + this.name);
    this.channel.close();
  }
}
