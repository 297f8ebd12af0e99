import { verifyTrail } from "../../src/audit/trail.ts";
import type { Database } from "../../src/db/database.ts";
import type { Mailbox } from "./mailbox.ts";

/** What is left to do. */
export async function openObligations(db: Database): Promise<number> {
  return (await db.query<{ n: number }>("select count(*)::int as n from obligations"))[0]!.n;
}

/** Lets the leases of a dead worker run out now instead of in ten seconds. */
export async function skipLeases(db: Database): Promise<void> {
  await db.query("update obligations set leased_until = now() where leased_until is not null");
  await db.query("update dispatches set until = now()");
}

/** Everything that does not hold at the end of a job path that was disturbed; empty when nobody could tell that it was. */
export async function damage(db: Database, mailbox: Mailbox, { mailsAtMost = 2, incidents = 1 } = {}): Promise<string[]> {
  const faults: string[] = (await verifyTrail(db)).faults.map((fault) => `audit: ${fault}`);
  const rows = await db.query<EndState>(END_STATES);
  if (rows.length !== incidents) faults.push(`${rows.length} incidents instead of ${incidents}`);
  for (const row of rows) {
    // A mail that tells of several names each of their cases.
    const mails = mailbox.mails.filter(({ messageId, text }) => (messageId ?? "").includes(row.id) || (text ?? "").includes(row.id));
    if (!row.dead) faults.push(`the token of ${row.id} is alive`);
    if (row.state !== "revoked") faults.push(`${row.id} is ${row.state}`);
    if (!row.notified) faults.push(`${row.id}: nobody was told, it says`);
    if (row.revocations !== 1) faults.push(`${row.id} was revoked ${row.revocations} times, says the audit trail`);
    if (mails.length < 1 || mails.length > mailsAtMost) faults.push(`${mails.length} mails about ${row.id}`);
    if (new Set(mails.map(({ messageId }) => messageId)).size > 1) faults.push(`its mails have several Message-IDs`);
  }
  const strays = mailbox.mails.filter(({ messageId }) => !rows.some(({ id }) => (messageId ?? "").includes(id)));
  if (strays.length > 0) faults.push(`${strays.length} mails about nothing`);
  const open = await openObligations(db);
  if (open > 0) faults.push(`${open} obligations are open`);
  return faults;
}

interface EndState {
  id: string;
  state: string;
  dead: boolean;
  notified: boolean;
  revocations: number;
}

const END_STATES = `
  select i.id, i.state, t.revoked_at is not null as dead, i.notified_at is not null as notified,
         (select count(*) from audit_events e where e.incident_id = i.id and e.action = 'incident.revoked')::int as revocations
  from incidents i left join tokens t on t.id::text = i.token_id`;
