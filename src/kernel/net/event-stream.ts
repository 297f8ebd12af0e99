import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { clearInterval, setInterval } from "node:timers";

// Proxies cut off what is silent for a minute.
const HEARTBEAT_MS = 15_000;

export interface EventStreamOptions {
  /** A word that names the stream, for people who look at it. */
  readonly name: string;
  readonly onClose: () => void;
  /** With each sign of life. */
  readonly onHeartbeat?: () => void;
}

/** Begins a stream of server-sent events, with a sign of life every 15 s. */
export function openEventStream(response: ServerResponse, { name, onClose, onHeartbeat }: EventStreamOptions): void {
  response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no" });
  response.write(`: ${name}\n\n`);
  const heartbeat = setInterval(() => {
    response.write(": still here\n\n");
    onHeartbeat?.();
  }, HEARTBEAT_MS);
  response.once("close", () => {
    clearInterval(heartbeat);
    onClose();
  });
}

/** Waits for a reader that is slow: what it does not read is not held in memory. */
export async function sendEvents(response: ServerResponse, text: string): Promise<void> {
  if (response.write(text) || response.destroyed) return;
  await Promise.race([once(response, "drain"), once(response, "close")]);
}
