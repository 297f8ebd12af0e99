import nodemailer from "nodemailer";
import { SMTPServer } from "smtp-server";
import { Secret } from "../src/kernel/secret.ts";
import type { MailMessage } from "../src/notices/mail/mailer.ts";
import { SmtpMailer } from "../src/notices/mail/smtp-mailer.ts";
import { SAMPLES } from "../src/notices/preview/samples.ts";
import { renderNotice } from "../src/notices/render.ts";
import type { Row } from "./table.ts";

const MAILS = 1_500;
// As many as a worker has under way.
const AT_ONCE = 20;
const FROM = { name: "Tokenward", address: "tokenward@example.org" };

/** Mails handed to a relay in this process, over TLS as nearly all relays offer it, and without. */
export async function benchMails(): Promise<Row[]> {
  return [...(await benchRelay("TLS", [])), ...(await benchRelay("no TLS", ["STARTTLS"]))];
}

async function benchRelay(how: string, disabledCommands: string[]): Promise<Row[]> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands,
    logger: false,
    onData: (stream, _session, done) => void stream.on("end", done).resume(),
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as { port: number };
  const url = new Secret(`smtp://127.0.0.1:${port}`);
  const kept = await rateOf(new SmtpMailer({ url, sender: { from: FROM, replyTo: null } }));
  const anew = await rateOf(new SmtpMailer({ url, sender: { from: FROM, replyTo: null }, pool: { mailsEach: 1 } }));
  const peer = nodemailer.createTransport({
    host: "127.0.0.1",
    port,
    pool: true,
    maxConnections: AT_ONCE,
    tls: { rejectUnauthorized: false },
  });
  const theirs = await perSecond(async ({ date, html, messageId, subject, text, to }) => {
    await peer.sendMail({ from: FROM, to: to.address, messageId, date, subject, text, html });
  });
  peer.close();
  await new Promise((resolve) => server.close(() => resolve(undefined)));
  const row = { what: `mails handed to a relay, ${how}`, value: kept, unit: "mails/s" };
  return [
    { ...row, beside: { what: "a connection for each mail", value: anew } },
    { ...row, beside: { what: "nodemailer's own pool", value: theirs } },
  ];
}

async function rateOf(mailer: SmtpMailer): Promise<number> {
  const rate = await perSecond(async (message) => {
    const outcome = await mailer.send(message, async () => await Promise.resolve());
    if (outcome.kind !== "sent") throw new Error(outcome.reason);
  });
  await mailer.close();
  return rate;
}

async function perSecond(send: (message: MailMessage) => Promise<void>): Promise<number> {
  const { html, language, subject, text } = renderNotice(SAMPLES.revoked);
  const numbers = Array.from({ length: MAILS }, (_, index) => index).values();
  const began = performance.now();
  const lane = async (): Promise<void> => {
    for (const number of numbers) {
      const to = { name: null, address: `owner${number}@example.com` };
      await send({ messageId: `<bench.${number}@example.org>`, date: new Date(), to, subject, text, html, language });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return MAILS / ((performance.now() - began) / 1_000);
}
