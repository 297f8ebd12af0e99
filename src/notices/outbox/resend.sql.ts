import type { Transaction } from "../../db/database.ts";

/** Owes a mail once more, by itself and with the Message-ID it has; answers whether there was one to send again. */
export async function oweAgain(tx: Transaction, noticeId: string): Promise<boolean> {
  const rows = await tx.query(
    `with again as (
       update notices set state = 'due', uncertain = 0, folded_into = null, gathered_at = now()
       where id = $1 and state in ('sent', 'failed', 'bounced') returning id, incident_id
     )
     insert into obligations (id, kind, incident_id, notice_id) select gen_random_uuid(), 'notify', incident_id, id from again
     on conflict (incident_id, coalesce(notice_id, incident_id)) where incident_id is not null
       do update set due_at = now(), attempts = 0, dead_at = null, last_error = null, lease = null, leased_until = null
     returning 1`,
    [noticeId],
  );
  return rows.length === 1;
}
