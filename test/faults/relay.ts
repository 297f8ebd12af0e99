import { createHash } from "node:crypto";
import { SMTPServer, type SMTPServerSession } from "smtp-server";
import { atEnd } from "../helpers/at-end.ts";
import { startFaultProxy } from "../helpers/fault-proxy.ts";

/** What the relay does with mails: takes them, puts them off, takes them and never answers, or takes them and breaks off without an answer. */
export type RelayMood = "takes" | "puts off" | "stalls" | "breaks off";

export interface TakenMail {
  readonly messageId: string;
  /** Whether it follows an earlier mail about the same token. */
  readonly followsUp: boolean;
  readonly to: string;
  readonly bytes: string;
}

export interface Relay {
  readonly url: string;
  /** Everything that an owner may have got: what the relay had whole, whether it could say so or not. */
  readonly taken: readonly TakenMail[];
  mood: RelayMood;
  /** Breaks off every connection without a word, as a relay does that is started again. */
  restart(): void;
  close(): Promise<void>;
}

/** A real SMTP server with moods. It ends with the test file. */
export async function startRelay(): Promise<Relay> {
  const taken: TakenMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    closeTimeout: 100,
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        if (relay.mood === "puts off") {
          done(Object.assign(new Error("come again later"), { responseCode: 451 }));
          return;
        }
        const bytes = Buffer.concat(chunks).toString();
        const to = session.envelope.rcptTo.map(({ address }) => address).join();
        taken.push({ messageId: messageIdOf(bytes), followsUp: /^in-reply-to:/imu.test(bytes), to, bytes });
        if (relay.mood === "takes") done();
        else if (relay.mood === "breaks off") hangUp(server, session);
      });
    },
  });
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.server.address();
  if (address === null || typeof address === "string") throw new Error("the relay has no port");
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  atEnd(close);
  const proxy = await startFaultProxy(`smtp://127.0.0.1:${address.port}`);
  const relay: Relay = { url: proxy.url, taken, mood: "takes", restart: () => proxy.cut(), close };
  return relay;
}

/** Ends the one connection that the session is of. */
function hangUp({ connections }: SMTPServer, { id }: SMTPServerSession): void {
  for (const connection of connections) if (connection.session.id === id) connection.close();
}

function messageIdOf(mail: string): string {
  return /^message-id:\s*(<[^>]+>)/imu.exec(mail)?.[1] ?? `none: ${createHash("sha256").update(mail).digest("hex")}`;
}
