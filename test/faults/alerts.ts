import { setTimeout as delay } from "node:timers/promises";
import type { FakeGithub } from "../../src/simulate/fake-github.ts";
import { withBadSignature } from "../helpers/macaroons.ts";
import type { Tokenward } from "../helpers/service.ts";
import type { Cluster } from "./cluster.ts";
import type { Dice } from "./dice.ts";
import type { Shop } from "./shop.ts";

export interface Minted {
  readonly id: string;
  readonly token: string;
}

/** What will be sent, and what has to be true afterwards. */
export interface Plan {
  /** Each is a delivery: the same bytes are sent to several processes at once where `twins` says so. */
  readonly deliveries: readonly { readonly body: Buffer; readonly twins: number }[];
  /** Tokens that really leak. */
  readonly leaked: readonly Minted[];
  /** Tokens of which only forged copies are reported. */
  readonly innocent: readonly Minted[];
}

const GENUINE_PER_DELIVERY = [0, 1, 1, 2] as const;

/** A stream of alerts in which genuine, forged, unknown, repeated and malformed records are mixed as the dice say. */
export async function planAlerts(service: Tokenward, shop: Shop, dice: Dice, count: number): Promise<Plan> {
  const leaked: Minted[] = [];
  const innocent: Minted[] = [];
  const deliveries: Plan["deliveries"][number][] = [];
  for (let number = 0; number < count; number += 1) {
    const records: object[] = [];
    for (let genuine = dice.pick(GENUINE_PER_DELIVERY); genuine > 0; genuine -= 1) {
      leaked.push(await service.mint(`leaked ${leaked.length}`, `owner-${leaked.length}@example.com`));
      records.push(recordOf(leaked.at(-1)!.token, number));
    }
    if (dice.roll() < 0.4) {
      innocent.push(await service.mint(`innocent ${innocent.length}`, `innocent-${innocent.length}@example.com`));
      records.push(recordOf(withBadSignature(innocent.at(-1)!.token), number));
    }
    if (dice.roll() < 0.3)
      records.push(recordOf(`tokenward-${Buffer.from(`nobody knows ${number}`.repeat(8)).toString("base64url")}`, number));
    if (dice.roll() < 0.4 && leaked.length > 0) records.push(recordOf(dice.pick(leaked).token, number));
    if (dice.roll() < 0.2) records.push({ token: null }, { type: "no token" });
    records.push(recordOf("tokenward-", number));
    // While nobody can say what a token elsewhere is, twins may be answered differently.
    const elsewhere = dice.roll() < 0.2;
    if (elsewhere) records.push(recordOf(shop.sell(), number));
    deliveries.push({ body: Buffer.from(JSON.stringify(dice.shuffled(records))), twins: !elsewhere && dice.roll() < 0.25 ? 3 : 1 });
  }
  return { deliveries, leaked, innocent };
}

function recordOf(token: string, number: number): object {
  return { token, type: "tokenward_api_token", url: `https://github.com/octo/leak-${number}/blob/main/.env`, source: "content" };
}

/** What the senders saw. */
export interface Ledger {
  /** Deliveries that were answered 200, in the end. */
  accepted: number;
  /** Answers that no sender may get, and deliveries that nobody took. */
  readonly faults: string[];
  /** How often a sender had to come again, by why. */
  readonly again: Map<string, number>;
}

const TAKEN_WITHIN_MS = 60_000;

/** Where deliveries are sent. */
export interface Aim {
  readonly github: FakeGithub;
  readonly cluster: Cluster;
  readonly dice: Dice;
  readonly ledger: Ledger;
}

export function openLedger(): Ledger {
  return { accepted: 0, faults: [], again: new Map() };
}

/** Sends deliveries at fixed times, whatever becomes of the earlier ones; each comes again until it is taken, as a code host does. */
export async function sendAlerts(deliveries: Plan["deliveries"], aim: Aim, everyMs: number): Promise<void> {
  const started = Date.now();
  const under_way: Promise<void>[] = [];
  for (const [number, { body, twins }] of deliveries.entries()) {
    await delay(Math.max(0, started + number * everyMs - Date.now()));
    under_way.push(sendOne(body, twins, aim));
  }
  await Promise.all(under_way);
}

async function sendOne(body: Buffer, twins: number, aim: Aim): Promise<void> {
  const answers = await Promise.all(Array.from({ length: twins }, () => untilTaken(body, aim)));
  const { ledger } = aim;
  if (answers.every((answer) => answer !== null)) ledger.accepted += 1;
  // What was committed sealed is answered without labels; nobody contradicts those that were given.
  const labelled = new Set(answers.filter((answer) => answer !== SEALED));
  if (labelled.size > 1) ledger.faults.push(`twins got different labels: ${[...labelled].map(labelsOf).join(" and ")}`);
}

const SEALED = "[]";

function labelsOf(answer: string | null): string {
  return answer === null ? "none" : [...answer.matchAll(/"label":"(?<label>\w+)"/gu)].map(({ groups }) => groups!["label"]).join(" ");
}

/** The labels; null when nobody took it. */
async function untilTaken(body: Buffer, { cluster, dice, github, ledger }: Aim): Promise<string | null> {
  // The key that signs is fixed when the alert is made, as the key of a real one is.
  let key = github.currentKey;
  for (const deadline = Date.now() + TAKEN_WITHIN_MS; Date.now() < deadline; await delay(100 + dice.below(200))) {
    const hooks = cluster.hooks;
    if (hooks.length === 0) continue;
    const answer = await github.send(dice.pick(hooks), body, { key, timeoutMs: 20_000 }).catch((error: unknown) => String(error));
    if (typeof answer !== "string" && answer.status === 200) return answer.body;
    // Nobody took it before the keys were rotated: it is signed anew, because what an old key signs is refused.
    const outdated = typeof answer !== "string" && answer.status === 401 && key !== github.currentKey;
    const why = typeof answer === "string" ? "no answer" : `${answer.status}${outdated ? " to a key that was rotated" : ""}`;
    ledger.again.set(why, (ledger.again.get(why) ?? 0) + 1);
    if (outdated) key = github.currentKey;
    else if (typeof answer !== "string" && answer.status !== 503) ledger.faults.push(`a delivery was answered ${answer.status}`);
  }
  ledger.faults.push("a delivery was not taken within a minute");
  return null;
}
