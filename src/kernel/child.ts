import { type ExecFileException, execFile } from "node:child_process";
import { promisify } from "node:util";

export interface ChildOptions {
  readonly timeoutMs: number;
  /** Written to its standard input, which is then closed. */
  readonly input?: string;
  /** The whole environment: nothing is inherited, so that our secrets stay ours. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly uid?: number;
  readonly gid?: number;
}

export interface FinishedChild {
  /** Null when a signal ended it, the time-out's included. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const MAX_OUTPUT_BYTES = 1 << 20;

/**
 * Runs a program to its end without a shell; time and output are bounded.
 * @throws the system's error when it cannot be started or says too much; a failing exit code is an answer, not an error
 */
export async function runChild(file: string, args: readonly string[], options: ChildOptions): Promise<FinishedChild> {
  const { timeoutMs, input, ...spawnOptions } = options;
  const limits = { timeout: timeoutMs, killSignal: "SIGKILL", maxBuffer: MAX_OUTPUT_BYTES, encoding: "utf8" } as const;
  const running = promisify(execFile)(file, args, { ...spawnOptions, ...limits });
  // A child that ends without reading its input breaks the pipe; its exit code says what happened.
  running.child.stdin?.on("error", () => undefined).end(input);
  try {
    return { code: 0, ...(await running) };
  } catch (error) {
    const { code, stdout, stderr } = error as ExecFileException & { stdout: string; stderr: string };
    if (typeof code === "string") throw error;
    return { code: code ?? null, stdout, stderr };
  }
}
