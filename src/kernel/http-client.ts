import { FORBIDDEN_ADDRESS } from "./net/forbidden.ts";

const USER_AGENT = "tokenward";
const DEFAULT_TIMEOUT_MS = 5_000;
const DEFAULT_MAX_BYTES = 1024 * 1024;
// 304 is an answer, not a redirect.
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const MOVED: ReadonlySet<number> = new Set([301, 308]);
// These two keep the method; after the others it becomes GET.
const SAME_METHOD: ReadonlySet<number> = new Set([307, 308]);

export interface OutgoingRequest {
  /** `GET` unless told. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer<ArrayBuffer>;
  /** For the whole exchange, the answer's body included. Default 5 s. */
  readonly timeoutMs?: number;
  /** The longest body that is read, counted after decompression. Default 1 MiB. */
  readonly maxBytes?: number;
  /** What connects; `guardedFetch` makes one that stays out of private networks. */
  readonly fetch?: typeof fetch;
  /** One redirect is followed that leads to something below this address: how hosts answer for what was renamed. None without it. */
  readonly oneHopBelow?: string;
}

export interface IncomingAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}

/** An answer whose body is still coming. */
export interface OpenAnswer extends Omit<IncomingAnswer, "body"> {
  /** To be read, or left by breaking off: until then the connection is taken. @throws HttpFailure */
  readonly pieces: AsyncIterable<Uint8Array>;
}

/** `moved`: a redirect for good; `redirect`: one for now. */
export type HttpFailureReason = "invalid_request" | "timeout" | "unreachable" | "forbidden_address" | "moved" | "redirect" | "too_large";

/** An exchange that brought no usable answer. Names the host and never the rest of the address, which may hold credentials. */
export class HttpFailure extends Error {
  override readonly name = "HttpFailure";
  readonly host: string;
  readonly reason: HttpFailureReason;

  constructor(host: string, reason: HttpFailureReason, message: string) {
    super(`${host}: ${message}`);
    this.host = host;
    this.reason = reason;
  }
}

/**
 * One exchange with a host that is not ours: bounded in time and size, no retries, and no redirects but what `oneHopBelow` allows.
 * Any status is an answer. @throws HttpFailure when there is none
 */
export async function exchange(address: string, request: OutgoingRequest = {}): Promise<IncomingAnswer> {
  const { headers, pieces, status } = await openExchange(address, request);
  const body: Uint8Array[] = [];
  for await (const piece of pieces) body.push(piece);
  return { status, headers, body: Buffer.concat(body) };
}

/** As `exchange`, for bodies that should not be in memory at once. */
export async function openExchange(address: string, request: OutgoingRequest = {}): Promise<OpenAnswer> {
  if (!URL.canParse(address)) throw new HttpFailure("(no host)", "invalid_request", "the address is not a URL");
  const url = new URL(address);
  const limits = { timeoutMs: request.timeoutMs ?? DEFAULT_TIMEOUT_MS, maxBytes: request.maxBytes ?? DEFAULT_MAX_BYTES };
  const signal = AbortSignal.timeout(limits.timeoutMs);
  try {
    const first = await send(url, request, signal);
    const hop = hopOf(first, url, request);
    if (hop !== null) await first.body?.cancel();
    const response = hop === null ? first : await send(hop, request, signal);
    if (REDIRECTS.has(response.status)) {
      await response.body?.cancel();
      const reason = MOVED.has(response.status) ? "moved" : "redirect";
      const allowed = request.oneHopBelow === undefined ? "redirects are not followed" : "it leads where it is not followed";
      throw new HttpFailure(url.host, reason, `answered ${response.status}; ${allowed}`);
    }
    return { status: response.status, headers: response.headers, pieces: piecesOf(response.body, url.host, limits) };
  } catch (error) {
    throw asFailure(error, url.host, limits.timeoutMs);
  }
}

async function send(url: URL, request: OutgoingRequest, signal: AbortSignal): Promise<Response> {
  return await (request.fetch ?? fetch)(url, {
    method: request.method ?? "GET",
    headers: { "user-agent": USER_AGENT, ...request.headers },
    redirect: "manual",
    signal,
    ...(request.body === undefined ? {} : { body: request.body }),
  });
}

/** Where the one redirect leads that may be followed; null when there is none. */
function hopOf({ headers, status }: Response, from: URL, { method = "GET", oneHopBelow: base }: OutgoingRequest): URL | null {
  const location = headers.get("location");
  if (base === undefined || location === null || !REDIRECTS.has(status) || !URL.canParse(location, from.href)) return null;
  if (method !== "GET" && !SAME_METHOD.has(status)) return null;
  const to = new URL(location, from);
  return to.username === "" && to.password === "" && to.href.startsWith(new URL(`${base}/`).href) ? to : null;
}

interface Limits {
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

async function* piecesOf(stream: AsyncIterable<Uint8Array> | null, host: string, limits: Limits): AsyncGenerator<Uint8Array> {
  let length = 0;
  try {
    // Leaving the loop cancels the stream: nothing more is read.
    for await (const piece of stream ?? []) {
      length += piece.length;
      if (length > limits.maxBytes)
        throw new HttpFailure(host, "too_large", `sent more than the ${limits.maxBytes} bytes that are accepted`);
      yield piece;
    }
  } catch (error) {
    throw asFailure(error, host, limits.timeoutMs);
  }
}

// fetch puts whole addresses and header values into its messages; the system's error code is all that is safe to keep.
function asFailure(thrown: unknown, host: string, timeoutMs: number): HttpFailure {
  if (thrown instanceof HttpFailure) return thrown;
  if (thrown instanceof DOMException && thrown.name === "TimeoutError") {
    return new HttpFailure(host, "timeout", `no whole answer within ${timeoutMs} ms`);
  }
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  if (cause === undefined) return new HttpFailure(host, "invalid_request", "the address or a header cannot be used");
  const code = typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : "";
  if (code === FORBIDDEN_ADDRESS) {
    return new HttpFailure(host, "forbidden_address", "is at a private address; allow it in the configuration if it is meant");
  }
  return new HttpFailure(host, "unreachable", `could not be reached, or the connection broke${code === "" ? "" : ` (${code})`}`);
}
