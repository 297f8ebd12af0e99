import { verifyTrail } from "../../src/audit/trail.ts";
import { EXIT } from "../../src/cli/exit.ts";
import type { Database } from "../../src/db/database.ts";
import { findCanaries } from "../helpers/canary.ts";
import { withBadSignature } from "../helpers/macaroons.ts";
import type { Ledger, Plan } from "./alerts.ts";
import type { Cluster } from "./cluster.ts";
import type { Relay, TakenMail } from "./relay.ts";
import type { Shop } from "./shop.ts";

/** What holds at the end of a run, read from the database and the relay by code that knows nothing of the service's. */
export interface Statement {
  /** One line for people. */
  readonly line: string;
  readonly faults: readonly string[];
}

interface TokenEnd {
  id: string;
  dead: boolean;
  revocations: number;
  incidents: number;
}

export async function stateWhatHolds(
  db: Database,
  relay: Relay,
  shop: Shop,
  plan: Plan,
  ledger: Ledger,
  cluster: Cluster,
): Promise<Statement> {
  const faults = [...ledger.faults];
  const leaked = await endsOf(
    db,
    plan.leaked.map(({ id }) => id),
  );
  const alive = leaked.filter(({ dead }) => !dead);
  for (const { id } of alive) faults.push(`the leaked token ${id} is alive`);
  for (const { id, revocations } of leaked.filter((end) => end.revocations !== 1))
    faults.push(`${id} was revoked ${revocations} times, says the trail`);
  for (const { id, incidents } of leaked.filter((end) => end.incidents !== 1))
    faults.push(`${id} has ${incidents} incidents that are revoked`);
  const killed = (
    await endsOf(
      db,
      plan.innocent.map(({ id }) => id),
    )
  ).filter(({ dead }) => dead);
  for (const { id } of killed) faults.push(`a forged copy killed ${id}`);

  const sold = shop.api.tokens.size;
  for (const _ of shop.alive) faults.push("a leaked token of the issuer elsewhere is alive");

  const [counts] = await db.query<{ deliveries: number; open: number; attention: number }>(
    `select (select count(*) from deliveries)::int as deliveries, (select count(*) from obligations)::int as open,
            (select count(*) from incidents where attention_reason is not null)::int as attention`,
  );
  const lost = plan.deliveries.length - counts!.deliveries;
  if (lost !== 0) faults.push(`${plan.deliveries.length} deliveries were accepted, and ${counts!.deliveries} are there`);
  if (counts!.open > 0) faults.push(`${counts!.open} obligations are open`);

  const mails = mailsByOwner(relay);
  for (const [number] of plan.leaked.entries()) faults.push(...mailFaults(`owner-${number}@example.com`, mails));
  for (const owner of mails.keys()) if (owner.startsWith("innocent")) faults.push(`${owner} got a mail about a forged copy`);
  const told = [...mails.values()].flatMap((ofOwner) => [...copiesById(ofOwner).values()]);
  const twice = told.filter((copies) => copies > 1).length;

  const trail = await verifyTrail(db);
  faults.push(...trail.faults);
  const plaintext = await plaintextIn(db, relay, plan, cluster.output);
  faults.push(...plaintext);

  // What cannot reach the database when it starts says so and ends; a watchdog that gives up ends as if it were told to.
  for (const { exit, lastWords } of cluster.surprises) {
    if (exit !== EXIT.unavailable && exit !== EXIT.ok) faults.push(`a process ended by itself: ${exit}: ${lastWords}`);
  }

  const again = Array.from(ledger.again, ([why, count]) => `${count} × ${why}`).join(", ");
  const line = [
    `accepted ${ledger.accepted}, lost ${lost}`,
    `revoked ${leaked.length - alive.length} of ${leaked.length} genuine, ${killed.length} of ${plan.innocent.length} forged`,
    `elsewhere ${sold - shop.alive.length} of ${sold}`,
    `mails ${told.length} to ${mails.size} owners, ${twice} of them twice`,
    `needs a person ${counts!.attention}`,
    `plaintext ${plaintext.length}`,
    `audit ${trail.faults.length === 0 ? `whole (${trail.events} events)` : "broken"}`,
    `ended by themselves ${cluster.surprises.length}`,
    `sent again ${again === "" ? "never" : again}`,
  ].join(" · ");
  return { line, faults };
}

async function endsOf(db: Database, ids: readonly string[]): Promise<TokenEnd[]> {
  return await db.query<TokenEnd>(
    `select t.id, t.revoked_at is not null as dead,
       (select count(*) from audit_events e join incidents i on i.id = e.incident_id
        where e.action = 'incident.revoked' and i.token_id = t.id::text and i.verdict = 'genuine')::int as revocations,
       (select count(*) from incidents i where i.token_id = t.id::text and i.verdict = 'genuine' and i.state = 'revoked')::int as incidents
     from tokens t where t.id = any($1::uuid[])`,
    [ids],
  );
}

function mailsByOwner({ taken }: Relay): Map<string, TakenMail[]> {
  const mails = new Map<string, TakenMail[]>();
  for (const mail of taken) mails.set(mail.to, [...(mails.get(mail.to) ?? []), mail]);
  return mails;
}

/** One mail tells of the leak, one more may tell of further places; a relay that broke off may have got either once more. */
function mailFaults(owner: string, mails: ReadonlyMap<string, readonly TakenMail[]>): string[] {
  const ofOwner = mails.get(owner) ?? [];
  const first = copiesById(ofOwner.filter(({ followsUp }) => !followsUp));
  const further = copiesById(ofOwner.filter(({ followsUp }) => followsUp));
  if (first.size === 0) return [`${owner} got no mail`];
  return [
    ...(first.size > 1 ? [`${owner} was told of the leak by several mails`] : []),
    ...(further.size > 1 ? [`${owner} was told of further places by several mails`] : []),
    ...[...first, ...further].filter(([, copies]) => copies > 2).map(([id, copies]) => `${owner} got ${id} ${copies} times`),
  ];
}

function copiesById(mails: readonly TakenMail[]): Map<string, number> {
  const copies = new Map<string, number>();
  for (const { messageId } of mails) copies.set(messageId, (copies.get(messageId) ?? 0) + 1);
  return copies;
}

const SEARCHED_FOR = 5;

async function plaintextIn(db: Database, relay: Relay, plan: Plan, output: string): Promise<string[]> {
  const names = await db.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_schema in ('public', 'bullmq') and table_type = 'BASE TABLE'`,
  );
  const tables = await Promise.all(
    names.map(async ({ name }) => {
      const rows = await db.query<{ row: string }>(`select t::text as row from ${name} t`);
      return { where: `table ${name}`, text: rows.map(({ row }) => row).join("\n") };
    }),
  );
  const tokens = [...plan.leaked.slice(0, SEARCHED_FOR), ...plan.innocent.slice(0, SEARCHED_FOR)];
  const secrets = Object.fromEntries(
    tokens.flatMap(({ id, token }) => [
      [`token ${id}`, token],
      [`body of ${id}`, token.slice(token.indexOf("-") + 1)],
      [`forged copy of ${id}`, withBadSignature(token)],
    ]),
  );
  const mails = { where: "mails", text: relay.taken.map(({ bytes }) => bytes).join("\n") };
  return findCanaries(secrets, [...tables, mails, { where: "logs", text: output }]);
}
