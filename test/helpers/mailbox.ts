import PostalMime, { type Email } from "postal-mime";
import { SMTPServer } from "smtp-server";
import { afterAll } from "vitest";

export interface Mailbox {
  readonly url: string;
  /** Everything received so far, parsed from the wire bytes. */
  readonly mails: readonly Email[];
  /** The bytes as they came. */
  readonly raw: readonly string[];
  close(): Promise<void>;
}

/** A real SMTP server that takes every mail. */
export async function startMailbox(): Promise<Mailbox> {
  const mails: Email[] = [];
  const raw: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const bytes = Buffer.concat(chunks);
        raw.push(bytes.toString());
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
  afterAll(close);
  return { url: `smtp://127.0.0.1:${address.port}`, mails, raw, close };
}
