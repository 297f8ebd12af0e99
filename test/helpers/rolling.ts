import { setTimeout as delay } from "node:timers/promises";
import { expect } from "vitest";
import type { FakeGithub } from "../../src/simulate/fake-github.ts";
import { temporaryFolder } from "./folder.ts";
import { startMailbox } from "./mailbox.ts";
import { startGithub, startTokenward, type Tokenward } from "./service.ts";
import { until } from "./until.ts";

type Env = Readonly<Record<string, string>>;
const EVERY_MS = 100;
/** A web process and a worker with the same environment, which are replaced one after the other. */
export class Pair {
  web: Tokenward;
  #worker: Tokenward;
  /** What is under way at the web processes. */
  readonly #underWay = new Set<Promise<unknown>>();

  private constructor(web: Tokenward, worker: Tokenward) {
    this.web = web;
    this.#worker = worker;
  }

  static async start(env: Env): Promise<Pair> {
    return new Pair(await startTokenward(env, ["serve", "--role", "web"]), await startTokenward(env, ["serve", "--role", "worker"]));
  }

  /** What is begun at a web process ends there: a load balancer lets it. */
  async during<T>(work: (web: Tokenward) => Promise<T>): Promise<T> {
    const done = work(this.web);
    this.#underWay.add(done);
    return await done.finally(() => this.#underWay.delete(done));
  }

  /** The new one is there before the old one goes, as behind a load balancer. */
  async roll(env: Env): Promise<void> {
    const [oldWeb, oldWorker] = [this.web, this.#worker];
    this.web = await startTokenward(env, ["serve", "--role", "web"]);
    await Promise.allSettled(this.#underWay);
    expect(await oldWeb.process.kill("SIGTERM")).toMatchObject({ code: 0 });
    this.#worker = await startTokenward(env, ["serve", "--role", "worker"]);
    expect(await oldWorker.process.kill("SIGTERM")).toMatchObject({ code: 0 });
    for (const { process } of [oldWeb, oldWorker]) expect(process.stderr()).not.toMatch(/"level":"(?:error|fatal)"/u);
  }
}

/** Alerts that come in all the time, one new leaked token each. */
export class Stream {
  readonly sent: { readonly id: string; readonly token: string }[] = [];
  readonly statuses = new Set<number>();
  readonly #done: Promise<void>;
  #ended = false;

  constructor(pair: Pair, send: (web: Tokenward, token: string) => Promise<{ status: number }>, everyMs = EVERY_MS) {
    this.#done = (async () => {
      for (let number = 0; !this.#ended; number += 1) {
        await pair.during(async (web) => {
          const minted = await web.mint(`token ${number}`, `owner-${number}@example.com`);
          this.statuses.add((await send(web, minted.token)).status);
          this.sent.push(minted);
        });
        await delay(everyMs);
      }
    })();
    // Whoever ends it is told what went wrong.
    this.#done.catch(() => undefined);
  }

  /** Waits until so many more alerts were answered. */
  async goesOn(more = 3): Promise<void> {
    const before = this.sent.length;
    await Promise.race([until("more alerts were answered", () => this.sent.length >= before + more, { withinMs: 60_000 }), this.#done]);
  }

  async end(): Promise<void> {
    this.#ended = true;
    await this.#done;
  }
}

/** Of two processes on this database; `mails` answers to whom mails went. */
export async function environment(databaseUrl: string, more: Env = {}): Promise<{ env: Env; github: FakeGithub; mails: () => string[] }> {
  const [github, mailbox, folder] = [await startGithub(), await startMailbox(), await temporaryFolder()];
  const common = { DATABASE_URL: databaseUrl, DATA_DIR: folder, GITHUB_API_URL: github.apiUrl, SMTP_URL: mailbox.url };
  return { env: { ...common, ...more }, github, mails: () => mailbox.mails.flatMap(({ to }) => to?.[0]?.address ?? []) };
}
