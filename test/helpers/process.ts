import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { atEnd } from "./at-end.ts";
import { until } from "./until.ts";

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface TestProcess {
  readonly pid: number;
  /** Everything it wrote so far, and nothing else. */
  stdout(): string;
  stderr(): string;
  /** Waits until a line of either output matches. @throws at once when the process ends first */
  line(pattern: RegExp, withinMs?: number): Promise<RegExpMatchArray>;
  /** Waits until `GET {url}/readyz` says 200. @throws at once when the process ends first */
  ready(url: string, withinMs?: number): Promise<void>;
  write(text: string): void;
  /** Ends its standard input. */
  end(): void;
  /** Reads its results no longer, as `| head` does. */
  closeOutput(): void;
  /** Sends the signal and waits for the end. */
  kill(signal?: NodeJS.Signals): Promise<Exit>;
  readonly exited: Promise<Exit>;
}

const MAIN = fileURLToPath(new URL("../../dist/main.js", import.meta.url));
const running = new Set<TestProcess>();

/** Starts the built service: `node dist/main.js …args`, or another build of it. It sees only `env` and PATH. */
export function startService(args: readonly string[], env: Readonly<Record<string, string>>, cwd?: string, main = MAIN): TestProcess {
  if (!existsSync(main)) throw new Error(`${main} is missing: run "npm run build" first`);
  return startProgram([process.execPath, main, ...args], env, cwd);
}

/** Starts a program with its arguments; it is killed, if need be, after the file's last test. */
export function startProgram(command: readonly string[], env: Readonly<Record<string, string>> = {}, cwd?: string): TestProcess {
  const options = { env: { PATH: process.env["PATH"] ?? "", ...env }, stdio: "pipe", ...(cwd === undefined ? {} : { cwd }) } as const;
  const child = spawn(command[0] ?? "", command.slice(1), options);
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      output[name] += text;
    });
  }
  child.stdin.on("error", () => undefined);
  const exited = new Promise<Exit>((resolve, reject) => {
    child.once("error", reject).once("close", (code, signal) => {
      running.delete(self);
      resolve({ code, signal });
    });
  });
  const wait = async <T>(what: string, check: () => T | Promise<T>, withinMs: number): Promise<NonNullable<T>> => {
    const ended = exited.then(({ code, signal }): never => {
      throw new Error(`it ended (${code ?? signal}) before ${what}`);
    });
    try {
      return await Promise.race([until(what, check, { withinMs }), ended]);
    } catch (error) {
      throw new Error(`${String(error)}; it wrote:\n${output.stdout}${output.stderr}`, { cause: error });
    }
  };
  const self: TestProcess = {
    pid: child.pid ?? 0,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    line: async (pattern, withinMs = 20_000) =>
      await wait(`a line like ${pattern}`, () => matchLine(`${output.stdout}\n${output.stderr}`, pattern), withinMs),
    ready: async (url, withinMs = 20_000) => {
      await wait(`${url}/readyz says 200`, async () => (await fetch(`${url}/readyz`)).ok, withinMs);
    },
    write: (text) => {
      child.stdin.write(text);
    },
    end: () => {
      child.stdin.end();
    },
    closeOutput: () => {
      child.stdout.destroy();
    },
    kill: async (signal = "SIGTERM") => {
      child.kill(signal);
      return await exited;
    },
    exited,
  };
  running.add(self);
  atEnd(() => self.kill("SIGKILL"));
  return self;
}

function matchLine(text: string, pattern: RegExp): RegExpMatchArray | null {
  for (const line of text.split("\n")) {
    const match = line.match(pattern);
    if (match !== null) return match;
  }
  return null;
}

/** Ends whatever the test file started and left running. */
export async function killProcesses(): Promise<void> {
  await Promise.all([...running].map(async (child) => await child.kill("SIGKILL")));
}

process.once("exit", () => {
  for (const child of running) process.kill(child.pid, "SIGKILL");
});
