const USER_AGENT = "tokenward";
const DEFAULT_TIMEOUT_MS = 5_000;
const DEFAULT_MAX_BYTES = 1024 * 1024;
// 304 is an answer, not a redirect.
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

export interface OutgoingRequest {
  /** `GET` unless told. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** For the whole exchange, the answer's body included. Default 5 s. */
  readonly timeoutMs?: number;
  /** The longest body that is read, counted after decompression. Default 1 MiB. */
  readonly maxBytes?: number;
}

export interface IncomingAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}

export type HttpFailureReason = "invalid_request" | "timeout" | "unreachable" | "redirect" | "too_large";

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
 * One exchange with a host that is not ours: bounded in time and size, no redirects, no retries.
 * Any status is an answer. @throws HttpFailure when there is none
 */
export async function exchange(address: string, request: OutgoingRequest = {}): Promise<IncomingAnswer> {
  if (!URL.canParse(address)) throw new HttpFailure("(no host)", "invalid_request", "the address is not a URL");
  const url = new URL(address);
  const timeoutMs = request.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  try {
    const response = await fetch(url, {
      method: request.method ?? "GET",
      headers: { "user-agent": USER_AGENT, ...request.headers },
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
      ...(request.body === undefined ? {} : { body: request.body }),
    });
    if (REDIRECTS.has(response.status)) {
      await response.body?.cancel();
      throw new HttpFailure(url.host, "redirect", `answered ${response.status}; redirects are not followed`);
    }
    return { status: response.status, headers: response.headers, body: await readBody(response.body, url.host, request.maxBytes) };
  } catch (error) {
    throw asFailure(error, url.host, timeoutMs);
  }
}

async function readBody(stream: AsyncIterable<Uint8Array> | null, host: string, maxBytes = DEFAULT_MAX_BYTES): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop by the throw cancels the stream: nothing more is read.
  for await (const chunk of stream ?? []) {
    length += chunk.length;
    if (length > maxBytes) throw new HttpFailure(host, "too_large", `sent more than the ${maxBytes} bytes that are accepted`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

// fetch puts whole addresses and header values into its messages; the system's error code is all that is safe to keep.
function asFailure(thrown: unknown, host: string, timeoutMs: number): HttpFailure {
  if (thrown instanceof HttpFailure) return thrown;
  if (thrown instanceof DOMException && thrown.name === "TimeoutError") {
    return new HttpFailure(host, "timeout", `no whole answer within ${timeoutMs} ms`);
  }
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  if (cause === undefined) return new HttpFailure(host, "invalid_request", "the address or a header cannot be used");
  const code = typeof cause === "object" && cause !== null && "code" in cause ? ` (${String(cause.code)})` : "";
  return new HttpFailure(host, "unreachable", `could not be reached, or the connection broke${code}`);
}
