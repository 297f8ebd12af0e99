import { AppError } from "../../kernel/errors.ts";
import { type Performance, perform, type Script } from "../../simulate/performance.ts";
import { type Context, print } from "../context.ts";
import { EXIT } from "../exit.ts";
import { simulateGithubApi } from "./github-api.ts";
import type { SimulateOptions } from "./options.ts";
import { castPlayer, type Player } from "./players.ts";
import { type Expected, summaryOf, wordsOf } from "./summary.ts";
import { readTokens } from "./tokens.ts";

/** Code hosts wait between 5 and 30 s. */
const TIMEOUT_MS = 30_000;

/** Plays one source for a running service: publishes its keys if it has any, signs, and posts. */
export async function simulate(context: Context, source: string, options: SimulateOptions): Promise<number> {
  const { apiPort } = options;
  if (apiPort !== undefined) {
    if (source !== "github") throw new AppError("invalid_request", "--api-port is for github: of the others no API is played");
    return await simulateGithubApi(context, { ...options, apiPort });
  }
  const player = await castPlayer(context, source, options);
  try {
    if (player.hint !== null) print(context.stderr, player.hint);
    if (options.serveKeys === true) return await serveKeys(context, player);
    const leaks = await leaksFor(context, player, options);
    const done = await play(context, player, leaks, options);
    return tell(context, source, done, options);
  } finally {
    await player.stop();
  }
}

async function serveKeys(context: Context, { keyed }: Player): Promise<number> {
  if (!keyed) throw new AppError("invalid_request", "--serve-keys is for sources that publish keys; this one shares a secret");
  await context.untilStopped();
  return EXIT.ok;
}

async function leaksFor(context: Context, { vendor }: Player, { leakUrl, malformed }: SimulateOptions) {
  if (!vendor.carriesTokens || malformed === true) return [];
  return (await readTokens(context)).map((token) => ({ token, url: leakUrl }));
}

async function play(
  context: Context,
  { vendor }: Player,
  leaks: Awaited<ReturnType<typeof leaksFor>>,
  options: SimulateOptions,
): Promise<Performance> {
  const { count, delay, duplicates, malformed, rate, rotate, url } = options;
  const stop = new AbortController();
  void context.untilStopped().then(() => stop.abort());
  const script: Script = {
    service: url.origin,
    leaks,
    count,
    rate: rate ?? null,
    rotateEvery: rotate ?? null,
    duplicates,
    delayMs: delay * 1_000,
    malformed: malformed === true,
    timeoutMs: TIMEOUT_MS,
  };
  const done = await perform(vendor, script, stop.signal);
  const [cause] = done.failures;
  if (done.answers.length > 0 || cause === undefined) return done;
  throw new AppError("unavailable", `${url.origin} does not answer: start the service there, or give its address with --url`, { cause });
}

function tell({ stderr, stdout }: Context, source: string, done: Performance, options: SimulateOptions): number {
  const expected: Expected = options.forged === true ? "401" : options.malformed === true ? "400" : "2xx";
  const summary = summaryOf(source, done, expected);
  const [only, another] = done.answers;
  if (options.json === true) print(stdout, JSON.stringify(summary));
  else {
    print(stderr, wordsOf(summary));
    if (only !== undefined && another === undefined) print(stdout, only.body);
  }
  return summary.unexpected === 0 ? EXIT.ok : EXIT.negative;
}
