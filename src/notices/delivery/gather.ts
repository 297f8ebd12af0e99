import type { Database } from "../../db/database.ts";
import { groupBy } from "../../kernel/collections.ts";
import type { TakenBatch } from "../../obligations/lease.ts";
import type { Obligation } from "../../obligations/obligation.ts";
import { cancelNotices, type OwedTemplate } from "../outbox/outbox.sql.ts";
import { type AddressRow, fold, type GatherRow, type Leader, lockAddresses, openWindows, readForGathering } from "./gather.sql.ts";

/** Tokens told of in one mail at most. */
const MAX_TOGETHER = 500;

// An alert is about one case that waits for a person.
const FOLDABLE: readonly OwedTemplate[] = [
  "revoked",
  "harmless_copy",
  "exposed",
  "pending",
  "found_again",
  "admin_revoked",
  "restored",
  "suspended",
];

/** Of a batch, what is to be sent now. */
export interface Gathered {
  readonly obligations: readonly Obligation[];
  /** Why nothing may be sent to a notice's address, by notice. */
  readonly bad: ReadonlyMap<string, string>;
}

/**
 * Decides what becomes a mail. The first mail to an address goes out at once and opens a window; what else there is to tell
 * that address meanwhile waits for its end, and is told in one mail. Windows are rows, so that all processes keep them.
 * Nothing that is owed is lost: what waits is put off, what is folded ends with the mail that tells it.
 */
export async function gather(db: Database, batch: TakenBatch, windowSeconds: number): Promise<Gathered> {
  const byNotice = new Map(batch.obligations.map((obligation) => [obligation.noticeId!, obligation]));
  return await db.transaction(async (tx) => {
    const rows = await readForGathering(tx, [...byNotice.keys()]);
    const open = rows.filter(({ overtaken, state }) => (state === "due" || state === "handed_over") && !overtaken);
    const addresses = new Map((await lockAddresses(tx, [...new Set(open.map((row) => row.address))])).map((row) => [row.address, row]));
    const bad = new Map(open.flatMap((row) => badOf(row, addresses.get(row.address))));
    const foldable = open.filter(
      (row) => (windowSeconds > 0 || row.digest) && !row.gathered && !bad.has(row.id) && FOLDABLE.includes(row.template),
    );
    const waiting = foldable.filter((row) => isWaiting(addresses.get(row.address)));
    const leaders = leadersOf(foldable.filter((row) => !waiting.includes(row)));
    openWindows(
      tx,
      leaders.map(({ address }) => address),
      windowSeconds,
    );
    fold(tx, leaders, FOLDABLE, windowSeconds);
    cancelNotices(
      tx,
      rows.filter(({ overtaken }) => overtaken).map(({ id }) => id),
      "not sent: the token was revoked meanwhile",
    );
    const put = waiting.map((row) => ({ id: byNotice.get(row.id)!.id, seconds: addresses.get(row.address)!.foldSeconds! }));
    const followers = new Set(leaders.flatMap((leader) => leader.followers));
    const sendable = open.filter((row) => !followers.has(row.id) && !waiting.includes(row));
    const kept = new Set([...sendable, ...waiting].map(({ id }) => byNotice.get(id)!.id));
    await batch.meet(
      tx,
      batch.ids.filter((id) => !kept.has(id)),
    );
    await batch.putOff(tx, put);
    return { obligations: sendable.map(({ id }) => byNotice.get(id)!), bad };
  });
}

function badOf({ id }: GatherRow, address: AddressRow | undefined): [string, string][] {
  const reason = address?.badReason ?? null;
  return reason === null ? [] : [[id, `mails to this address are suppressed: ${reason}`]];
}

function isWaiting(address: AddressRow | undefined): boolean {
  return (address?.foldSeconds ?? 0) > 0;
}

function leadersOf(rows: readonly GatherRow[]): Leader[] {
  return Array.from(groupBy(rows, ({ address, audience, brief }) => `${audience} ${brief} ${address}`).values(), ([first, ...others]) => {
    const { address, audience, brief, id } = first!;
    const followers = others.slice(0, MAX_TOGETHER - 1).map((row) => row.id);
    const digest = [first!, ...others].some((row) => row.digest);
    return { id, address, audience, brief, digest, followers, room: MAX_TOGETHER - 1 - followers.length };
  });
}
