import { once } from "node:events";
import { createServer, type RequestListener, type Server, type ServerOptions, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { AppError } from "../kernel/errors.ts";

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

  /**
   * Answers where it listens; port 0 lets the system pick one.
   * @throws AppError `unavailable` when somebody else has the port, `invalid_config` when this place cannot be had at all
   */
  async listen(host: string, port: number): Promise<string> {
    try {
      // once() rejects with the server's error.
      await once(this.#server.listen(port, host), "listening");
    } catch (error) {
      throw cannotListen(error, host, port);
    }
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

function cannotListen(cause: unknown, host: string, port: number): AppError {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (code === "EADDRINUSE") {
    return new AppError("unavailable", `${host}:${port} is taken: set PORT to another port, or to 0 for a free one`, { cause });
  }
  const remedy =
    code === "EACCES" ? "set PORT to one that this user may listen on, 1024 or above" : "set HOST to an address of this machine";
  return new AppError("invalid_config", `${host}:${port} cannot be listened on: ${remedy}`, { cause });
}
