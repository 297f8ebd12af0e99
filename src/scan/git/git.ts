import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { AppError } from "../../kernel/errors.ts";

/** What has to be known of a repository to read it; plain data. */
export interface RepositoryFacts {
  /** As the user named it. */
  readonly path: string;
  /** Whether its history is cut: what came before was never fetched. */
  readonly shallow: boolean;
  /** The whole environment that git gets. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What runs git in a place where there may be a repository. */
export interface Runner {
  /** As the user named it. */
  readonly path: string;
  /** Starts one git command in it. Its standard error is kept, bounded, for `ended`. */
  run(args: readonly string[]): GitChild;
}

/** A git repository that is only read, and never trusted. */
export type Repository = RepositoryFacts & Runner;

export interface GitChild {
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** Resolves when the command is over and its output was read. A failing exit code is an answer, not an error. */
  readonly ended: Promise<GitEnd>;
  kill(): void;
}

export interface GitEnd {
  readonly ok: boolean;
  /** What git said last, one line; empty when it said nothing. */
  readonly complaint: string;
}

// Whatever in a repository's own configuration could make git start a program or reach out. `cat-file`, `rev-list` and
// `diff-tree` run no filters, hooks, pagers or text converters; what is left is the file system monitor, and a partial
// clone that fetches what is missing. Safe to read whoever owns it, then.
const SAFE_CONFIG = ["-c", "core.fsmonitor=false", "-c", "safe.directory=*"];
const SAFE_ENVIRONMENT = {
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_SYSTEM: "/dev/null",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_ALLOW_PROTOCOL: "",
  GIT_NO_LAZY_FETCH: "1",
  GIT_NO_REPLACE_OBJECTS: "1",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_TERMINAL_PROMPT: "0",
  LC_ALL: "C",
};

// What git tells a hook about the repository it runs in: the index of the commit being made, objects not yet accepted.
const OF_A_HOOK = [
  "GIT_DIR",
  "GIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_OBJECT_DIRECTORY",
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  "GIT_QUARANTINE_PATH",
];

/** @param env of this process; null `path` is the repository around the working directory, or of the hook that started us */
export interface RepositoryPlace {
  readonly path: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** @throws AppError `invalid_request` when there is no repository or no git */
export async function openRepository(place: RepositoryPlace): Promise<Repository> {
  const facts = unopened(place);
  const child = runGit(facts, ["rev-parse", "--is-shallow-repository"]);
  child.stdin.end();
  const [answer, { ok, complaint }] = await Promise.all([textOf(child.stdout), child.ended]);
  if (ok) return reopen({ ...facts, shallow: answer.trim() === "true" });
  const refusal = `${facts.path} cannot be read as a git repository: ${complaint}.`;
  throw new AppError("invalid_request", `${refusal} --git takes the path of a clone, bare or not.`);
}

/** Nobody has looked yet whether there is one. */
export function repositoryAt(place: RepositoryPlace): Runner {
  const facts = unopened(place);
  return { path: facts.path, run: (args) => runGit(facts, args) };
}

function unopened({ env, path }: RepositoryPlace): Omit<RepositoryFacts, "shallow"> {
  return { path: path ?? ".", environment: gitEnvironment(env, path === null) };
}

/** A repository that was opened before, perhaps by another thread. */
export function reopen(facts: RepositoryFacts): Repository {
  return { ...facts, run: (args) => runGit(facts, args) };
}

/** What another thread needs to reopen it. */
export function factsOf({ environment, path, shallow }: Repository): RepositoryFacts {
  return { environment, path, shallow };
}

function gitEnvironment(env: RepositoryPlace["env"], asHook: boolean): Record<string, string> {
  const inherited = asHook ? ["PATH", ...OF_A_HOOK] : ["PATH"];
  const kept = inherited.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]));
  return { ...(Object.fromEntries(kept) as Record<string, string>), ...SAFE_ENVIRONMENT };
}

const COMPLAINT_CHARS = 4_096;

function runGit({ environment, path }: Omit<RepositoryFacts, "shallow">, args: readonly string[]): GitChild {
  const child: ChildProcessByStdio<Writable, Readable, Readable> = spawn("git", ["-C", path, ...SAFE_CONFIG, ...args], {
    env: environment,
    stdio: ["pipe", "pipe", "pipe"],
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-COMPLAINT_CHARS);
  });
  // A git that ends before it has read everything breaks the pipe; its exit code says what happened.
  child.stdin.on("error", () => undefined);
  const ended = new Promise<GitEnd>((resolve) => {
    child.once("error", (error) => resolve({ ok: false, complaint: `git cannot be started (${error.message})` }));
    child.once("close", (code) => resolve({ ok: code === 0, complaint: lastLine(said) }));
  });
  return { stdin: child.stdin, stdout: child.stdout, ended, kill: () => void child.kill("SIGKILL") };
}

function lastLine(text: string): string {
  return (
    text
      .trim()
      .split("\n")
      .at(-1)
      ?.replace(/^fatal: /u, "") ?? ""
  );
}

/** The whole of a short output. */
export async function textOf(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
