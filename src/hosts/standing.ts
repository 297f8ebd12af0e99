import { AppError } from "../kernel/errors.ts";
import { exchange, HttpFailure, type IncomingAnswer } from "../kernel/http-client.ts";
import type { HostApi } from "./rest.ts";

/** What a host says of the token that it is asked with. */
export interface Standing {
  /** One line for people. */
  readonly found: string;
  /** What it should have, and what does not work without. */
  readonly lacks: readonly string[];
}

/** A question that any token may ask that reads repositories, and that costs the host little. */
export interface Probe {
  /** Below the API, with its query. */
  readonly path: string;
  /** What may be answered to a token that is good and was made for nothing but repositories. */
  readonly alsoGood?: readonly number[];
  /** What the answer, JSON, tells beyond that the token is good. */
  readonly told?: (answer: unknown) => Standing;
}

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 4 * 1024 * 1024;
const GOOD: Standing = { found: "", lacks: [] };

/** Asks a host by a token, without changing anything. @throws AppError where it cannot be asked, or does not take the token */
export async function standingAt({ credentials, token, url }: HostApi, { alsoGood = [], path, told }: Probe): Promise<Standing> {
  const { host } = new URL(url);
  const headers = { accept: "application/json", ...credentials(token.reveal("ask a code host what it may read")) };
  const answer = await exchange(`${url}${path}`, { headers, timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES }).catch((error: unknown) => {
    throw error instanceof HttpFailure ? new AppError("unavailable", error.message) : error;
  });
  const { status } = answer;
  // A page to sign in is what Azure DevOps answers with 203.
  if (status === 401 || status === 203) throw new AppError("unauthorized", `${host} does not take the token (${status})`);
  if (status === 403 && !alsoGood.includes(status)) throw new AppError("unauthorized", `${host} lets the token read no repository (403)`);
  if (status === 404) throw new AppError("unavailable", `${host} has no such API there (404)`);
  if (status !== 200 && !alsoGood.includes(status)) throw new AppError("unavailable", `${host} answered ${status}`);
  const { found, lacks } = status === 200 ? (told?.(jsonOf(answer)) ?? GOOD) : GOOD;
  return { found: `${host} takes the token${found === "" ? "" : `; ${found}`}`, lacks };
}

/** Undefined when it is none. */
function jsonOf({ body }: IncomingAnswer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

/** Scopes as a host names them: of anything else none is shown. */
export function scopesIn(named: unknown): readonly string[] {
  const list = typeof named === "string" ? named.split(",") : Array.isArray(named) ? named : [];
  return list
    .map((scope) => String(scope).trim())
    .filter((scope) => /^[\w:.-]{1,60}$/u.test(scope))
    .slice(0, 40);
}
