import { generateKeyPairSync } from "node:crypto";
import { Redis } from "ioredis";
import type { SMTPServerAuthentication, SMTPServerSession } from "smtp-server";
import { expect, it } from "vitest";
import { post } from "../../src/simulate/post.ts";
import { FakeGithubApp } from "../../src/simulate/vendors/github-app.ts";
import { atEnd } from "../helpers/at-end.ts";
import { testDatabase } from "../helpers/database.ts";
import { onServer } from "../helpers/database-server.ts";
import { lookAtDkim } from "../helpers/dkim.ts";
import { startIdentityProvider } from "../helpers/identity-provider.ts";
import { installedPostgres } from "../helpers/pg-tools.ts";
import { testRedis } from "../helpers/redis.ts";
import { environment, Pair, Stream } from "../helpers/rolling.ts";
import { launchTokenward, record, type Tokenward } from "../helpers/service.ts";
import { describeWith } from "../helpers/skip.ts";
import { until } from "../helpers/until.ts";
import { type RealRelay, realRelay } from "../integration/mail-relay.ts";

const TIMEOUT = { timeout: 180_000 };

const as = (url: string, username: string, password: string): string => Object.assign(new URL(url), { username, password }).href;

/** Nothing was refused, everything died, everybody was told once. */
async function expectNothingLost(pair: Pair, stream: Stream, mails: () => readonly string[]): Promise<void> {
  expect([...stream.statuses].filter((status) => status >= 300)).toEqual([]);
  await pair.web.untilNotified(stream.sent.map(({ id }) => id));
  for (const { token } of stream.sent) expect(await pair.web.introspect(token)).toEqual({ active: false });
  expect([...mails()].toSorted()).toEqual(stream.sent.map((_, number) => `owner-${number}@example.com`).toSorted());
}

describeWith(await installedPostgres(), "a PostgreSQL that asks for passwords", (postgres) => {
  it("its password is changed under alerts, by way of a second role, and the old one lets nobody in afterwards", TIMEOUT, async () => {
    const admin = await postgres.createDatabase("rotated");
    for (const sql of ["create role a login password 'first'", "alter database rotated owner to a", "alter schema public owner to a"])
      await onServer(admin, sql);
    const urlAs = (user: string, password: string): string => as(admin, user, password);
    const { env, github, mails } = await environment(urlAs("a", "first"));
    const pair = await Pair.start(env);
    const stream = new Stream(pair, (web, token) => github.send(web.hook, [record(token)]));
    await stream.goesOn();
    await onServer(admin, "create role b login password 'second' in role a");
    await onServer(admin, "alter role b set role = a");
    const next = { ...env, DATABASE_URL: urlAs("b", "second") };
    await pair.roll(next);
    await onServer(admin, "alter role a password null");
    await stream.goesOn();
    // What is made by the second role belongs to the first: either may go on.
    await onServer(urlAs("b", "second"), "create table made_meanwhile ()");
    await onServer(admin, "alter role a password 'third'");
    await pair.roll({ ...env, DATABASE_URL: urlAs("a", "third") });
    await onServer(urlAs("a", "third"), "drop table made_meanwhile");
    await stream.goesOn();
    await stream.end();
    await expectNothingLost(pair, stream, mails);
    const late = launchTokenward(env);
    expect([(await late.exited).code, late.stderr()]).toEqual([4, expect.stringMatching(/the database cannot be reached/u)]);
  });
});

/** A relay that knows one user by these passwords, which may change. */
async function relayWith(passwords: Set<string>): Promise<RealRelay & { urlWith(password: string): string }> {
  const relay = await realRelay({
    authOptional: false,
    onAuth: ({ password, username }: SMTPServerAuthentication, _session: SMTPServerSession, done) => {
      if (username === "tokenward" && passwords.has(password ?? "")) done(null, { user: username });
      else done(Object.assign(new Error("5.7.8 authentication failed"), { responseCode: 535 }));
    },
  });
  atEnd(() => relay.close());
  const urlWith = (password: string): string => Object.assign(new URL(relay.url.reveal("test")), { username: "tokenward", password }).href;
  return { ...relay, urlWith };
}

it(
  "the relay's password is changed under alerts: no mail waits where it takes both, and where it does not they wait for the roll",
  TIMEOUT,
  async () => {
    const { database, url } = await testDatabase();
    const passwords = new Set(["first"]);
    const relay = await relayWith(passwords);
    const { env, github } = await environment(url.reveal("test"));
    const pair = await Pair.start({ ...env, SMTP_URL: relay.urlWith("first") });
    const stream = new Stream(pair, (web, token) => github.send(web.hook, [record(token)]));
    await stream.goesOn();
    passwords.add("second");
    await pair.roll({ ...env, SMTP_URL: relay.urlWith("second") });
    passwords.delete("first");
    await stream.goesOn();
    expect(await database.query("select 1 from notices where last_response like '%5.7.8%'")).toEqual([]);

    passwords.clear();
    passwords.add("third");
    await until(
      "a mail was put off",
      () => database.query("select 1 from notices where state = 'due' and last_response like '%5.7.8%'").then((rows) => rows.length > 0),
      {
        withinMs: 60_000,
      },
    );
    await pair.roll({ ...env, SMTP_URL: relay.urlWith("third") });
    await stream.end();
    // Their time comes, half a minute later at the soonest.
    await until(
      "no mail waits any more",
      async () => {
        await database.query("update obligations set due_at = now() where kind = 'notify' and leased_until is null and due_at > now()");
        return (await database.query("select 1 from obligations where kind = 'notify'")).length === 0;
      },
      { withinMs: 60_000 },
    );
    await expectNothingLost(pair, stream, () => relay.mails.flatMap(({ to }) => to));
  },
);

it("the key that mails are signed with is changed under alerts: every mail is signed by the one its selector names", TIMEOUT, async () => {
  const { url } = await testDatabase();
  const keys = { one: generateKeyPairSync("rsa", { modulusLength: 2_048 }), two: generateKeyPairSync("rsa", { modulusLength: 2_048 }) };
  const signedBy = (selector: keyof typeof keys): Record<string, string> => ({
    MAIL_FROM: "security@example.org",
    DKIM_SELECTOR: selector,
    DKIM_KEY: keys[selector].privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  });
  const relay = await relayWith(new Set(["pass"]));
  const { env, github } = await environment(url.reveal("test"), { SMTP_URL: relay.urlWith("pass") });
  const pair = await Pair.start({ ...env, ...signedBy("one") });
  const stream = new Stream(pair, (web, token) => github.send(web.hook, [record(token)]));
  await stream.goesOn();
  await pair.roll({ ...env, ...signedBy("two") });
  await stream.goesOn();
  await stream.end();
  await expectNothingLost(pair, stream, () => relay.mails.flatMap(({ to }) => to));
  const selectors = relay.mails.map(({ bytes }) => {
    const mail = bytes.toString("latin1");
    const { s: selector } = lookAtDkim(mail, keys.one.publicKey).tags;
    expect(lookAtDkim(mail, keys[selector as keyof typeof keys].publicKey).isGood).toBe(true);
    return selector;
  });
  expect(new Set(selectors)).toEqual(new Set(["one", "two"]));
});

it("webhook secret and private key of the GitHub App are changed under its alerts, two of each good at a time", TIMEOUT, async () => {
  const { url } = await testDatabase();
  const far = await FakeGithubApp.start(["first", "second"]);
  atEnd(() => far.stop());
  const { env, mails } = await environment(url.reveal("test"));
  const pair = await Pair.start({ ...env, ...far.env, GITHUB_WEBHOOK_SECRET: "first" });
  const send = async (web: Tokenward, token: string): Promise<{ status: number }> => {
    const { body, headers, path } = far.alertHook(far.raise(token));
    return await post(web.url + path, body, headers, 20_000);
  };
  // Not faster than GitHub wants to be told that alerts are resolved: one a second.
  const stream = new Stream(pair, send, 1_000);
  await stream.goesOn();
  far.addKey();
  await pair.roll({ ...env, ...far.env, GITHUB_WEBHOOK_SECRET: "second,first" });
  far.rotateSecret();
  far.retireKeys();
  await stream.goesOn();
  await pair.roll({ ...env, ...far.env, GITHUB_WEBHOOK_SECRET: "second" });
  await stream.goesOn();
  await stream.end();
  await expectNothingLost(pair, stream, mails);
  await until("every alert was resolved", () => far.alerts.every(({ state }) => state === "resolved"), { withinMs: 60_000 });
  far.rotateSecret();
  expect((await send(pair.web, "whatever")).status).toBe(401);
});

/** A browser without a screen: keeps cookies of every origin, and follows where it is led. */
class Walker {
  readonly #cookies = new Map<string, Map<string, string>>();
  /** Where a public address really is. */
  readonly #at: () => readonly [publicUrl: string, url: string];

  constructor(at: () => readonly [publicUrl: string, url: string]) {
    this.#at = at;
  }

  async go(to: string): Promise<Response> {
    const [publicUrl, url] = this.#at();
    const address = new URL(to.replace(publicUrl, url));
    const own = this.#cookies.get(address.host) ?? new Map<string, string>();
    // The service is one host, whatever process answers.
    const jar = address.href.startsWith(url) ? (this.#cookies.get(publicUrl) ?? own) : own;
    this.#cookies.set(address.href.startsWith(url) ? publicUrl : address.host, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(address, { redirect: "manual", headers: { cookie } });
    for (const one of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/u.exec(one) ?? [];
      jar.set(name, value);
    }
    const next = response.headers.get("location");
    return next === null ? response : await this.go(new URL(next, address).href);
  }
}

it(
  "the secret of the identity provider's client is changed: whoever is signed in stays so, and others sign in again after the roll",
  TIMEOUT,
  async () => {
    const { url } = await testDatabase();
    const provider = await startIdentityProvider();
    const { env } = await environment(url.reveal("test"), { ...provider.env, PUBLIC_URL: "http://tokenward.test:1" });
    const pair = await Pair.start({ ...env, OIDC_CLIENT_SECRET: "first" });
    provider.open(env["PUBLIC_URL"]!, "first");
    provider.willSignIn({ id: "grace", roles: "responder" });
    const walker = (): Walker => new Walker(() => [env["PUBLIC_URL"]!, pair.web.url]);
    const signIn = async (who: Walker): Promise<string> => await (await who.go(`${pair.web.url}/admin/sign-in/provider`)).text();
    const [grace, late] = [walker(), walker()];
    expect(await signIn(grace)).toContain("grace@example.com");

    provider.open(env["PUBLIC_URL"]!, "second");
    provider.willSignIn({ id: "ada", roles: "admin" });
    expect(await signIn(late)).toContain("did not vouch for you");
    await pair.roll({ ...env, OIDC_CLIENT_SECRET: "second" });
    expect(await signIn(late)).toContain("ada@example.com");
    expect(await (await grace.go(`${pair.web.url}/admin`)).text()).toContain("grace@example.com");
  },
);

describeWith(await testRedis(), "a Redis that asks for passwords", (redis) => {
  it("its password is changed under alerts, two of them good at a time", TIMEOUT, async () => {
    const { url } = await testDatabase();
    const admin = new Redis(redis.url);
    atEnd(() => admin.disconnect());
    const passwords = (...rules: readonly string[]) => admin.call("ACL", "SETUSER", "tokenward", ...rules);
    await passwords("on", "~*", "&*", "+@all", ">first");
    const { env, github, mails } = await environment(url.reveal("test"));
    const envWith = (password: string) => ({ ...env, REDIS_URL: as(redis.url, "tokenward", password) });
    const pair = await Pair.start(envWith("first"));
    const stream = new Stream(pair, (web, token) => github.send(web.hook, [record(token)]));
    await stream.goesOn();
    await passwords(">second");
    await pair.roll(envWith("second"));
    await passwords("<first");
    await admin.call("CLIENT", "KILL", "USER", "tokenward");
    await stream.goesOn();
    await stream.end();
    await expectNothingLost(pair, stream, mails);
  });
});
