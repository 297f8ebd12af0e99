import type { Octokit } from "@octokit/rest";
import { z } from "zod";
import type { CaughtUp } from "../../sources/source.ts";
import { asking, GithubRefusal } from "./failure.ts";

const PAGE = 100;
const MAX_PAGES = 100;
/** GitHub delivers again what is no older. */
const MAX_AGE_MS = 3 * 24 * 3_600_000;
const MAX_ASKED = 500;
const MAX_ATTEMPTS = 5;

// Ids have outgrown what a double holds: octokit gives those as bigint.
const delivery = z.object({
  id: z.union([z.int(), z.bigint()]).transform(String),
  guid: z.string().max(100),
  status: z.string(),
  status_code: z.int().nullish(),
  delivered_at: z.string(),
});
const kept = z.object({ newest: z.string().nullable(), pending: z.record(z.string(), z.int()) });

type Delivery = z.infer<typeof delivery>;
type Kept = z.infer<typeof kept>;

/**
 * Looks through the deliveries of the App's webhook since the last time and asks for those again of which no attempt was answered well;
 * time-outs are among them. GitHub keeps a failed attempt in its list after a good one, so that attempts are told apart by their guid. What
 * fails five times is left: it was refused, and not missed.
 */
export async function catchUp(app: Octokit, state: string | null, now: Date, signal: AbortSignal): Promise<CaughtUp> {
  const before: Kept = state === null ? { newest: null, pending: {} } : kept.parse(JSON.parse(state));
  const fresh = await since(app, before.newest, now);
  const good = new Set(fresh.filter(isGood).map(({ guid }) => guid));
  // Newest first: of several failed attempts the newest is asked for.
  const failed = new Map(
    fresh
      .filter((one) => !isGood(one) && !good.has(one.guid))
      .toReversed()
      .map((one) => [one.guid, one]),
  );
  const pending: Record<string, number> = Object.fromEntries(Object.entries(before.pending).filter(([guid]) => !good.has(guid)));
  let asked = 0;
  let isWhole = failed.size <= MAX_ASKED;
  for (const { guid, id } of [...failed.values()].slice(0, MAX_ASKED)) {
    if (signal.aborted) {
      isWhole = false;
      break;
    }
    const attempts = (pending[guid] ?? 0) + 1;
    pending[guid] = attempts;
    if (attempts <= MAX_ATTEMPTS && (await redeliver(app, id))) asked += 1;
  }
  // What is left over is met again next time.
  const newest = isWhole ? (fresh[0]?.id ?? before.newest) : before.newest;
  return { asked, state: JSON.stringify({ newest, pending: bounded(pending) }) };
}

/** Newest first, down to what was seen before or is too old to be delivered again. */
async function since(app: Octokit, newest: string | null, now: Date): Promise<Delivery[]> {
  const oldest = now.getTime() - MAX_AGE_MS;
  const found: Delivery[] = [];
  await asking(async () => {
    let pages = 0;
    for await (const { data } of app.paginate.iterator(app.rest.apps.listWebhookDeliveries, { per_page: PAGE })) {
      for (const one of z.array(delivery).parse(data)) {
        if (one.id === newest || Date.parse(one.delivered_at) < oldest) return;
        found.push(one);
      }
      pages += 1;
      if (pages === MAX_PAGES) return;
    }
  });
  return found;
}

// `status` names the answer: "OK" is what 200 is called, and we answer 202.
function isGood({ status, status_code: code }: Delivery): boolean {
  return status === "OK" || (code !== null && code !== undefined && code >= 200 && code < 300);
}

/** False where GitHub has it no more. */
async function redeliver(app: Octokit, id: string): Promise<boolean> {
  try {
    await asking(() => app.request("POST /app/hook/deliveries/{delivery_id}/attempts", { delivery_id: id as never }));
    return true;
  } catch (error) {
    if (error instanceof GithubRefusal) return false;
    throw error;
  }
}

const MAX_PENDING = 2_000;

function bounded(pending: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(pending).slice(-MAX_PENDING));
}
