import type { Transaction } from "../../db/database.ts";
import type { OwedTemplate } from "../../notices/outbox/outbox.sql.ts";

/** Who else was to be told the same as one notice tells. */
export interface AskedBefore {
  template: OwedTemplate;
  round: number;
  reason: string | null;
  /** In lower case; its own among them. */
  addresses: string[];
  /** Somebody was told, or will be. */
  told: boolean;
}

export async function readAskedBefore(tx: Transaction, noticeIds: readonly string[]): Promise<Map<string, AskedBefore>> {
  const rows = await tx.query<AskedBefore & { id: string }>(
    `select n.id, n.template, n.round, n.reason, array_agg(lower(s.recipient_email)) as addresses,
       bool_or(s.id <> n.id and s.state in ('due', 'handed_over', 'sent', 'folded')) as told
     from notices n
     join notices s on s.incident_id = n.incident_id and s.template = n.template and s.round = n.round and s.audience = 'owner'
     where n.id = any($1::uuid[]) group by n.id`,
    [noticeIds],
  );
  return new Map(rows.map(({ id, ...row }) => [id, row]));
}

/** Another address is tried instead: nobody has to retry this one. */
export function dropObligations(tx: Transaction, incidentId: string, noticeId: string): void {
  tx.send("delete from obligations where incident_id = $1 and notice_id = $2", [incidentId, noticeId]);
}
