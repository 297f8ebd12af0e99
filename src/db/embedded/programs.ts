import { type ChildProcess, spawn } from "node:child_process";
import { type FinishedChild, runChild } from "../../kernel/child.ts";
import { AppError, messageOf } from "../../kernel/errors.ts";
import type { Binaries } from "./binaries.ts";
import type { RunAs } from "./run-as.ts";

// Nothing of our environment: TOKENWARD_SECRET has no business in another user's process.
const ENVIRONMENT = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C", TZ: "UTC" };
const TIMEOUT_MS = 120_000;

/** PostgreSQL's programs, run as the right user. */
export interface Programs {
  /** @throws AppError `unavailable` with what the program said, when it fails */
  run(program: "initdb" | "pgCtl" | "postgres", args: readonly string[], input?: string): Promise<string>;
  /** Starts the server itself, detached: a Ctrl-C meant for us does not reach it. Output goes to the open file `log`. */
  spawnServer(args: readonly string[], cwd: string, log: number): ChildProcess;
  /** Owns the cluster's files; null: we do. */
  readonly user: RunAs["user"];
  /** The PostgreSQL major version. */
  readonly major: string;
}

/** @throws AppError `invalid_config` when the programs do not run here */
export async function preparePrograms(binaries: Binaries, runAs: RunAs): Promise<Programs> {
  const command = (program: string, args: readonly string[]): [string, string[]] => {
    const [first, ...rest] = [...runAs.prefix, program, ...args];
    return [first ?? program, rest];
  };
  const run = async (program: string, args: readonly string[], input = ""): Promise<FinishedChild> =>
    await runChild(...command(program, args), { timeoutMs: TIMEOUT_MS, env: ENVIRONMENT, cwd: "/", input, ...runAs.ids });
  return {
    user: runAs.user,
    major: await majorVersion(async () => await run(binaries.postgres, ["--version"])),
    run: async (program, args, input) => {
      const { code, stdout, stderr } = await run(binaries[program], args, input);
      if (code === 0) return stdout;
      throw new AppError(
        "unavailable",
        `${program} of the embedded PostgreSQL failed (${code ?? "killed"}): ${stderr.trim() || stdout.trim()}`,
      );
    },
    spawnServer: (args, folder, log) => {
      return spawn(...command(binaries.postgres, args), {
        cwd: folder,
        env: ENVIRONMENT,
        detached: true,
        stdio: ["ignore", log, log],
        ...runAs.ids,
      });
    },
  };
}

// The first run of a program, so it also shows a missing C library, a missing library link and a folder closed to the user.
async function majorVersion(version: () => Promise<FinishedChild>): Promise<string> {
  let said: string;
  try {
    const { stdout, stderr } = await version();
    const major = /^postgres \(PostgreSQL\) (\d+)/u.exec(stdout)?.[1];
    if (major !== undefined) return major;
    said = stderr.trim() || stdout.trim() || "it printed nothing";
  } catch (error) {
    said = messageOf(error);
  }
  throw new AppError(
    "invalid_config",
    `the embedded PostgreSQL does not run on this system (${said}); it needs Linux with glibc (not musl, as in Alpine) or macOS. ` +
      "Set DATABASE_URL to a PostgreSQL of your own",
  );
}
