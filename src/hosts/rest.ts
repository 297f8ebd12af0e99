import { setTimeout as delay } from "node:timers/promises";
import type { z } from "zod";
import { AppError } from "../kernel/errors.ts";
import { HttpFailure, type OpenAnswer, openExchange } from "../kernel/http-client.ts";
import { retryAfter } from "../kernel/net/retry-after.ts";
import type { Secret } from "../kernel/secret.ts";
import { Omitted } from "./omitted.ts";
import type { Budget } from "./push/budget.ts";

/** Where a host's API is and how it knows us; from the configuration alone. */
export interface HostApi {
  /** Without a slash at the end. */
  readonly url: string;
  /** Where people see what the API reads; links lead nowhere else. Without a slash at the end. */
  readonly webUrl: string;
  readonly token: Secret;
  /** The headers that carry the token. */
  readonly credentials: (token: string) => Readonly<Record<string, string>>;
}

const CALL_MS = 30_000;
const MAX_JSON_BYTES = 32 * 1024 * 1024;
const MAX_FILE_BYTES = 8 * 1024 * 1024;
// Longer waits are another job's.
const MAX_WAIT_SECONDS = 60;
const MAX_RETRY_SECONDS = 3_600;
const TEXT_TYPES = /^(?:text\/(?!html)|application\/octet-stream)/iu;

/**
 * Reads from one host for one push, within its budget. Every address is put together here from the configured one and parts
 * that are escaped; one redirect is followed within that API, as hosts answer for a repository that was renamed.
 */
export class Rest {
  readonly #api: HostApi;
  readonly #budget: Budget;

  constructor(api: HostApi, budget: Budget) {
    this.#api = api;
    this.#budget = budget;
  }

  /** @throws Omitted, AppError `unavailable` */
  async json<T>(path: string, query: Query, schema: z.ZodType<T>): Promise<T> {
    return (await this.page(path, query, schema)).value;
  }

  /** As `json`, with the headers of the answer. */
  async page<T>(path: string, query: Query, schema: z.ZodType<T>): Promise<{ value: T; headers: Headers }> {
    const { body, headers } = await this.#whole(path, query, "application/json", MAX_JSON_BYTES);
    const parsed = schema.safeParse(jsonOf(body));
    if (!parsed.success) throw new Omitted("unreadable");
    return { value: parsed.data, headers };
  }

  /** A text of any length, in pieces; it ends where the budget does. @throws as `json` */
  async *text(path: string, query: Query = {}): AsyncGenerator<Uint8Array> {
    const { headers, pieces } = await this.#reading(() => this.#open(path, query, "text/plain", Number.POSITIVE_INFINITY));
    // Old versions of a host answer the same address with JSON: that it holds no diff must not pass for a diff that holds nothing.
    if (!TEXT_TYPES.test(headers.get("content-type") ?? "text/plain")) {
      await leave(pieces);
      throw new Omitted("unreadable");
    }
    try {
      yield* this.#counted(pieces);
    } catch (error) {
      throw this.#troubleOf(error);
    }
  }

  /** A whole file. @throws as `json` */
  async file(path: string, query: Query = {}, accept = "*/*"): Promise<Buffer> {
    try {
      return (await this.#whole(path, query, accept, MAX_FILE_BYTES)).body;
    } catch (error) {
      throw error instanceof HttpFailure && error.reason === "too_large" ? new Omitted("large_file") : error;
    }
  }

  async #whole(path: string, query: Query, accept: string, maxBytes: number): Promise<{ body: Buffer; headers: Headers }> {
    return await this.#reading(async () => {
      const { headers, pieces } = await this.#open(path, query, accept, maxBytes);
      return { body: await collect(this.#counted(pieces)), headers };
    });
  }

  /** Once more at once when the connection broke: a host may close one that was kept just as we ask by it. Nothing here changes anything. */
  async #reading<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work().catch(async (error: unknown) => {
        if (!(error instanceof HttpFailure) || error.reason !== "unreachable") throw error;
        return await work();
      });
    } catch (error) {
      throw this.#troubleOf(error);
    }
  }

  async *#counted(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of pieces) {
      this.#budget.spend("bytes", piece.length);
      yield piece;
    }
  }

  async #open(path: string, query: Query, accept: string, maxBytes: number): Promise<OpenAnswer> {
    for (;;) {
      this.#budget.spend("calls", 1);
      const answer = await this.#call(path, query, accept, maxBytes);
      if (answer.status >= 200 && answer.status < 300) return answer;
      await leave(answer.pieces);
      if (answer.status === 404 || answer.status === 410) throw new Omitted("gone");
      if (isRefusal(answer.status)) throw new Omitted("refused");
      const wished = retryAfter(answer.headers.get("retry-after"), MAX_RETRY_SECONDS);
      const waits = answer.status === 429 && wished !== undefined && wished <= MAX_WAIT_SECONDS && wished * 1_000 < this.#budget.msLeft;
      if (!waits) throw troubleWith(this.#api.url, answer.status, wished);
      await delay(wished * 1_000);
    }
  }

  async #call(path: string, query: Query, accept: string, maxBytes: number): Promise<OpenAnswer> {
    const { credentials, token, url } = this.#api;
    const timeoutMs = Math.min(CALL_MS, Math.ceil(this.#budget.msLeft));
    if (timeoutMs === 0) throw new Omitted("time");
    const search = new URLSearchParams(query).toString();
    return await openExchange(`${url}${path}${search === "" ? "" : `?${search}`}`, {
      headers: { accept, ...credentials(token.reveal("read from a code host")) },
      timeoutMs,
      maxBytes,
      oneHopBelow: url,
    });
  }

  #troubleOf(thrown: unknown): unknown {
    if (!(thrown instanceof HttpFailure) || thrown.reason === "too_large") return thrown;
    if (thrown.reason === "moved") return new Omitted("moved");
    return this.#budget.msLeft === 0 ? new Omitted("time") : new AppError("unavailable", thrown.message);
  }
}

type Query = Readonly<Record<string, string>>;

/** A path of the host's own making as parts of an address. @throws Omitted for one that would lead elsewhere */
export function escapePath(path: string): string {
  const parts = path.toWellFormed().split("/");
  if (parts.some((part) => part === "" || part === "." || part === "..")) throw new Omitted("gone");
  return parts.map(encodeURIComponent).join("/");
}

/** It says no, and will again. Wrong credentials are ours to change: until then it is asked again. */
function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && ![401, 403, 408, 429].includes(status);
}

function troubleWith(url: string, status: number, wished: number | undefined): AppError {
  const message = `${new URL(url).host}: answered ${status}`;
  return new AppError("unavailable", message, wished === undefined ? {} : { retryAfter: wished });
}

/** Ends an answer that is not read. */
async function leave(pieces: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    for await (const _ of pieces) return;
  } catch {
    // It ended by itself.
  }
}

/** A path as a part of a link, which nobody follows but people. */
export function linkPath(path: string): string {
  return path.toWellFormed().split("/").map(encodeURIComponent).join("/");
}

async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch {
    throw new Omitted("unreadable");
  }
}
