// What a service that verifies tokens by itself needs to deny a leaked one at once: it follows the revocation feed and
// remembers which tokens are dead. No dependencies; Node.js 20 or newer.
//
//   const cache = new RevocationCache("https://tokenward.example", process.env.ADMIN_TOKEN);
//   await cache.ready();
//   if (cache.isRevoked("builtin", tokenId)) deny();

const RETRY_MS = 1_000;
// The feed says something every 15 s, if only that it is still there.
const SILENCE_MS = 40_000;

interface Entry {
  readonly id: string;
  readonly event: "revoked" | "restored";
  readonly issuer: string;
  readonly cursor: string;
}

export class RevocationCache {
  #revoked = new Set<string>();
  /** What was known before the feed had to be read anew: it is denied until that is done. */
  #before = new Set<string>();
  readonly #url: URL;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #stop = new AbortController();
  readonly #caughtUp: Promise<void>;
  #cursor = "";

  constructor(url: string, adminToken: string) {
    this.#url = new URL("/revocations", url);
    this.#headers = { authorization: `Bearer ${adminToken}` };
    this.#caughtUp = this.#readOld();
    void this.#caughtUp.then(async () => await this.#follow()).catch(() => undefined);
  }

  /** Resolves when everything that was revoked so far is known; until then, deny or ask the issuer. */
  ready(): Promise<void> {
    return this.#caughtUp;
  }

  isRevoked(issuer: string, tokenId: string): boolean {
    const key = `${issuer} ${tokenId}`;
    return this.#revoked.has(key) || this.#before.has(key);
  }

  close(): void {
    this.#stop.abort();
  }

  async #readOld(): Promise<void> {
    for (;;) {
      const page = new URL(this.#url);
      if (this.#cursor !== "") page.searchParams.set("after", this.#cursor);
      const response = await fetch(page, { headers: { ...this.#headers, accept: "application/json" }, signal: this.#stop.signal });
      if (!response.ok) throw new Error(`the revocation feed answers ${response.status}`);
      const { revocations } = (await response.json()) as { revocations: Entry[] };
      if (revocations.length === 0) return;
      for (const entry of revocations) this.#learn(entry);
    }
  }

  /** After a pause that was longer than history is kept: some of what happened in it may be forgotten. */
  async #beginAnew(): Promise<void> {
    this.#before = new Set([...this.#before, ...this.#revoked]);
    this.#revoked = new Set();
    this.#cursor = "";
    await this.#readOld();
    this.#before = new Set();
  }

  /** For ever: a connection that breaks is made again, and goes on where the last one ended. */
  async #follow(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.#listen().catch(() => undefined);
      await new Promise((resolve) => {
        setTimeout(resolve, RETRY_MS).unref();
      });
    }
  }

  async #listen(): Promise<void> {
    const silence = new AbortController();
    let timer = setTimeout(() => silence.abort(), SILENCE_MS);
    try {
      const response = await fetch(this.#url, {
        headers: { ...this.#headers, accept: "text/event-stream", "last-event-id": this.#cursor },
        signal: AbortSignal.any([this.#stop.signal, silence.signal]),
      });
      if (response.status === 410) {
        await this.#beginAnew();
        return;
      }
      if (!response.ok) throw new Error(`the revocation feed answers ${response.status}`);
      let text = "";
      for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(), SILENCE_MS);
        const events = (text + chunk).split("\n\n");
        text = events.pop() ?? "";
        const data = events.flatMap((event) => /^data: (.*)$/mu.exec(event)?.[1] ?? []);
        for (const line of data) this.#learn(JSON.parse(line) as Entry);
      }
    } finally {
      clearTimeout(timer);
    }
  }

  #learn({ cursor, event, id, issuer }: Entry): void {
    const key = `${issuer} ${id}`;
    if (event === "revoked") this.#revoked.add(key);
    else this.#revoked.delete(key);
    this.#cursor = cursor;
  }
}
