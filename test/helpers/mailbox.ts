import PostalMime, { type Email } from "postal-mime";
import { SMTPServer } from "smtp-server";
import { atEnd } from "./at-end.ts";

export interface Mailbox {
  readonly url: string;
  /** Everything taken so far, parsed from the wire bytes. */
  readonly mails: readonly Email[];
  /** The bytes as they came, of mails that were deferred too. */
  readonly raw: readonly string[];
  close(): Promise<void>;
}

interface MailboxOptions {
  readonly deferrals?: number;
  readonly refused?: readonly string[];
}

/** A real SMTP server that takes every mail, but for those to `refused` addresses; the first `deferrals` only when they come again. */
export async function startMailbox({ deferrals = 0, refused = [] }: MailboxOptions = {}): Promise<Mailbox> {
  let deferred = 0;
  const mails: Email[] = [];
  const raw: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    closeTimeout: 100,
    onRcptTo({ address }, _session, done) {
      done(refused.includes(address) ? Object.assign(new Error("5.1.1 no such user"), { responseCode: 550 }) : null);
    },
    onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const bytes = Buffer.concat(chunks);
        raw.push(bytes.toString());
        if (deferred < deferrals) {
          deferred += 1;
          done(Object.assign(new Error("come again later"), { responseCode: 451 }));
          return;
        }
        void PostalMime.parse(bytes).then((mail) => {
          mails.push(mail);
          done();
        });
      });
    },
  });
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.server.address();
  if (address === null || typeof address === "string") throw new Error("the SMTP server has no port");
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  atEnd(close);
  return { url: `smtp://127.0.0.1:${address.port}`, mails, raw, close };
}
