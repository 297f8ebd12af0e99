import { Agent, request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { FakeGithub } from "../src/simulate/fake-github.ts";

/** A delivery that is signed already, so that signing costs nothing while the clock runs. */
export interface Signed {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

let serial = 0;

export function sign(github: FakeGithub, tokens: readonly string[]): Signed {
  const records = tokens.map((token) => ({
    token,
    type: "bench_token",
    url: `https://github.com/bench/leak/blob/main/file${(serial += 1)}`,
    source: "commit",
  }));
  const body = Buffer.from(JSON.stringify(records));
  return { body, headers: { "content-type": "application/json", ...github.sign(body) } };
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** Posts one delivery. @throws unless it is answered with 2xx */
export function post(url: string, { body, headers }: Signed): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: "POST", agent, headers: { ...headers, "content-length": body.length } }, (response) => {
      response.resume();
      response.on("error", reject);
      response.on("end", () =>
        Math.floor(response.statusCode! / 100) === 2 ? resolve() : reject(new Error(`answered with ${response.statusCode}`)),
      );
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** Closed loop: `lanes` deliveries under way at any time. Answers the seconds it took. */
export async function drive(url: string, deliveries: readonly Signed[], lanes: number): Promise<number> {
  const queue = deliveries.values();
  const began = performance.now();
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (const delivery of queue) await post(url, delivery);
    }),
  );
  return (performance.now() - began) / 1_000;
}

/** When a delivery was due to leave and when its answer was there, in ms since 1970. */
export interface Sent {
  readonly due: number;
  readonly answered: number;
}

/**
 * Open loop: deliveries leave at fixed times whatever becomes of the earlier ones, in turn to each of the processes that take them.
 * What is measured from `due` on holds the time that a delivery waited to be sent.
 */
export async function schedule(urls: readonly string[], deliveries: readonly Signed[], perSecond: number): Promise<Sent[]> {
  // Connections that lay idle since the last load may be closed by the server at this very moment.
  agent.destroy();
  const began = performance.timeOrigin + performance.now() + 50;
  const due = deliveries.map((_, index) => began + (index * 1_000) / perSecond);
  const now = (): number => performance.timeOrigin + performance.now();
  const underWay: Promise<Sent>[] = [];
  for (const [index, delivery] of deliveries.entries()) {
    const wait = due[index]! - now();
    if (wait > 1) await delay(wait);
    const sent = post(urls[index % urls.length]!, delivery).then(() => ({ due: due[index]!, answered: now() }));
    // Whoever awaits them all is told; a refusal meanwhile must not end the process with its servers left behind.
    sent.catch(() => undefined);
    underWay.push(sent);
  }
  return await Promise.all(underWay);
}
