import { expect, it } from "vitest";
import type { Contact } from "../../../src/notices/recipients.ts";
import { type HeartOptions, testHeart } from "../../helpers/heart.ts";
import { deliver, type Heart, REFUSED, SENT, type Send, taking } from "../../helpers/postman.ts";

const contact = (email: string, more: Partial<Contact> = {}): Contact => ({
  name: email.split("@")[0]!,
  email,
  locale: null,
  relation: "address",
  verified: true,
  concerns: null,
  ...more,
});

/** A revoked token whose issuer named these people. */
async function revoked(
  contacts: readonly Contact[] | null,
  options: HeartOptions = {},
): Promise<{ heart: Heart; id: string; text: string }> {
  const heart = await testHeart(options);
  const { text } = await heart.mint();
  await heart.report([{ token: text, url: "https://github.com/1" }]);
  await heart.db.query("update incidents set contacts = $1", [contacts === null ? null : JSON.stringify(contacts)]);
  await heart.work();
  return { heart, text, id: (await heart.incidents())[0]!.id };
}

const refusing =
  (...addresses: string[]): Send =>
  async (message, onHandover) =>
    addresses.includes(message.to.address) ? await REFUSED(message, onHandover) : await SENT(message, onHandover);

const told = async (heart: Heart) =>
  await heart.db.query<{ to: string; state: string; brief: boolean }>(
    "select recipient_email as to, state, brief from notices where audience = 'owner' order by created_at, id",
  );
const incident = async (heart: Heart) =>
  (
    await heart.db.query<{ state: string; attention_reason: string | null; unreachable: boolean }>(
      "select state, attention_reason, unreachable_at is not null as unreachable from incidents",
    )
  )[0];

const LADDER = [
  contact("unconfirmed@example.com", { verified: false }),
  contact("boss@example.com", { relation: "admin" }),
  contact("second@example.com"),
  contact("first@example.com", { relation: "self" }),
];

it("addresses are tried one after the other: the owner's, another of theirs, an admin's, then one that was never confirmed", async () => {
  const { heart } = await revoked(LADDER);
  const send = refusing("first@example.com", "second@example.com", "boss@example.com");
  for (let n = 0; n < 4; n += 1) await deliver(heart, send);
  expect(await told(heart)).toEqual([
    { to: "first@example.com", state: "failed", brief: false },
    { to: "second@example.com", state: "failed", brief: false },
    { to: "boss@example.com", state: "failed", brief: false },
    { to: "unconfirmed@example.com", state: "sent", brief: true },
  ]);
  expect(await incident(heart)).toEqual({ state: "revoked", attention_reason: null, unreachable: false });
  expect(await heart.count("obligations")).toBe(0);
});

it("when no address takes the mail, that is a state that people see, and the operator is told", async () => {
  const { heart } = await revoked(LADDER, { outbox: { operator: "ops@example.org" } });
  const all = LADDER.map(({ email }) => email);
  for (let n = 0; n < 4; n += 1) await deliver(heart, refusing(...all));
  expect(await incident(heart)).toEqual({
    state: "needs_attention",
    attention_reason: "owner unreachable: 550 no such user",
    unreachable: true,
  });
  const { mails, send } = taking();
  await deliver(heart, send);
  expect(mails.map(({ to }) => to.address)).toEqual(["ops@example.org"]);
  expect(await heart.db.query("select template, reason, state from notices where audience = 'operator'")).toEqual([
    { template: "unreachable", reason: "550 no such user", state: "sent" },
  ]);
});

it("an owner of whom the issuer knows no address is unreachable at once", async () => {
  const heart = await testHeart({ outbox: { operator: "ops@example.org" } });
  await heart.report([(await heart.mint()).text]);
  await heart.db.query("update incidents set owner_email = null");
  await heart.work();
  expect(await incident(heart)).toMatchObject({ state: "needs_attention", unreachable: true });
  expect(await heart.db.query("select template, recipient_email as to from notices")).toEqual([
    { template: "unreachable", to: "ops@example.org" },
  ]);
});

it("co-owners are told too, each of what concerns them, and one who cannot be told needs nobody's help", async () => {
  const { heart } = await revoked([
    contact("ada@example.com", { relation: "self" }),
    contact("grace@example.com", { relation: "co_owner", concerns: ["project difference-engine"] }),
    contact("former@example.com", { relation: "co_owner", verified: false }),
  ]);
  await deliver(heart, refusing("grace@example.com"));
  expect((await told(heart)).toSorted((a, b) => a.to.localeCompare(b.to))).toMatchObject([
    { to: "ada@example.com", state: "sent" },
    { to: "grace@example.com", state: "failed" },
  ]);
  expect(await heart.db.query("select concerns from notices order by recipient_email")).toEqual([
    { concerns: null },
    { concerns: ["project difference-engine"] },
  ]);
  expect(await incident(heart)).toMatchObject({ state: "revoked", unreachable: false });
});

it("a mail that may have arrived is not sent to another address instead", async () => {
  const { heart } = await revoked(LADDER);
  const lost: Send = async (_message, onHandover) => {
    await onHandover();
    return { kind: "uncertain", reason: "no answer" };
  };
  for (let n = 0; n < 4; n += 1) await deliver(heart, lost);
  expect(await told(heart)).toEqual([{ to: "first@example.com", state: "failed", brief: false }]);
  expect(await incident(heart)).toMatchObject({ state: "needs_attention", unreachable: false });
});

it("an operator's copy says what the owner's mail says, once, and nobody waits for a person when it is refused", async () => {
  const { heart } = await revoked(null, { outbox: { copyTo: "copies@example.org" } });
  await deliver(heart, refusing("copies@example.org"));
  expect(await heart.db.query("select audience, state, template from notices order by audience")).toEqual([
    { audience: "operator", state: "failed", template: "revoked" },
    { audience: "owner", state: "sent", template: "revoked" },
  ]);
  expect(await incident(heart)).toMatchObject({ state: "revoked" });
  expect(await heart.count("obligations")).toBe(0);
});

it("an address that is known to be bad is not tried again", async () => {
  const { heart } = await revoked(LADDER);
  await heart.db.query("insert into mail_addresses (address, bad_since, bad_reason) values ('first@example.com', now(), 'it bounced')");
  const { mails, send } = taking();
  for (let n = 0; n < 2; n += 1) await deliver(heart, send);
  expect(mails.map(({ to }) => to.address)).toEqual(["second@example.com"]);
});

it("who was told that a token was revoked is told that it works again, in the same thread", async () => {
  const { heart, id } = await revoked([
    contact("ada@example.com", { relation: "self" }),
    contact("grace@example.com", { relation: "co_owner" }),
  ]);
  const { mails, send } = taking();
  await deliver(heart, send);
  await heart.actions.act(id, "restore", "a false alarm", "admin:test");
  await deliver(heart, send);
  expect(await heart.db.query("select template, state from notices order by created_at, id")).toEqual([
    { template: "revoked", state: "sent" },
    { template: "revoked", state: "sent" },
    { template: "restored", state: "sent" },
    { template: "restored", state: "sent" },
  ]);
  const first = new Map(mails.slice(0, 2).map(({ messageId, to }) => [to.address, messageId]));
  for (const { references, to } of mails.slice(2)) expect(references).toBe(first.get(to.address));
});

it("an owner hears of further places in the same thread, a day later at the earliest, then a week, and never twice at once", async () => {
  const { heart, text } = await revoked(null);
  const { mails, send } = taking();
  await deliver(heart, send);
  const seen = async (n: number) => await heart.report([{ token: text, url: `https://github.com/again/${n}` }]);
  await seen(1);
  await seen(2);
  await seen(2);
  const waits = "select round((extract(epoch from o.due_at - now()) / 3600)::numeric)::int as hours from obligations o";
  expect(await heart.db.query(waits)).toEqual([{ hours: 24 }]);
  let places = 0;
  await deliver(heart, send, {
    composeWith: async ({ createdAt, messageId, newPlaces, recipientEmail, threadId }) => {
      places = newPlaces;
      const to = { name: null, address: recipientEmail };
      return await Promise.resolve({
        messageId,
        references: threadId,
        to,
        date: createdAt,
        subject: "",
        text: "",
        html: "",
        language: "en",
      });
    },
  });
  expect([mails.length, places, mails[1]!.references]).toEqual([2, 2, mails[0]!.messageId]);
  await seen(3);
  expect(await heart.db.query(waits)).toEqual([{ hours: 7 * 24 }]);
  expect(await heart.db.query("select template, round from notices order by created_at, id")).toEqual([
    { template: "revoked", round: 1 },
    { template: "found_again", round: 1001 },
    { template: "found_again", round: 1002 },
  ]);
});

it("the same place again is no news", async () => {
  const { heart, text } = await revoked(null);
  await deliver(heart, SENT);
  await heart.report([{ token: text, url: "https://github.com/1", place: "content" }], "github-partner");
  expect(await heart.count("notices")).toBe(1);
});

it("a person's revocation is told as one, with the reason", async () => {
  const heart = await testHeart();
  const { text } = await heart.mint();
  await heart.report([text]);
  await heart.work();
  const { id } = (await heart.incidents())[0]!;
  await heart.actions.act(id, "restore", "wrong", "admin:test");
  await heart.actions.act(id, "revoke", "seen in a talk", "admin:test");
  await heart.work();
  expect(await heart.db.query("select template, reason, round from notices where state = 'due' and template <> 'restored'")).toEqual([
    { template: "admin_revoked", reason: "seen in a talk", round: 2 },
  ]);
});

it("when a person has it tried again and no address takes it again, a person is needed again", async () => {
  const { heart, id } = await revoked(LADDER.slice(2));
  const all = LADDER.map(({ email }) => email);
  for (let n = 0; n < 2; n += 1) await deliver(heart, refusing(...all));
  expect(await incident(heart)).toMatchObject({ state: "needs_attention" });
  await heart.actions.act(id, "retry", "they say it works", "admin:test");
  expect(await incident(heart)).toMatchObject({ state: "revoked" });
  await deliver(heart, refusing(...all));
  expect(await incident(heart)).toMatchObject({ state: "needs_attention" });
});

it("an owner whose mail was under way when the token was restored is told that it was", async () => {
  const { heart, id } = await revoked(null);
  await deliver(heart, async (message, onHandover) => {
    await onHandover();
    await heart.actions.act(id, "restore", "it was an example", "admin:test");
    return await SENT(message, async () => await Promise.resolve());
  });
  expect(await told(heart)).toMatchObject([{ state: "failed" }, { state: "due" }]);
  const { mails, send } = taking();
  await deliver(heart, send);
  expect(mails).toHaveLength(1);
  expect(await heart.db.query("select template from notices where state = 'sent'")).toEqual([{ template: "restored" }]);
});

it("an owner of whom no language is known is written to in the installation's", async () => {
  const { heart } = await revoked([contact("ada@example.com", { relation: "self" })], { outbox: { locale: "de" } });
  expect(await heart.db.query("select locale from notices")).toEqual([{ locale: "de" }]);
});
