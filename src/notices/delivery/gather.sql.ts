import type { Transaction } from "../../db/database.ts";
import type { OwedTemplate } from "../outbox/outbox.sql.ts";
import type { NoticeState } from "./attempts.sql.ts";

/** A notice as far as gathering looks at it. */
export interface GatherRow {
  id: string;
  state: NoticeState;
  template: OwedTemplate;
  audience: "owner" | "operator";
  brief: boolean;
  /** It waited to be told with all else that was found by looking back. */
  digest: boolean;
  /** In lower case. */
  address: string;
  /** It leads a mail already, or one was tried. */
  gathered: boolean;
  /** What it was to say is not true any more. */
  overtaken: boolean;
}

/** In the order in which they came to be owed. */
export function readForGathering(tx: Transaction, ids: readonly string[]): Promise<GatherRow[]> {
  return tx.query(
    `select n.id, n.state, n.template, n.audience, n.brief, n.digest, lower(n.recipient_email) as address,
       n.gathered_at is not null or n.attempts > 0 as gathered, n.template = 'pending' and i.revoked_at is not null as overtaken
     from notices n join incidents i on i.id = n.incident_id
     where n.id = any($1::uuid[]) order by n.created_at, n.id`,
    [ids],
  );
}

export interface AddressRow {
  address: string;
  /** Seconds until what waits for one mail is told; null: nothing has to wait. */
  foldSeconds: number | null;
  badReason: string | null;
}

/** Locks what is known of addresses, in their order: whoever else gathers for one of them waits. */
export async function lockAddresses(tx: Transaction, addresses: readonly string[]): Promise<AddressRow[]> {
  const sorted = addresses.toSorted();
  tx.send("insert into mail_addresses (address) select unnest($1::text[]) on conflict do nothing", [sorted]);
  return await tx.query<AddressRow>(
    `select address, extract(epoch from fold_until - now())::float8 as "foldSeconds", case when bad_since is not null then coalesce(bad_reason, '') end as "badReason"
     from mail_addresses where address = any($1::text[]) order by address for update`,
    [sorted],
  );
}

/** From now on, what else there is to tell these addresses waits for this long. */
export function openWindows(tx: Transaction, addresses: readonly string[], seconds: number): void {
  tx.send("update mail_addresses set fold_until = now() + make_interval(secs => $2) where address = any($1::text[])", [addresses, seconds]);
}

/** A notice that leads a mail, and those of the same batch that its mail tells as well. */
export interface Leader {
  readonly id: string;
  readonly address: string;
  readonly audience: string;
  readonly brief: boolean;
  /** Its mail tells all that waits for a digest, however long that was to wait. */
  readonly digest: boolean;
  readonly followers: readonly string[];
  /** How many more there is room for. */
  readonly room: number;
}

/**
 * Folds notices into their leaders' mails, and whatever else is owed to the same recipient and is not at another worker's:
 * its obligations are met by the leader's.
 */
export function fold(tx: Transaction, leaders: readonly Leader[], templates: readonly OwedTemplate[], windowSeconds: number): void {
  if (leaders.length === 0) return;
  tx.send("update notices set gathered_at = now() where id = any($1::uuid[])", [leaders.map(({ id }) => id)]);
  const pairs = leaders.flatMap(({ followers, id }) => followers.map((follower) => [follower, id] as const));
  if (pairs.length > 0) {
    tx.send(
      `update notices n set state = 'folded', folded_into = f.leader from unnest($1::uuid[], $2::uuid[]) as f (id, leader) where n.id = f.id`,
      [pairs.map(([follower]) => follower), pairs.map(([, leader]) => leader)],
    );
  }
  tx.send(
    `with leaders as (
       select * from unnest($1::uuid[], $2::text[], $3::text[], $4::boolean[], $5::int[], $8::boolean[]) as l (id, address, audience, brief, room, digest)
     ), others as materialized (
       select l.id as leader, x.id, x.obligation from leaders l cross join lateral (
         select n.id, o.id as obligation
         from notices n join obligations o on o.incident_id = n.incident_id and coalesce(o.notice_id, o.incident_id) = n.id
         where lower(n.recipient_email) = l.address and n.state = 'due' and n.gathered_at is null and n.attempts = 0 and n.id <> l.id
           and n.audience = l.audience and n.brief = l.brief and n.template = any($6::text[])
           and o.dead_at is null and (o.lease is null or o.leased_until <= now())
           and (n.digest and l.digest or $7 > 0 and not n.digest and o.due_at <= now() + make_interval(secs => $7))
         order by n.created_at, n.id limit l.room for update of o skip locked
       ) x
     ), met as (
       delete from obligations o using others where o.id = others.obligation
     )
     update notices n set state = 'folded', folded_into = others.leader from others where n.id = others.id`,
    [
      leaders.map(({ id }) => id),
      leaders.map(({ address }) => address),
      leaders.map(({ audience }) => audience),
      leaders.map(({ brief }) => brief),
      leaders.map(({ room }) => room),
      templates,
      windowSeconds,
      leaders.map(({ digest }) => digest),
    ],
  );
}
