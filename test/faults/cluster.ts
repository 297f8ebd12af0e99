import { setTimeout as delay } from "node:timers/promises";
import type { TestProcess } from "../helpers/process.ts";
import { launchTokenward, startTokenward, type Tokenward, whenReady } from "../helpers/service.ts";

type Role = "web" | "worker";

const RESTART_AFTER_MS = 300;
const COMPLAINTS = 8;

/** How a process ended that nobody had told to. */
export interface Surprise {
  readonly exit: number | string;
  readonly lastWords: string;
}

function lastWordsOf(process: TestProcess): string {
  return process.stderr().trimEnd().split("\n").slice(-20).join(" / ").slice(-2_000);
}

/** One place in the cluster: what runs in it is started again whenever it ends, as a supervisor does. */
class Seat {
  readonly #launch: () => TestProcess;
  readonly past: TestProcess[] = [];
  /** How processes ended that nobody had told to. */
  readonly surprises: Surprise[] = [];
  process: TestProcess;
  /** Null while nothing here is ready. */
  ready: Tokenward | null;
  #expected = false;
  #stopped = false;

  constructor(first: Tokenward, launch: () => TestProcess) {
    this.#launch = launch;
    this.process = first.process;
    this.ready = first;
    void this.#supervise();
  }

  /** Ends what runs here and waits until the next is ready. A load balancer knows of both. */
  async replace(signal: NodeJS.Signals): Promise<void> {
    const old = this.process;
    this.#expected = true;
    this.ready = null;
    await old.kill(signal);
    while (this.ready === null && !this.#stopped) await delay(50);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.process.kill("SIGKILL");
  }

  async #supervise(): Promise<void> {
    while (!this.#stopped) {
      const exit = await this.process.exited;
      this.ready = null;
      this.past.push(this.process);
      if (this.#stopped) return;
      if (!this.#expected) this.surprises.push({ exit: exit.code ?? exit.signal ?? "?", lastWords: lastWordsOf(this.process) });
      this.#expected = false;
      await delay(RESTART_AFTER_MS);
      this.process = this.#launch();
      // One that ends before it is ready is started again as well.
      this.ready = await whenReady(this.process).catch(() => null);
    }
  }
}

/** Two web processes and two workers of the built service, any of which may be killed at any time. */
export class Cluster {
  readonly webs: readonly Seat[];
  readonly workers: readonly Seat[];

  private constructor(webs: readonly Seat[], workers: readonly Seat[]) {
    this.webs = webs;
    this.workers = workers;
  }

  static async start(env: Readonly<Record<string, string>>): Promise<Cluster> {
    const seat = async (role: Role): Promise<Seat> => {
      const args = ["serve", "--role", role];
      return new Seat(await startTokenward(env, args), () => launchTokenward(env, args));
    };
    return new Cluster(await Promise.all([seat("web"), seat("web")]), await Promise.all([seat("worker"), seat("worker")]));
  }

  /** Where alerts can be sent at this moment. */
  get hooks(): string[] {
    return this.webs.flatMap(({ ready }) => ready?.hook ?? []);
  }

  /** Everything that was ever written by any of them. */
  get output(): string {
    return this.#seats
      .flatMap(({ past, process }) => [...past, process])
      .map((one) => one.stdout() + one.stderr())
      .join("\n");
  }

  /** What those that run at this moment warned of last. */
  get complaints(): string[] {
    return this.#seats.flatMap(({ process }) => {
      const lines = `${process.stdout()}\n${process.stderr()}`.split("\n");
      const warnings = lines.filter((line) => /"level":"(?:warn|error|fatal)"/u.test(line)).slice(-COMPLAINTS);
      return [`${process.pid}:`, ...warnings.map((line) => line.slice(0, 500))];
    });
  }

  get surprises(): readonly Surprise[] {
    return this.#seats.flatMap(({ surprises }) => surprises);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#seats.map((seat) => seat.stop()));
  }

  get #seats(): readonly Seat[] {
    return [...this.webs, ...this.workers];
  }
}
