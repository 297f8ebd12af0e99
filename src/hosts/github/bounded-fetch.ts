import { exchange } from "../../kernel/http-client.ts";

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 16 * 1024 * 1024;
const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 205, 304]);

/**
 * What octokit calls with: bounded in time and size, and to the configured API alone, whatever a `Link` header or a redirect says.
 */
export function boundedFetch(apiUrl: string): typeof fetch {
  const { origin } = new URL(apiUrl);
  return async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.origin !== origin) throw new Error("an answer of GitHub's API leads to another host");
    const { body, headers, status } = await exchange(url.href, {
      method: init.method ?? "GET",
      headers: Object.fromEntries(new Headers(init.headers)),
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_BYTES,
      oneHopBelow: apiUrl,
      ...(typeof init.body === "string" ? { body: init.body } : {}),
    });
    return new Response(WITHOUT_BODY.has(status) ? null : new Uint8Array(body), { status, headers });
  };
}
