import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { loadFormats } from "../../../src/formats/registry.ts";

const MAIN = fileURLToPath(new URL("../../../dist/main.js", import.meta.url));

/** A finding as the command line prints it. */
export interface Told {
  readonly format: string;
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly start: number;
  readonly end: number;
  readonly commit: string | null;
  readonly fingerprint: string;
  readonly redacted: string;
  readonly via: readonly string[];
  readonly member: string | null;
  readonly token?: string;
}

export interface Report {
  readonly findings: readonly Told[];
  readonly scanned: { readonly files: number; readonly bytes: number };
  readonly skipped: readonly { readonly path: string; readonly member: string | null; readonly reason: string }[];
  readonly interrupted?: boolean;
}

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as JSON. */
  readonly report: Report;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Buffer;
}

/** Runs the built `tokenward scan` to its end. It sees only `env` and PATH. */
export async function scan(args: readonly string[], { cwd, env = {}, input = "" }: RunOptions = {}): Promise<Ran> {
  const child = spawn(process.execPath, [MAIN, "scan", ...args], { cwd, env: { PATH: process.env["PATH"] ?? "", ...env } });
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      output[name] += text;
    });
  }
  child.stdin.on("error", () => undefined).end(input);
  const code = await new Promise<number | null>((resolve) => {
    child.once("close", resolve);
  });
  return {
    code,
    ...output,
    get report() {
      return JSON.parse(output.stdout) as Report;
    },
  };
}

/** Tokens of the built-in issuer, each another one. */
export async function exampleTokens(count: number): Promise<string[]> {
  const [format] = await loadFormats({ tokenPrefix: "tokenward", tokenLocation: "localhost" });
  return Array.from({ length: count }, () => format!.example());
}
