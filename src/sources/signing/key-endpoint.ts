import { exchange } from "../../kernel/http-client.ts";
import type { Secret } from "../../kernel/secret.ts";
import { type Curve, type ListedKey, readKeyDocument } from "./key-document.ts";

const LONGEST_PAUSE_SECONDS = 60;
const MAX_ETAG_CHARACTERS = 256;

export interface KeyEndpoint {
  readonly url: string;
  /** Sent as a bearer token. */
  readonly token?: Secret | undefined;
  /** What its keys may be on. */
  readonly curves: readonly Curve[];
}

/** The endpoint answered, but not with a key document. */
export class KeyEndpointError extends Error {
  override readonly name = "KeyEndpointError";
  /** What the endpoint asked us to wait (`Retry-After`), in milliseconds; at most a minute, or it could silence us for long. */
  readonly pause: number;

  constructor(message: string, pause = 0) {
    super(message);
    this.pause = pause;
  }
}

export interface FetchedKeys {
  readonly keys: ReadonlyMap<string, ListedKey>;
  readonly etag: string | null;
}

/**
 * One conditional request for the key document; null when it is the one that `etag` names.
 * @throws HttpFailure, KeyEndpointError or KeyDocumentError
 */
export async function fetchKeys(endpoint: KeyEndpoint, etag: string | null, timeoutMs: number): Promise<FetchedKeys | null> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (etag !== null) headers["if-none-match"] = etag;
  if (endpoint.token !== undefined) headers["authorization"] = `Bearer ${endpoint.token.reveal("ask for signing keys")}`;

  const answer = await exchange(endpoint.url, { headers, timeoutMs });
  // A 304 that nobody asked for says nothing about keys that we do not have.
  if (answer.status === 304 && etag !== null) return null;
  if (answer.status !== 200) {
    throw new KeyEndpointError(`the key endpoint answered ${answer.status} instead of 200`, pauseOf(answer.headers));
  }
  return { keys: readKeyDocument(answer.body, endpoint.curves), etag: etagOf(answer.headers) };
}

function pauseOf(headers: Headers): number {
  const seconds = Number(headers.get("retry-after") ?? 0);
  return seconds > 0 ? Math.min(seconds, LONGEST_PAUSE_SECONDS) * 1000 : 0;
}

function etagOf(headers: Headers): string | null {
  const etag = headers.get("etag");
  return etag !== null && etag !== "" && etag.length <= MAX_ETAG_CHARACTERS ? etag : null;
}
