import { createServer, type Server, type Socket } from "node:net";
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from "smtp-server";
import { Secret } from "../../src/kernel/secret.ts";

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly secure: boolean;
  readonly bytes: Buffer;
}

export interface RealRelay {
  readonly url: Secret;
  readonly mails: readonly ReceivedMail[];
  readonly connections: () => number;
  close(): Promise<void>;
}

/** A real SMTP server on a free port that keeps the mails it takes. */
export async function realRelay(options: SMTPServerOptions = {}): Promise<RealRelay> {
  const mails: ReceivedMail[] = [];
  let connections = 0;
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    // Unencrypted unless a test is about encryption: the server has only a certificate that everybody has.
    disabledCommands: ["STARTTLS"],
    disableReverseLookup: true,
    closeTimeout: 100,
    onConnect: (_session, callback) => {
      connections += 1;
      callback();
    },
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        mails.push({ ...envelope(session), secure: session.secure, bytes: Buffer.concat(chunks) });
        callback(null, "kept as 42");
      });
    },
    ...options,
  });
  // A client that goes away is part of many tests.
  server.on("error", () => undefined);
  const port = await listening(server.server, () => server.listen(0, "127.0.0.1"));
  return {
    url: new Secret(`smtp${options.secure === true ? "s" : ""}://127.0.0.1:${port}`),
    mails,
    connections: () => connections,
    close: async () => await new Promise((resolve) => server.close(resolve)),
  };
}

function envelope({ envelope: { mailFrom, rcptTo } }: SMTPServerSession): { from: string; to: string[] } {
  return { from: mailFrom === false ? "" : mailFrom.address, to: rcptTo.map(({ address }) => address) };
}

/** An error that makes the server answer with `code`. */
export function answer(code: number): Error {
  return Object.assign(new Error("so says the relay"), { responseCode: code });
}

export interface ScriptedRelay {
  readonly url: Secret;
  /** Every command of every connection, in order. */
  readonly commands: readonly string[];
  /** What came between 354 and the final dot, or the end of the connection. */
  readonly content: () => string;
  /** Open connections. */
  readonly sockets: ReadonlySet<Socket>;
  close(): Promise<void>;
}

/**
 * A relay that says to every event what the script says, and nothing where that is silent. Events: `connect`, the
 * commands' first words, `content` (the first bytes of a mail), `dot` (all of it has come).
 */
export type Script = Readonly<Record<string, string | ((socket: Socket) => void)>>;

const POLITE: Script = {
  connect: "220 relay.test",
  EHLO: "250-relay.test\r\n250 PIPELINING",
  MAIL: "250 ok",
  RCPT: "250 ok",
  DATA: "354 go on",
  dot: "250 kept",
  QUIT: "221 bye",
};

export async function scriptedRelay(changes: Script = {}): Promise<ScriptedRelay> {
  const script = { ...POLITE, ...changes };
  const commands: string[] = [];
  const sockets = new Set<Socket>();
  let content = "";
  const server = createServer({ noDelay: true }, (socket) => {
    const act = (event: string): void => {
      const action = script[event];
      if (typeof action === "function") action(socket);
      else if (action !== undefined && action !== "") socket.write(`${action}\r\n`);
    };
    let inContent = false;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => undefined);
    socket.setEncoding("latin1").on("data", (text: string) => {
      if (inContent) {
        if (content === "") act("content");
        content += text;
        if (content.endsWith("\r\n.\r\n")) {
          inContent = false;
          act("dot");
        }
        return;
      }
      for (const line of text.split("\r\n").slice(0, -1)) {
        const word = line.split(" ")[0]!;
        commands.push(line);
        act(word);
        inContent = word === "DATA" && String(script["DATA"]).startsWith("354");
      }
    });
    act("connect");
  });
  const port = await listening(server, () => server.listen(0, "127.0.0.1"));
  return {
    url: new Secret(`smtp://127.0.0.1:${port}`),
    commands,
    content: () => content,
    sockets,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listening(server: Server, listen: () => unknown): Promise<number> {
  await new Promise((resolve, reject) => {
    server.once("listening", resolve).once("error", reject);
    listen();
  });
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}
