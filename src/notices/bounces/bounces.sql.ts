import type { Queryable, Transaction } from "../../db/database.ts";

export interface BouncedNotice {
  id: string;
  incidentId: string;
  audience: "owner" | "operator";
  address: string;
}

/** The sent notices of a mail: the one that led it, and those it told as well. Locked. `messageId` null: whatever it is. */
export async function lockSent(tx: Transaction, noticeId: string, messageId: string | null): Promise<BouncedNotice[]> {
  return await tx.query<BouncedNotice>(
    `with leader as (select id from notices where id = $1 and ($2::text is null or message_id = $2))
     select n.id, n.incident_id as "incidentId", n.audience, lower(n.recipient_email) as address
     from notices n join leader on n.id = leader.id or n.folded_into = leader.id
     where n.state = 'sent' order by n.id for update of n`,
    [noticeId, messageId],
  );
}

export function markBounced(tx: Transaction, ids: readonly string[], why: string): void {
  tx.send("update notices set state = 'bounced', last_response = $2 where id = any($1::uuid[])", [ids, why]);
}

/** No more mails to this address, from now on; what is known already stays. */
export function suppress(tx: Transaction, address: string, why: string): void {
  tx.send(
    `insert into mail_addresses (address, bad_since, bad_reason) values (lower($1), now(), $2)
     on conflict (address) do update set bad_since = coalesce(mail_addresses.bad_since, now()), bad_reason = coalesce(mail_addresses.bad_reason, $2)`,
    [address, why],
  );
}

/** Mails may go to this address again; answers whether they might not. */
export async function release(tx: Transaction, address: string): Promise<boolean> {
  const rows = await tx.query(
    "update mail_addresses set bad_since = null, bad_reason = null where address = lower($1) and bad_since is not null returning 1",
    [address],
  );
  return rows.length > 0;
}

export interface Suppression {
  address: string;
  since: Date;
  reason: string;
}

/** Newest first. */
export function selectSuppressions(db: Queryable, from: number, limit: number): Promise<Suppression[]> {
  return db.query(
    `select address, bad_since as since, coalesce(bad_reason, '') as reason from mail_addresses
     where bad_since is not null order by bad_since desc, address offset $1 limit $2`,
    [from, limit],
  );
}

/** How many, counted up to `limit`, began at a time or later. */
export async function countSuppressionsSince(db: Queryable, at: Date, limit: number): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    "select count(*)::int as count from (select from mail_addresses where bad_since >= $1 limit $2) addresses",
    [at, limit],
  );
  return row?.count ?? 0;
}
