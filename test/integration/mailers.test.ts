import { createConnection, type Socket } from "node:net";
import PostalMime from "postal-mime";
import { afterEach, describe, expect, test, vi } from "vitest";
import { Secret } from "../../src/kernel/secret.ts";
import type { MailMessage } from "../../src/notices/mail/mailer.ts";
import { SmtpMailer } from "../../src/notices/mail/smtp-mailer.ts";
import { freePort } from "../helpers/port.ts";
import { until } from "../helpers/until.ts";
import { MESSAGE, SENDER } from "../unit/notices/example.ts";
import { answer, realRelay, type Script, type ScriptedRelay, scriptedRelay } from "./mail-relay.ts";

const PATIENT = { connection: 10_000, greeting: 10_000, silence: 10_000 };
const IMPATIENT = { connection: 1_000, greeting: 300, silence: 400 };
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function real(options?: Parameters<typeof realRelay>[0]) {
  const relay = await realRelay(options);
  closing.push(() => relay.close());
  return { relay, mailer: new SmtpMailer({ url: relay.url, sender: SENDER }) };
}

// Short time-outs only where the script is silent somewhere: elsewhere a busy computer must not look like a silent relay.
async function scripted(script: Script, timeouts = Object.values(script).includes("") ? IMPATIENT : PATIENT) {
  const relay = await scriptedRelay(script);
  closing.push(() => relay.close());
  return { relay, mailer: new SmtpMailer({ url: relay.url, sender: SENDER, timeouts }) };
}

const handover = () => vi.fn(async () => undefined);
const withPassword = (url: Secret): Secret => new Secret(url.reveal("test").replace("://", "://ada:opensesame@"));

/** Returns when the relay has handled all that was on its way to it before. */
async function roundTrip(relay: ScriptedRelay): Promise<void> {
  const port = Number(new URL(relay.url.reveal("test")).port);
  await new Promise((resolve, reject) => {
    const socket = createConnection(port, "127.0.0.1").once("error", reject);
    socket.once("data", () => resolve(socket.destroy()));
  });
}

describe("a mail that the relay takes", () => {
  test("arrives whole: one recipient, both parts, and headers that do not change", async () => {
    const { mailer, relay } = await real();
    const recorded = handover();
    expect(await mailer.send(MESSAGE, recorded)).toEqual({ kind: "sent", response: "250 kept as 42" });
    expect(recorded).toHaveBeenCalledOnce();
    expect(relay.mails).toMatchObject([{ from: "tokenward@example.org", to: ["ada@example.com"] }]);

    const mail = await PostalMime.parse(relay.mails[0]!.bytes);
    const headers = Object.fromEntries(mail.headers.map(({ key, value }) => [key, value]));
    expect(headers).toMatchObject({
      from: "Tokenward <tokenward@example.org>",
      to: "Ada Lovelace <ada@example.com>",
      "reply-to": "security@example.org",
      subject: '[Tokenward] We revoked your token "deploy-bot ci", found in public',
      "message-id": MESSAGE.messageId,
      date: "Tue, 17 Mar 2026 14:03:22 +0000",
      "auto-submitted": "auto-generated",
      "x-auto-response-suppress": "All",
      "content-language": "en",
    });
    expect(headers["content-type"]).toMatch(/^multipart\/alternative;/u);
    for (const unwanted of ["list-unsubscribe", "precedence", "x-mailer", "bcc"]) expect(headers).not.toHaveProperty(unwanted);
    expect(mail.text?.trim()).toBe(MESSAGE.text.trim());
    expect(mail.html?.trim()).toBe(MESSAGE.html.trim());
    const bytes = relay.mails[0]!.bytes.toString();
    expect(bytes.indexOf("text/plain")).toBeLessThan(bytes.indexOf("text/html"));
  });

  test("is the same to the byte when it is sent again", async () => {
    const { mailer, relay } = await real();
    await mailer.send(MESSAGE, handover());
    await mailer.send(MESSAGE, handover());
    expect(relay.mails[1]!.bytes.equals(relay.mails[0]!.bytes)).toBe(true);
  });

  test("goes to its own recipient when many are sent at once", async () => {
    const { mailer, relay } = await real();
    const addresses = Array.from({ length: 20 }, (_, index) => `owner${index}@example.com`);
    const outcomes = await Promise.all(addresses.map((address) => mailer.send({ ...MESSAGE, to: { name: null, address } }, handover())));
    expect(outcomes.every(({ kind }) => kind === "sent")).toBe(true);
    expect(relay.mails.map(({ to }) => to.join()).toSorted()).toEqual(addresses.toSorted());
    for (const { bytes, to } of relay.mails) expect((await PostalMime.parse(bytes)).to?.[0]?.address).toBe(to[0]);
  });

  test("goes over an encrypted connection when the relay offers one", async () => {
    const { mailer, relay } = await real({ disabledCommands: [] });
    await mailer.send(MESSAGE, handover());
    expect(relay.mails[0]!.secure).toBe(true);
  });

  test("goes unencrypted to a relay on this computer that offers nothing else", async () => {
    const { mailer, relay } = await real();
    expect(await mailer.send(MESSAGE, handover())).toMatchObject({ kind: "sent" });
    expect(relay.mails[0]!.secure).toBe(false);
  });

  test("is sent by whom SMTP_URL names", async () => {
    const seen: unknown[] = [];
    const { relay } = await real({
      authOptional: false,
      onAuth: (auth, _session, callback) => {
        seen.push(auth.username, auth.password);
        callback(null, { user: "ada" });
      },
    });
    const mailer = new SmtpMailer({ url: withPassword(relay.url), sender: SENDER });
    expect(await mailer.send(MESSAGE, handover())).toMatchObject({ kind: "sent" });
    expect(seen).toEqual(["ada", "opensesame"]);
  });
});

describe.each([false, true])("with pipelining hidden: %s", (hidePIPELINING) => {
  const whenSaid = (code: number): string => (code < 500 ? "deferred" : "refused");

  test.each([421, 450, 451, 452, 550, 552, 554])("a recipient answered with %i is certain, and nothing was handed over", async (code) => {
    const { mailer, relay } = await real({ hidePIPELINING, onRcptTo: (_address, _session, callback) => callback(answer(code)) });
    const recorded = handover();
    const outcome = await mailer.send(MESSAGE, recorded);
    expect(outcome).toMatchObject({ kind: whenSaid(code), reason: expect.stringContaining(`${code} so says the relay`) });
    expect(recorded).not.toHaveBeenCalled();
    expect(relay.mails).toEqual([]);
  });

  test.each([421, 450, 451, 452, 550, 552, 554])("a mail answered with %i is certain, though it was handed over", async (code) => {
    const onData: NonNullable<Parameters<typeof realRelay>[0]>["onData"] = (stream, _session, callback) => {
      stream.on("end", () => callback(answer(code))).resume();
    };
    const { mailer } = await real({ hidePIPELINING, onData });
    const recorded = handover();
    expect((await mailer.send(MESSAGE, recorded)).kind).toBe(whenSaid(code));
    expect(recorded).toHaveBeenCalledOnce();
  });
});

describe("before the mail is handed over", () => {
  test.each<[string, Script, string]>([
    ["never says hello", { connect: "" }, "Greeting never received"],
    ["is busy", { connect: "421 too many connections" }, "421 too many connections"],
    ["wants nobody", { connect: "554 no service here" }, "554 no service here"],
    ["hangs up at once", { connect: (socket) => socket.destroy() }, ""],
    ["hangs up on our name", { EHLO: (socket) => socket.end() }, "closed unexpectedly"],
    ["falls silent", { EHLO: "" }, "Timeout"],
    ["does not know our sender", { MAIL: "550 sender unknown", DATA: "503 no" }, "550 sender unknown"],
    ["puts the content off", { DATA: "451 not now" }, "451 not now"],
    ["loses its place", { RCPT: "503 bad sequence", DATA: "503 bad sequence" }, "503 bad sequence"],
    ["hangs up after the recipient", { RCPT: (socket) => socket.destroy() }, ""],
    ["speaks another language", { connect: "SSH-2.0-OpenSSH_9.2" }, "SSH-2.0"],
  ])("a relay that %s puts the mail off", async (_what, script, reason) => {
    const { mailer, relay } = await scripted(script);
    const recorded = handover();
    const outcome = await mailer.send(MESSAGE, recorded);
    expect(outcome).toEqual({ kind: "deferred", reason: expect.stringContaining(reason) });
    expect(recorded).not.toHaveBeenCalled();
    expect(relay.content()).toBe("");
  });

  test("a relay that does not want the content refuses the mail", async () => {
    const { mailer } = await scripted({ DATA: "554 no such mails" });
    const recorded = handover();
    expect(await mailer.send(MESSAGE, recorded)).toMatchObject({ kind: "refused" });
    expect(recorded).not.toHaveBeenCalled();
  });

  test("a relay that is not there puts the mail off", async () => {
    const mailer = new SmtpMailer({ url: new Secret(`smtp://127.0.0.1:${await freePort()}`), sender: SENDER });
    expect(await mailer.send(MESSAGE, handover())).toEqual({ kind: "deferred", reason: expect.stringContaining("ECONNREFUSED") });
  });

  test("a relay that cannot prove who it is puts the mail off, where proof was asked for", async () => {
    const { mailer, relay } = await real({ secure: true });
    expect(await mailer.send(MESSAGE, handover())).toEqual({ kind: "deferred", reason: expect.stringMatching(/certificate/u) });
    expect(relay.mails).toEqual([]);
  });

  test("a relay that does not accept our password puts the mail off, and the password is not told", async () => {
    const { relay } = await real({ onAuth: (_auth, _session, callback) => callback(answer(535)) });
    const mailer = new SmtpMailer({ url: withPassword(relay.url), sender: SENDER });
    const outcome = await mailer.send(MESSAGE, handover());
    expect(outcome).toEqual({ kind: "deferred", reason: expect.stringContaining("535") });
    expect(JSON.stringify(outcome)).not.toContain("opensesame");
  });

  test.each([
    "ada@example.com,eve@evil.example",
    "ada@example.com\r\nRCPT TO:<eve@evil.example>",
    "ada@example.com> SIZE=1",
    "Ada <ada@example.com>",
    "",
  ])("%j is refused without a connection", async (address) => {
    const { mailer, relay } = await real();
    expect(await mailer.send({ ...MESSAGE, to: { name: "Ada", address } }, handover())).toMatchObject({ kind: "refused" });
    expect(relay.connections()).toBe(0);
  });

  test("a name cannot become a recipient", async () => {
    const { mailer, relay } = await real();
    const to: MailMessage["to"] = { name: 'eve@evil.example, "<x@evil.example>"\r\nBcc: y@evil.example', address: "ada@example.com" };
    await mailer.send({ ...MESSAGE, to }, handover());
    expect(relay.mails[0]!.to).toEqual(["ada@example.com"]);
    expect((await PostalMime.parse(relay.mails[0]!.bytes)).to).toMatchObject([{ address: "ada@example.com" }]);
  });
});

describe("handing over", () => {
  test("is recorded before the first byte of the mail goes out", async () => {
    const { mailer, relay } = await scripted({});
    const seen: unknown[] = [];
    const outcome = await mailer.send(MESSAGE, async () => {
      await roundTrip(relay);
      seen.push(relay.commands.at(-1), relay.content());
    });
    expect(seen).toEqual(["DATA", ""]);
    expect(outcome).toMatchObject({ kind: "sent" });
    expect(relay.content()).toContain("deploy-bot ci");
  });

  test("does not happen when it cannot be recorded, and the caller's error comes back", async () => {
    const { mailer, relay } = await scripted({});
    const lost = new Error("the lease ran out");
    await expect(mailer.send(MESSAGE, async () => await Promise.reject(lost))).rejects.toBe(lost);
    await until("the connection to be closed", () => relay.sockets.size === 0);
    expect(relay.content()).toBe("");
  });

  test("does not happen when the connection is lost meanwhile, and the answer waits for the record", async () => {
    const { mailer, relay } = await scripted({});
    let recorded = false;
    const outcome = await mailer.send(MESSAGE, async () => {
      for (const socket of relay.sockets) socket.destroy();
      await until("the connection to be lost", () => relay.sockets.size === 0);
      await roundTrip(relay);
      recorded = true;
    });
    expect(outcome).toMatchObject({ kind: "deferred" });
    expect(recorded).toBe(true);
    expect(relay.content()).toBe("");
  });

  test.each<[string, Script]>([
    ["the connection breaks during the mail", { content: (socket) => socket.resetAndDestroy() }],
    ["the connection breaks after the mail", { dot: (socket) => socket.destroy() }],
    ["the relay says nothing to the mail", { dot: "" }],
    ["the relay's answer is cut off", { dot: (socket) => socket.end("250 ke") }],
    ["the relay's answer makes no sense", { dot: "354 go on" }],
  ])("is uncertain when %s", async (_what, script) => {
    const { mailer } = await scripted(script);
    const recorded = handover();
    expect(await mailer.send(MESSAGE, recorded)).toMatchObject({ kind: "uncertain" });
    expect(recorded).toHaveBeenCalledOnce();
  });

  test("reasons and responses are one clean line of limited length", async () => {
    const { mailer } = await scripted({ dot: `550-5.7.1 \u0007no\r\n550 5.7.1 ${"x".repeat(2_000)}` });
    const outcome = await mailer.send(MESSAGE, handover());
    expect(outcome).toMatchObject({ kind: "refused", reason: expect.stringMatching(/^[ -~]{50,400}…$/u) });
  });
});

describe("the mailer", () => {
  test("can be asked whether mails would be taken", async () => {
    const { mailer, relay } = await real();
    await mailer.verify();
    expect(relay.mails).toEqual([]);
    await relay.close();
    await expect(mailer.verify()).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringMatching(/^the mail relay 127\.0\.0\.1:\d+ cannot be used: .*ECONNREFUSED/u),
    });
  });

  test.each<[string, Script, string]>([
    ["waits for the relay's greeting", { connect: "" }, "deferred"],
    ["waits for the relay's last answer", { dot: "" }, "uncertain"],
  ])("that is closed breaks off a mail that %s", async (_what, script, kind) => {
    const { mailer, relay } = await scripted(script, PATIENT);
    const sending = mailer.send(MESSAGE, handover());
    await until("the relay to be silent", () => (kind === "deferred" ? relay.sockets.size > 0 : relay.content().endsWith("\r\n.\r\n")));
    await mailer.close();
    expect(await sending).toEqual({ kind, reason: expect.stringContaining("shutting down") });
    await until("the connection to be closed", () => relay.sockets.size === 0);
  });

  test("leaves no connection behind when it is closed", async () => {
    const { mailer, relay } = await scripted({});
    await mailer.send(MESSAGE, handover());
    expect(relay.sockets.size).toBe(1);
    await mailer.close();
    await until("the connection to be closed", () => relay.sockets.size === 0);
    expect(relay.commands.at(-1)).toBe("QUIT");
  });
});

describe("connections", () => {
  const sent = (mailer: SmtpMailer) => mailer.send(MESSAGE, handover());
  const hellos = ({ commands }: ScriptedRelay): number => commands.filter((command) => command.startsWith("EHLO")).length;

  test("are kept for the next mails, and never more than the bound", async () => {
    const relay = await realRelay();
    closing.push(() => relay.close());
    const mailer = new SmtpMailer({ url: relay.url, sender: SENDER, pool: { connections: 3 } });
    closing.push(() => mailer.close());
    const outcomes = await Promise.all(Array.from({ length: 30 }, () => sent(mailer)));
    expect(outcomes.filter(({ kind }) => kind === "sent")).toHaveLength(30);
    expect(relay.connections()).toBe(3);
    await sent(mailer);
    expect(relay.connections()).toBe(3);
  });

  test("end when nothing came for a while, and after so many mails", async () => {
    const relay = await scriptedRelay();
    closing.push(() => relay.close());
    const mailer = new SmtpMailer({ url: relay.url, sender: SENDER, timeouts: PATIENT, pool: { idleMs: 1, mailsEach: 2 } });
    await sent(mailer);
    await until("the idle connection to end", () => relay.sockets.size === 0);
    expect(relay.commands.at(-1)).toBe("QUIT");
    const patient = new SmtpMailer({ url: relay.url, sender: SENDER, timeouts: PATIENT, pool: { mailsEach: 2 } });
    closing.push(() => patient.close());
    for (const _ of [1, 2, 3]) await sent(patient);
    expect(hellos(relay)).toBe(3);
  });

  test.each<[string, (socket: Socket) => void]>([
    ["ends", (socket) => socket.end()],
    ["breaks", (socket) => socket.resetAndDestroy()],
    ["gives up with 421", (socket) => socket.end("421 too long idle\r\n")],
  ])("one that the relay %s while it is kept costs no mail and no attempt", async (_how, leave) => {
    const { mailer, relay } = await scripted({});
    closing.push(() => mailer.close());
    await sent(mailer);
    for (const socket of relay.sockets) leave(socket);
    // Whether we have heard of its end or not.
    const recorded = handover();
    expect(await mailer.send(MESSAGE, recorded)).toMatchObject({ kind: "sent" });
    expect(recorded).toHaveBeenCalledOnce();
    expect(hellos(relay)).toBe(2);
  });

  test("one that ends as the next mail begins is made anew, once; a new one that ends as well puts the mail off", async () => {
    let mails = 0;
    const { mailer, relay } = await scripted({
      MAIL: (socket) => {
        mails += 1;
        if (mails === 1) socket.write("250 ok\r\n");
        else socket.end("421 closing\r\n");
      },
    });
    closing.push(() => mailer.close());
    await sent(mailer);
    const recorded = handover();
    expect(await mailer.send(MESSAGE, recorded)).toMatchObject({ kind: "deferred", reason: expect.stringContaining("421 closing") });
    expect(recorded).not.toHaveBeenCalled();
    expect(hellos(relay)).toBe(2);
  });

  test("one that breaks with the mail on its way leaves it uncertain: it is not sent a second time", async () => {
    let dots = 0;
    const { mailer, relay } = await scripted({
      dot: (socket) => {
        dots += 1;
        if (dots === 1) socket.write("250 kept\r\n");
        else socket.destroy();
      },
    });
    closing.push(() => mailer.close());
    await sent(mailer);
    expect(await sent(mailer)).toMatchObject({ kind: "uncertain" });
    expect(dots).toBe(2);
    expect(hellos(relay)).toBe(1);
  });

  test("a mail that is refused does not spoil the next", async () => {
    let first = true;
    const { mailer, relay } = await real({
      onRcptTo: (_address, _session, callback) => {
        callback(first ? answer(550) : null);
        first = false;
      },
    });
    closing.push(() => mailer.close());
    expect(await sent(mailer)).toMatchObject({ kind: "refused" });
    expect(await sent(mailer)).toMatchObject({ kind: "sent" });
    expect(relay.mails).toHaveLength(1);
  });

  test("mails that wait for one are put off when the mailer is closed", async () => {
    const relay = await scriptedRelay({ EHLO: "" });
    closing.push(() => relay.close());
    const mailer = new SmtpMailer({ url: relay.url, sender: SENDER, timeouts: PATIENT, pool: { connections: 1 } });
    const both = [sent(mailer), sent(mailer)];
    await until("the relay to be silent", () => hellos(relay) === 1);
    await mailer.close();
    for (const outcome of await Promise.all(both)) {
      expect(outcome).toEqual({ kind: "deferred", reason: expect.stringContaining("shutting down") });
    }
  });
});
