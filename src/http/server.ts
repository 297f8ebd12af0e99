import { createServer, type RequestListener, type Server, type ServerOptions, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** Slow clients are cut off after seconds, not minutes; 30 s are enough for 32 MiB at 10 Mbit/s. */
const PATIENCE: ServerOptions = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 10_000,
};
const MAX_CONNECTIONS = 2_000;

/** An HTTP server with every wait bounded. */
export class HttpServer {
  readonly #server: Server;
  readonly #answering = new Set<ServerResponse>();
  #closing = false;

  constructor(listener: RequestListener, patience: ServerOptions = PATIENCE) {
    this.#server = createServer(patience, (request, response) => {
      this.#answering.add(response);
      response.once("close", () => this.#answering.delete(response));
      if (this.#closing) endAfter(response);
      listener(request, response);
    });
    this.#server.maxConnections = MAX_CONNECTIONS;
  }

  /** Answers where it listens; port 0 lets the system pick one. */
  async listen(host: string, port: number): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject).listen(port, host, () => {
        this.#server.off("error", reject);
        resolve();
      });
    });
    const { address, family, port: actual } = this.#server.address() as AddressInfo;
    return `http://${family === "IPv6" ? `[${address}]` : address}:${actual}`;
  }

  /** Takes no new requests, lets those under way finish, and cuts off what is left after `deadlineMs`. */
  async close(deadlineMs: number): Promise<void> {
    this.#closing = true;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const response of this.#answering) endAfter(response);
    const inTime = new AbortController();
    await Promise.race([closed, delay(deadlineMs, undefined, { signal: inTime.signal }).catch(() => undefined)]);
    inTime.abort();
    this.#server.closeAllConnections();
    await closed;
  }
}

/** Otherwise a connection that is kept alive holds up the end until its client lets go (measured: 5 s of 5 s). */
function endAfter(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader("Connection", "close");
}
