import type { ServerResponse } from "node:http";

/** Takes over one request to the key endpoint. */
export type Fault = (response: ServerResponse) => void;

function answer(status: number, body: string, headers: Record<string, string> = {}): Fault {
  return (response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
  };
}

/** What key endpoints have been seen to do instead of answering with keys. */
export const FAULTS = {
  down: (response) => response.destroy(),
  /** Takes the request and never answers. */
  slow: () => undefined,
  rateLimited: answer(429, '{"message":"API rate limit exceeded"}', { "retry-after": "30" }),
  error: answer(500, ""),
  garbage: answer(200, "<html><body>Unicorn!</body></html>", { "content-type": "text/html" }),
  empty: answer(200, '{"public_keys":[]}'),
  redirect: answer(302, "", { location: "http://169.254.169.254/latest/meta-data/" }),
  notModified: answer(304, ""),
  huge: answer(200, `{"public_keys":[],"padding":"${"x".repeat(2 * 1024 * 1024)}"}`),
} as const satisfies Record<string, Fault>;

export type FaultName = keyof typeof FAULTS;
