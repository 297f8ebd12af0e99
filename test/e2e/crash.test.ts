import { expect, it } from "vitest";
import { damage, openObligations, skipLeases } from "../helpers/aftermath.ts";
import { type TestDatabase, testDatabase } from "../helpers/database.ts";
import { type FaultProxy, startFaultProxy } from "../helpers/fault-proxy.ts";
import { temporaryFolder } from "../helpers/folder.ts";
import { type Mailbox, startMailbox } from "../helpers/mailbox.ts";
import type { TestProcess } from "../helpers/process.ts";
import { launchTokenward, record, startGithub, startTokenward, whenReady } from "../helpers/service.ts";
import { until } from "../helpers/until.ts";

// As many victims at once as a small machine has cores.
const LANES = 2;
const WEB = ["serve", "--role", "web"];
const WORKER = ["serve", "--role", "worker"];

// In production the start does not migrate: the template is migrated already, and the sweep starts a hundred processes.
const github = await startGithub();
const common = { GITHUB_API_URL: github.apiUrl, DATA_DIR: await temporaryFolder(), NODE_ENV: "production" };

/**
 * Messages that change something, in PostgreSQL, in the queue's tables or at the relay. A crash before a message that only
 * reads cannot be told from a crash before the next one that does not.
 */
const STEP = /\b(?:update|insert into|delete from|commit|audit_seal|add_job|claim|finish)\b|^(?:EHLO|MAIL|Subject|QUIT)|(?:^|\n)\.\r\n$/iu;
// The final dot may come alone or with the last lines of the mail.
const FINAL_DOT = /(?:^|\n)\.\r\n$/u;
const CLAIM = "update obligations set lease";

// As installations have it: deciding what is folded, and folding it, is among the steps.
const FOLDING = { MAIL_FOLD_SECONDS: "60" };
const TWO = { incidents: 2 };

/** Counts the steps that go through these proxies, and ends the process right after one of them: its answer is never read. */
class Assassin {
  readonly steps: string[] = [];
  readonly #proxies: readonly FaultProxy[];
  readonly #isFatal: (step: string, count: number) => boolean;
  victim: TestProcess | undefined;
  struck = false;

  constructor(proxies: readonly FaultProxy[], isStep: (text: string) => boolean, isFatal: (step: string, count: number) => boolean) {
    this.#proxies = proxies;
    this.#isFatal = isFatal;
    for (const proxy of proxies) {
      proxy.onMessage = (text) => {
        if (this.struck) return "hold";
        if (isStep(text)) this.#count(text);
        return "pass";
      };
    }
  }

  #count(step: string): void {
    this.steps.push(step);
    if (!this.#isFatal(step, this.steps.length)) return;
    this.struck = true;
    for (const proxy of this.#proxies) proxy.mute = true;
    process.kill(this.victim!.pid, "SIGKILL");
  }
}

async function sweep(points: readonly number[], visit: (point: number) => Promise<void>): Promise<void> {
  const waiting = [...points];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await visit(next);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

/** A database in which one alert about two tokens of one owner was accepted, and nothing more; nobody is connected to it. */
async function acceptedAlert(): Promise<TestDatabase> {
  const base = await testDatabase();
  const web = await startTokenward({ ...common, DATABASE_URL: base.url.reveal("the web process") }, WEB);
  const minted = [await web.mint("one"), await web.mint("another")];
  expect(
    (
      await github.send(
        web.hook,
        minted.map(({ token }) => record(token)),
      )
    ).status,
  ).toBe(200);
  await web.process.kill();
  return base;
}

/** Runs a worker until it is killed after its fatal step, or has done everything. Steps count from its first claim on. */
async function runVictim(
  { database, url }: TestDatabase,
  mailbox: Mailbox,
  isFatal: (step: string, count: number) => boolean,
): Promise<string[]> {
  const postgres = await startFaultProxy(url.reveal("a proxy before it"));
  const smtp = await startFaultProxy(mailbox.url);
  const isStep = (text: string): boolean => (assassin.steps.length > 0 ? STEP.test(text) : text.includes(CLAIM));
  const assassin = new Assassin([postgres, smtp], isStep, isFatal);
  assassin.victim = launchTokenward({ ...common, ...FOLDING, DATABASE_URL: postgres.url, SMTP_URL: smtp.url }, WORKER);
  await until("its death or the end of its work", async () => assassin.struck || (await openObligations(database)) === 0, {
    withinMs: 30_000,
  });
  await assassin.victim.kill("SIGKILL");
  return assassin.steps;
}

/** A fresh worker with nothing in its way, until all is done. */
async function finish({ database, url }: TestDatabase, mailbox: Mailbox, withinMs = 30_000): Promise<void> {
  const worker = launchTokenward({ ...common, ...FOLDING, DATABASE_URL: url.reveal("the fresh worker"), SMTP_URL: mailbox.url }, WORKER);
  await until("all is done", async () => (await openObligations(database)) === 0, { withinMs });
  await worker.kill("SIGKILL");
}

it("a worker killed after any of its steps: all is done in the end, two tokens revoked once, told in one mail or twice the same", {
  timeout: 600_000,
}, async () => {
  const base = await acceptedAlert();
  const calm = { copy: await testDatabase({ copyOf: base.url }), mailbox: await startMailbox() };
  const steps = await runVictim(calm.copy, calm.mailbox, () => false);
  expect(await damage(calm.copy.database, calm.mailbox, { ...TWO, mailsAtMost: 1 })).toEqual([]);
  expect(calm.mailbox.mails).toHaveLength(1);
  expect(steps.filter((step) => step.includes("commit")).length).toBeGreaterThanOrEqual(2);

  const found: string[] = [];
  const mails: number[] = [];
  await sweep(Array.from(steps.keys()), async (point) => {
    const mailbox = await startMailbox();
    const copy = await testDatabase({ copyOf: base.url, max: 1 });
    const said = await runVictim(copy, mailbox, (_step, count) => count > point);
    await skipLeases(copy.database);
    await finish(copy, mailbox);
    mails.push(mailbox.mails.length);
    for (const fault of await damage(copy.database, mailbox, TWO)) found.push(`killed after "${said.at(-1)!.slice(0, 80)}": ${fault}`);
    await copy.close();
  });
  expect(found).toEqual([]);
  // Twice is for the window after the relay had the mail, which the next test hits for certain.
  expect(mails).toContain(1);
  expect(mails.filter((count) => count !== 1 && count !== 2)).toEqual([]);
});

it("a fresh worker takes over, once the lease has run out, from one that died with the mail handed over", async () => {
  const base = await acceptedAlert();
  const mailbox = await startMailbox();
  const steps = await runVictim(base, mailbox, (step) => FINAL_DOT.test(step));
  expect(steps.some((step) => FINAL_DOT.test(step))).toBe(true);
  await finish(base, mailbox, 30_000);
  expect(await damage(base.database, mailbox, TWO)).toEqual([]);
  expect(mailbox.mails).toHaveLength(2);
});

it("a web process killed after any step of the intake: the sender tries again, and there is one delivery and one incident", {
  timeout: 240_000,
}, async () => {
  const shared = await testDatabase();
  const mailbox = await startMailbox();
  const env = { ...common, SMTP_URL: mailbox.url };
  const healthy = await startTokenward({ ...env, DATABASE_URL: shared.url.reveal("the healthy process") });
  const minted: string[] = [];
  const kills: string[] = [];
  let untouched = false;
  // Point 0 is the commit. How many packets the statements leave in differs from run to run, so the commit has no number.
  for (let point = 0; !untouched; point += 1) {
    const { id, token } = await healthy.mint(`token ${point}`);
    minted.push(id);
    const proxy = await startFaultProxy(shared.url.reveal("a proxy before it"));
    let armed = false;
    const isStep = (text: string): boolean => armed && STEP.test(text) && !text.includes(CLAIM);
    const assassin = new Assassin([proxy], isStep, (step, count) => (point === 0 ? step.includes("commit") : count === point));
    assassin.victim = launchTokenward({ ...env, DATABASE_URL: proxy.url }, WEB);
    const { hook } = await whenReady(assassin.victim);
    armed = true;
    untouched = await github.send(hook, [record(token)]).then(
      ({ status }) => status === 200,
      () => false,
    );
    if (!untouched) kills.push(assassin.steps.at(-1)!);
    await assassin.victim.kill("SIGKILL");
    const again = await github.send(healthy.hook, [record(token)]);
    expect([again.status, JSON.parse(again.body)]).toEqual([200, [expect.objectContaining({ token_raw: token, label: "true_positive" })]]);
  }
  expect(kills[0]).toContain("commit");
  expect(kills.length).toBeGreaterThanOrEqual(3);
  await healthy.untilNotified(minted);
  await until("nothing is owed", async () => (await openObligations(shared.database)) === 0);
  expect(await damage(shared.database, mailbox, { incidents: minted.length, mailsAtMost: 1 })).toEqual([]);
  const [count] = await shared.database.query("select count(*)::int as n from deliveries");
  expect(count).toEqual({ n: minted.length });
});
