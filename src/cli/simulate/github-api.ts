import { setTimeout as delay } from "node:timers/promises";
import { AppError } from "../../kernel/errors.ts";
import { cleanLine } from "../../kernel/text.ts";
import { CAST } from "../../simulate/vendors/cast.ts";
import { type FakeAlert, FakeGithubApp } from "../../simulate/vendors/github-app.ts";
import { type Context, print } from "../context.ts";
import { EXIT } from "../exit.ts";
import type { SimulateOptions } from "./options.ts";
import { secretsFor } from "./secret-player.ts";
import { readTokens } from "./tokens.ts";

const LOOK_MS = 200;
const PATIENCE_MS = 60_000;

/**
 * Plays GitHub whole for a running service: raises an alert for each token, tells of it, answers what is asked by REST, and waits until every
 * alert is resolved. The service reads from here instead of GitHub.
 */
export async function simulateGithubApi(context: Context, options: SimulateOptions & { readonly apiPort: number }): Promise<number> {
  const { secrets } = secretsFor(context, CAST.github);
  const far = await listen(secrets, options.apiPort);
  try {
    const needs = `GITHUB_API_URL=${far.apiUrl} GITHUB_TOKEN=${far.token}`;
    print(context.stderr, `GitHub's API at ${far.apiUrl}: the service needs ${needs}, and no App`);
    const tokens = await readTokens(context);
    const alerts: FakeAlert[] = [];
    for (const token of tokens) alerts.push(await tellOf(far, token, options.url.origin));
    await untilResolved(alerts, context);
    return tell(context, alerts, options.json === true);
  } finally {
    await far.stop();
  }
}

async function listen(secrets: readonly string[], port: number): Promise<FakeGithubApp> {
  try {
    return await FakeGithubApp.start(secrets, port);
  } catch (cause) {
    throw new AppError("unavailable", `127.0.0.1:${port} cannot be listened on: give --api-port another port`, { cause });
  }
}

async function tellOf(far: FakeGithubApp, token: string, service: string): Promise<FakeAlert> {
  const alert = far.raise(token);
  const status = await far.deliver(far.alertHook(alert), service);
  if (status === 0)
    throw new AppError("unavailable", `${service} does not answer: start the service there, or give its address with --url`);
  if (status !== 202) throw new AppError("unavailable", `${service} answered ${status} to the webhook, where 202 was expected`);
  return alert;
}

async function untilResolved(alerts: readonly FakeAlert[], context: Context): Promise<void> {
  let stopped = false;
  void context.untilStopped().then(() => {
    stopped = true;
  });
  const end = performance.now() + PATIENCE_MS;
  while (!stopped && performance.now() < end && alerts.some(({ state }) => state === "open")) await delay(LOOK_MS);
}

function tell({ stdout }: Context, alerts: readonly FakeAlert[], json: boolean): number {
  const told = alerts.map(({ comment, number, resolution, state }) => ({ alert: number, state, resolution, comment }));
  if (json) print(stdout, JSON.stringify(told));
  else {
    for (const { alert, comment, resolution, state } of told) {
      const how =
        state === "open" ? "still open; see the incident's timeline and the service's log" : `resolved as ${resolution ?? "nothing"}`;
      print(stdout, `alert ${alert}: ${how}${comment === null ? "" : `: ${cleanLine(comment, 300)}`}`);
    }
  }
  return told.every(({ state }) => state === "resolved") ? EXIT.ok : EXIT.negative;
}
