import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import PostalMime from "postal-mime";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FileMailer, mailFileName } from "../../../src/notices/mail/file-mailer.ts";
import { MESSAGE, SENDER } from "./example.ts";

const FILE = "019a9f3c-5f8e-7c1a-9b57-0d6f3f1f6a21.019a9f3c-6a10-7d00-8c55-5a9b2f7d1e04@tokens.example.org.eml";

let parent: string;
let folder: string;
let mailer: FileMailer;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "tokenward-mail-"));
  folder = join(parent, "data", "mail");
  mailer = new FileMailer({ folder, sender: SENDER });
});
afterEach(async () => await rm(parent, { recursive: true }));

const handover = () => vi.fn(async () => undefined);

test("a mail becomes one file, named after its Message-ID", async () => {
  const recorded = handover();
  expect(await mailer.send(MESSAGE, recorded)).toEqual({ kind: "sent", response: `written to ${FILE}` });
  expect(recorded).toHaveBeenCalledOnce();
  expect(await readdir(folder)).toEqual([FILE]);
  const mail = await PostalMime.parse(await readFile(join(folder, FILE)));
  expect(mail).toMatchObject({ subject: MESSAGE.subject, messageId: MESSAGE.messageId, to: [{ address: "ada@example.com" }] });
});

test("the same mail again replaces its file", async () => {
  await mailer.send(MESSAGE, handover());
  await mailer.send(MESSAGE, handover());
  expect(await readdir(folder)).toEqual([FILE]);
});

test("nobody else on the computer may read mails", async () => {
  await mailer.send(MESSAGE, handover());
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  expect((await stat(join(folder, FILE))).mode & 0o777).toBe(0o600);
});

test("a folder that cannot be made puts the mail off, before anything is recorded", async () => {
  await writeFile(join(parent, "data"), "a file where the folder should be");
  const recorded = handover();
  expect(await mailer.send(MESSAGE, recorded)).toEqual({ kind: "deferred", reason: expect.stringContaining(folder) });
  expect(recorded).not.toHaveBeenCalled();
  await expect(mailer.verify()).rejects.toMatchObject({ code: "unavailable", message: expect.stringContaining(folder) });
});

test("a file that cannot be put in its place puts the mail off and leaves no draft", async () => {
  await mailer.verify();
  const inTheWay = new FileMailer({ folder: join(folder, FILE), sender: SENDER });
  await inTheWay.verify();
  await writeFile(join(folder, FILE, "something"), "");
  expect(await mailer.send(MESSAGE, handover())).toMatchObject({ kind: "deferred" });
  expect(await readdir(folder)).toEqual([FILE]);
});

test("a mail whose hand-over cannot be recorded is not there, and the caller's error comes back", async () => {
  const lost = new Error("the lease ran out");
  await expect(mailer.send(MESSAGE, async () => await Promise.reject(lost))).rejects.toBe(lost);
  expect(await readdir(folder)).toEqual([]);
});

test("an address that is not exactly one is refused", async () => {
  const to = { name: "Ada", address: "ada@example.com, eve@evil.example" };
  expect(await mailer.send({ ...MESSAGE, to }, handover())).toMatchObject({ kind: "refused" });
  await expect(readdir(folder)).rejects.toMatchObject({ code: "ENOENT" });
});

test("verify makes the folder", async () => {
  await mailer.verify();
  expect(await readdir(folder)).toEqual([]);
});

test.each([
  ["<a.b@tokens.example.org>", "a.b@tokens.example.org.eml"],
  ["<../../etc/passwd@x>", "..%2F..%2Fetc%2Fpasswd@x.eml"],
  ["<a\\b:c*d?e\0@x>", "a%5Cb%3Ac*d%3Fe%00@x.eml"],
  ["<a@[::1]>", "a@%5B%3A%3A1%5D.eml"],
])("Message-ID %s becomes file %s", (messageId, file) => {
  expect(mailFileName(messageId)).toBe(file);
});
