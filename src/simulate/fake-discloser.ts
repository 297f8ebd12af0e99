import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type Server, type ServerResponse } from "node:http";
import { createFakeKey, type FakeKey, signatureOf } from "./fake-keys.ts";
import { FAULTS, type Fault, type FaultName } from "./key-endpoint-faults.ts";
import { type PostAnswer, post } from "./post.ts";

/** How long GitHub waits for partners that send labels back. */
const TIMEOUT_MS = 30_000;

export interface SendOptions {
  /** Added to the signature headers, or put in place of them. */
  readonly headers?: OutgoingHttpHeaders;
  /** Sign with a key that was retired by `rotate()`, or with one of your own. */
  readonly key?: FakeKey;
  readonly timeoutMs?: number;
}

export interface DiscloserKind {
  readonly keysPath: string;
  readonly keyIdHeader: string;
  readonly signatureHeader: string;
}

/**
 * Plays one who signs arrays of leaked tokens: publishes keys, rotates them, signs alerts and posts them.
 * It shares no code with the receiver, so that a misreading of the protocol cannot hide on both sides.
 */
export class FakeDiscloser {
  /** Newest first; the first is the current one. */
  readonly keys: FakeKey[] = [createFakeKey()];
  /** How often the key endpoint was asked, whatever it answered. */
  keyRequests = 0;
  /** Headers of the last request to the key endpoint. */
  lastKeyRequest: IncomingMessage["headers"] | null = null;
  /** What the endpoint publishes in place of its own keys: to see strange documents refused. */
  document: unknown = null;
  #fault: Fault | null = null;
  readonly #kind: DiscloserKind;
  readonly #server: Server = createServer((request, response) => this.#answer(request, response));

  constructor(kind: DiscloserKind) {
    this.#kind = kind;
  }

  /** `port` 0 takes a free one. Only this machine can reach it. */
  async listen(port = 0): Promise<this> {
    // once() rejects when the port is taken.
    await once(this.#server.listen(port, "127.0.0.1"), "listening");
    return this;
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close().closeAllConnections();
    await closed;
  }

  get origin(): string {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("the fake discloser was stopped");
    return `http://127.0.0.1:${address.port}`;
  }

  get keysUrl(): string {
    return this.origin + this.#kind.keysPath;
  }

  get currentKey(): FakeKey {
    return this.keys[0]!;
  }

  /** A new key becomes the current one; the old ones stay listed as not current. */
  rotate(key: FakeKey = createFakeKey()): FakeKey {
    this.keys.unshift(key);
    return key;
  }

  /** Lets the key endpoint misbehave until `repair()`. */
  break(fault: FaultName | Fault): void {
    this.#fault = typeof fault === "string" ? FAULTS[fault] : fault;
  }

  repair(): void {
    this.#fault = null;
  }

  sign(body: Buffer, key: FakeKey = this.currentKey): Record<string, string> {
    return { [this.#kind.keyIdHeader]: key.id, [this.#kind.signatureHeader]: signatureOf(key, body) };
  }

  /** Posts one signed alert of any number of records, `{token, type, url, source}` or anything else, or exactly the bytes of a Buffer. */
  async send(url: string, records: readonly unknown[] | Buffer, options: SendOptions = {}): Promise<PostAnswer> {
    // Their bodies hold no spaces: whoever parses and prints them again before verifying finds out by real traffic only.
    const body = Buffer.isBuffer(records) ? records : Buffer.from(JSON.stringify(records));
    const headers = { "Content-Type": "application/json", Accept: "*/*", ...this.sign(body, options.key), ...options.headers };
    return await post(url, body, headers, options.timeoutMs ?? TIMEOUT_MS);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    if (request.method !== "GET" || request.url !== this.#kind.keysPath) {
      response.writeHead(404).end();
      return;
    }
    this.keyRequests += 1;
    this.lastKeyRequest = request.headers;
    if (this.#fault === null) this.#publish(request, response);
    else this.#fault(response);
  }

  #publish(request: IncomingMessage, response: ServerResponse): void {
    const document = JSON.stringify(this.document ?? { public_keys: this.keys.map((key, index) => listed(key, index === 0)) });
    const etag = `W/"${createHash("sha256").update(document).digest("hex")}"`;
    if (request.headers["if-none-match"] === etag) response.writeHead(304, { etag }).end();
    else response.writeHead(200, { "content-type": "application/json; charset=utf-8", etag }).end(document);
  }
}

function listed(key: FakeKey, isCurrent: boolean): object {
  return { key_identifier: key.id, key: key.publicPem, is_current: isCurrent };
}
