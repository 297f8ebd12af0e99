import { connect, createServer, type Socket } from "node:net";
import { atEnd } from "./at-end.ts";

/** What becomes of one message: passed on, or kept back with all that follows it on its connection, until `release`. */
export type Verdict = "pass" | "hold";

export interface FaultProxy {
  /** The server's URL, by way of the proxy. */
  readonly url: string;
  /**
   * Sees every message of a client before it goes on: a statement and its parameters are one, and so is an SMTP command. Of what was
   * prepared earlier, the statement stands behind the rest.
   */
  onMessage: (text: string) => Verdict;
  /** While true, no answer gets back to a client. */
  mute: boolean;
  /** While true, a new connection is reset as soon as it is made. */
  refuse: boolean;
  /** Passes on what was held. */
  release(): void;
  /** Resets every connection. */
  cut(): void;
}

interface Link {
  readonly client: Socket;
  readonly server: Socket;
  readonly held: Buffer[];
  readonly prepared: Map<string, string>;
}

// PostgreSQL's Parse: a name, zero, the statement, zero; and its Bind, of an unnamed portal: zero, the name, zero.
const PARSED = /(tokenward_\d+)\0([^\0]{8,})\0/gu;
const BOUND = /\0(tokenward_\d+)\0/gu;

function textOf(chunk: Buffer, prepared: Map<string, string>): string {
  const text = chunk.toString("latin1");
  for (const [, name, statement] of text.matchAll(PARSED)) prepared.set(name!, statement!);
  return [text, ...Array.from(text.matchAll(BOUND), ([, name]) => prepared.get(name!))].join("\n");
}

/** A proxy before the server of this URL, between it and the process under test. It ends with the test file. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const { hostname, port } = new URL(target);
  const links = new Set<Link>();
  const listener = createServer({ noDelay: true }, (client) => {
    if (proxy.refuse) client.resetAndDestroy();
    else join({ client, server: connect({ host: hostname, port: Number(port), noDelay: true }), held: [], prepared: new Map() });
  });

  function join(link: Link): void {
    const { client, held, prepared, server } = link;
    links.add(link);
    client.on("data", (chunk: Buffer) => {
      if (held.length > 0 || proxy.onMessage(textOf(chunk, prepared)) === "hold") held.push(chunk);
      else server.write(chunk);
    });
    server.on("data", (chunk: Buffer) => {
      if (!proxy.mute) client.write(chunk);
    });
    // What a client that was killed had sent still arrives.
    client.on("error", () => undefined).on("close", () => server.end());
    server
      .on("error", () => undefined)
      .on("close", () => {
        links.delete(link);
        client.destroy();
      });
  }

  const proxy: FaultProxy = {
    url: await listen(listener, target),
    onMessage: () => "pass",
    mute: false,
    refuse: false,
    release: () => {
      for (const { held, server } of links) for (const chunk of held.splice(0)) server.write(chunk);
    },
    cut: () => {
      for (const { client } of links) client.resetAndDestroy();
    },
  };
  atEnd(() => {
    listener.close();
    for (const { client, server } of links) {
      client.destroy();
      server.destroy();
    }
  });
  return proxy;
}

async function listen(listener: ReturnType<typeof createServer>, target: string): Promise<string> {
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const address = listener.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  const url = new URL(target);
  url.hostname = "127.0.0.1";
  url.port = String(address.port);
  return url.href;
}
