import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";

/** What the receiver answered, and how long it took. */
export interface PostAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** From the first byte sent to the last byte read. */
  readonly ms: number;
}

/** Posts exactly these bytes; a header with several values becomes several lines. Rejects after `timeoutMs` without an answer. */
export async function post(url: string, body: Buffer, headers: OutgoingHttpHeaders, timeoutMs: number): Promise<PostAnswer> {
  const started = performance.now();
  const request = url.startsWith("https:") ? requestHttps : requestHttp;
  return await new Promise((resolve, reject) => {
    const outgoing = request(url, { method: "POST", headers, signal: AbortSignal.timeout(timeoutMs) }, (response) => {
      const chunks: Buffer[] = [];
      response.on("error", reject);
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const answer = Buffer.concat(chunks).toString("utf8");
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: answer, ms: performance.now() - started });
      });
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
