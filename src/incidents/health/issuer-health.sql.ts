import type { Queryable } from "../../db/database.ts";
import type { Circuit } from "../../issuers/kit/pace.ts";

/** What is owed to an issuer that has to be called, as all processes know it. */
export interface IssuerState {
  readonly issuer: string;
  /** Obligations that are open, and that were given up. */
  readonly open: number;
  readonly givenUp: number;
  /** Those that were tried, and could not be met yet. */
  readonly failing: number;
  /** Why the latest of those could not be met; an issuer that is left alone for a while is told so here. */
  readonly lastError: string | null;
  /** When one of them is tried again. */
  readonly nextAt: Date | null;
  /** The last change of its circuit in any process; null as long as none had to leave it alone. */
  readonly circuit: { readonly state: Circuit["state"]; readonly since: Date; readonly restsUntil: Date | null } | null;
}

type Row = Omit<IssuerState, "circuit"> & {
  readonly state: Circuit["state"] | null;
  readonly since: Date | null;
  readonly restsUntil: Date | null;
};

/** Every issuer elsewhere of which something is owed, or that had to be left alone. */
export async function readIssuerStates(db: Queryable): Promise<IssuerState[]> {
  const rows = await db.query<Row>(
    `select issuer, coalesce(open, 0) as open, coalesce("givenUp", 0) as "givenUp", coalesce(failing, 0) as failing, "lastError", "nextAt",
            c.state, c.changed_at as since, c.rests_until as "restsUntil"
     from (select lane as issuer,
                  (count(*) filter (where dead_at is null))::int as open,
                  (count(*) filter (where dead_at is not null))::int as "givenUp",
                  (count(*) filter (where dead_at is null and last_error is not null))::int as failing,
                  (array_agg(last_error order by due_at desc) filter (where last_error is not null))[1] as "lastError",
                  min(due_at) filter (where dead_at is null and last_error is not null) as "nextAt"
           from obligations where lane is not null group by lane) o
     full join issuer_circuits c using (issuer) order by issuer`,
  );
  return rows.map(({ restsUntil, since, state, ...row }) => ({
    ...row,
    circuit: state === null || since === null ? null : { state, since, restsUntil },
  }));
}

export async function recordCircuit(db: Queryable, issuer: string, circuit: Circuit): Promise<void> {
  await db.query(
    `insert into issuer_circuits (issuer, state, changed_at, rests_until)
     values ($1, $2, now(), now() + $3::float8 * interval '1 millisecond')
     on conflict (issuer) do update set state = excluded.state, changed_at = excluded.changed_at, rests_until = excluded.rests_until`,
    [issuer, circuit.state, circuit.state === "open" ? circuit.restMs : null],
  );
}
