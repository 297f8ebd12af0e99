import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook, WebhookVerificationError } from "standardwebhooks";
import type { Trouble } from "../conformance/issuers/far-side.ts";
import { atEnd } from "./at-end.ts";

export const WHSEC = `whsec_${Buffer.alloc(32, 5).toString("base64")}`;
export const CLIENT = { client_id: "tokenward", client_secret: "s:e/c ret" };

interface IssuedToken {
  readonly id: string;
  alive: boolean;
  suspended: boolean;
  /** How often something put an end to it. */
  deaths: number;
}

interface Seen {
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

interface ContractQuestion {
  readonly type: "lookup" | "revoke" | "suspend" | "restore";
  readonly tokens: readonly { readonly id?: string | null; readonly token?: string }[];
}

const GITHUB_LIMIT = 1_000;

/** An issuer's own API, written against the standards and not against our client: OAuth, our contract, and GitHub's. It ends with the test file. */
export class FakeIssuer {
  readonly tokens = new Map<string, IssuedToken>();
  readonly seen: Seen[] = [];
  /** Texts that its OAuth server refuses to speak of. */
  readonly refused = new Set<string>();
  trouble: Trouble | null = null;
  /** Answers every request in place of the usual answer. */
  instead: ((request: Seen, response: ServerResponse) => void) | null = null;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () =>
        this.#handle({ url: request.url ?? "", headers: request.headers, body: Buffer.concat(chunks).toString() }, response),
      );
    });
  }

  static async start(): Promise<FakeIssuer> {
    const fake = new FakeIssuer();
    await new Promise<void>((resolve) => fake.#server.listen(0, "127.0.0.1", resolve));
    atEnd(() => {
      fake.#server.closeAllConnections();
      fake.#server.close();
    });
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  issue(text: string): IssuedToken {
    const token = { id: randomUUID(), alive: true, suspended: false, deaths: 0 };
    this.tokens.set(text, token);
    return token;
  }

  #handle(request: Seen, response: ServerResponse): void {
    this.seen.push(request);
    const { trouble } = this;
    if (this.instead !== null) this.instead(request, response);
    else if (trouble === "down") response.socket?.destroy();
    else if (trouble === "silent") response.flushHeaders();
    else {
      const answer = this.#answer(request);
      // Looking things up works on, so that it is the change whose answer is lost.
      if (trouble === "forgotten" && !isLookup(request)) response.socket?.destroy();
      else response.writeHead(answer[0], { "content-type": "application/json" }).end(JSON.stringify(answer[1]));
    }
  }

  #answer(request: Seen): [status: number, body: unknown] {
    if (request.url === "/contract") return this.#contract(request);
    if (request.url === "/credentials/revoke") return this.#github(request);
    return this.#oauth(request);
  }

  #oauth({ body, headers, url }: Seen): [number, unknown] {
    const expected = `Basic ${Buffer.from("tokenward:s%3Ae%2Fc+ret").toString("base64")}`;
    if (headers.authorization !== expected) return [401, { error: "invalid_client" }];
    const text = new URLSearchParams(body).get("token") ?? "";
    if (this.refused.has(text)) return [400, { error: "invalid_request" }];
    const token = this.tokens.get(text);
    if (url === "/introspect") {
      return [
        200,
        token?.alive === true
          ? { active: true, sub: "ada", username: "ada@example.com", client_id: "ci", exp: 4_000_000_000 }
          : { active: false },
      ];
    }
    if (this.trouble === "refusing") return [400, { error: "unsupported_token_type" }];
    if (token !== undefined && this.trouble !== "lying") kill(token);
    return [200, {}];
  }

  #contract({ body, headers }: Seen): [number, unknown] {
    try {
      new Webhook(WHSEC).verify(body, headers as Record<string, string>);
    } catch (error) {
      if (error instanceof WebhookVerificationError) return [401, { error: "bad signature" }];
      throw error;
    }
    return [200, this.answerContract(JSON.parse(body) as ContractQuestion)];
  }

  /** The contract, whatever carries it. */
  answerContract({ tokens, type }: ContractQuestion): unknown {
    if (this.trouble === "lying" && type !== "lookup") return { results: [{ outcome: "revoked" }] };
    const results = tokens.map(({ id, token }) => {
      const known = token === undefined ? [...this.tokens.values()].find((one) => one.id === id) : this.tokens.get(token);
      if (type === "lookup") return lookupResult(known);
      return this.trouble === "refusing" ? { outcome: "refused", reason: "it is needed elsewhere" } : changeResult(type, known);
    });
    return { results };
  }

  #github({ body, headers }: Seen): [number, unknown] {
    const { credentials } = JSON.parse(body) as { credentials: string[] };
    if (headers.authorization !== undefined || credentials.length > GITHUB_LIMIT || this.trouble === "refusing") return [422, {}];
    if (this.trouble === "lying") return [200, {}];
    for (const text of credentials) {
      const token = this.tokens.get(text);
      if (token !== undefined) kill(token);
    }
    return [202, {}];
  }
}

function isLookup({ body, url }: Seen): boolean {
  return url === "/introspect" || body.startsWith('{"type":"lookup"');
}

function kill(token: IssuedToken): void {
  if (!token.alive) return;
  token.alive = false;
  token.deaths += 1;
}

function lookupResult(token: IssuedToken | undefined): object {
  if (token === undefined) return { status: "unknown" };
  const owner = { id: "ada", name: "Ada", email: "ada@example.com", locale: "en" };
  const revoked_at = token.alive ? null : new Date().toISOString();
  return { status: "known", id: token.id, name: "ci", owner, created_at: "2026-01-01T00:00:00Z", revoked_at };
}

function changeResult(type: ContractQuestion["type"], token: IssuedToken | undefined): object {
  if (token === undefined) return { outcome: "unknown" };
  const facts = { name: "ci", owner: { id: "ada", name: "Ada", email: "ada@example.com" } };
  if (type === "restore") {
    token.alive = true;
    return { outcome: "revoked" };
  }
  const outcome = token.alive ? "revoked" : "already";
  kill(token);
  token.suspended = type === "suspend";
  return { outcome, ...facts };
}
