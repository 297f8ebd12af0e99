import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { loadConfig } from "../../config/load.ts";
import { AppError } from "../../kernel/errors.ts";
import { FakeGithub } from "../../simulate/fake-github.ts";
import { createFakeKey, type FakeKey, fakeKeyFrom } from "../../simulate/fake-keys.ts";
import { type Context, print } from "../context.ts";
import { EXIT } from "../exit.ts";

export interface SimulateOptions {
  readonly url: string;
  readonly keysPort: number;
  readonly leakUrl: string;
  readonly serveKeys?: boolean;
}

/** Plays GitHub for a running service: publishes keys, signs one alert for the tokens on standard input, posts it. */
export async function simulateGithubPartner(context: Context, options: SimulateOptions): Promise<number> {
  const github = await FakeGithub.start(options.keysPort);
  try {
    github.keys.splice(0, 1, await keptKey(loadConfig(context.env).config.storage.dataDir));
    print(context.stderr, `Keys at ${github.apiUrl}: the service needs GITHUB_API_URL=${github.apiUrl}`);
    if (options.serveKeys === true) {
      await context.untilStopped();
      return EXIT.ok;
    }
    const tokens = (await text(context.stdin))
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "");
    if (tokens.length === 0) throw new AppError("invalid_request", "standard input holds no token; give one a line");
    const records = tokens.map((token) => ({ token, type: "tokenward_api_token", url: options.leakUrl, source: "content" }));
    const answer = await github.send(new URL("/hooks/github-partner", options.url).href, records);
    print(context.stderr, `Answered ${answer.status} after ${answer.ms.toFixed(0)} ms`);
    print(context.stdout, answer.body);
    return answer.status < 300 ? EXIT.ok : EXIT.negative;
  } finally {
    await github.stop();
  }
}

/** The key of earlier runs: the service asks for unknown keys at most once a minute, and so would refuse a new one. */
async function keptKey(dataDir: string): Promise<FakeKey> {
  const path = join(dataDir, "simulated-github.key");
  try {
    return fakeKeyFrom(await readFile(path, "utf8"));
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
  const key = createFakeKey();
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await writeFile(path, key.privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600, flag: "wx" });
  return key;
}
