import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** An HTTP server with every wait bounded. */
export class HttpServer {
  readonly #server: Server;

  constructor(listener: RequestListener) {
    this.#server = createServer(
      // Slow clients are cut off after seconds, not minutes; 30 s are enough for 32 MiB at 10 Mbit/s.
      { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 1_000, keepAliveTimeout: 10_000 },
      listener,
    );
    this.#server.maxConnections = 2_000;
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
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    const inTime = new AbortController();
    await Promise.race([closed, delay(deadlineMs, undefined, { signal: inTime.signal }).catch(() => undefined)]);
    inTime.abort();
    this.#server.closeAllConnections();
    await closed;
  }
}
