import { Database } from "../../db/database.ts";
import type { Candidate, Credential } from "../../formats/format.ts";
import { AppError } from "../../kernel/errors.ts";
import { bisect } from "../../kernel/flow/bisect.ts";
import { isUuid } from "../../kernel/ids.ts";
import type { Logger } from "../../kernel/log.ts";
import type { Change, KnownToken, RemoteIssuer, RevokeOutcome, RevokeRequest } from "../issuer.ts";
import type { IssuerEntry, IssuerNeeds } from "../kind.ts";
import { Pace } from "../kit/pace.ts";
import { IssuerTrouble, lookupFailed, outcomeOf } from "../kit/trouble.ts";
import { isPoison, sqlTrouble } from "./failure.ts";
import { hashOf, storedHash } from "./hash.ts";
import type { SqlOptions } from "./options.ts";
import type { Statement } from "./parameters.ts";
import { type FoundToken, keyOf, readRow } from "./row.ts";
import { checkStatement, runStatement } from "./statements.sql.ts";

/** What a candidate is found by. */
interface LookupValue {
  readonly parameter: "identifiers" | "hashes";
  readonly value: string | Buffer;
}

/**
 * An issuer whose tokens are rows of its own PostgreSQL, by the statements of the configuration. A batch is one round trip
 * to look it up, and one transaction to revoke it and to see that it worked.
 */
export class SqlIssuer implements RemoteIssuer {
  readonly id: string;
  readonly title: string;
  readonly where = "elsewhere";
  readonly needsToken = false;
  readonly tellsOwners = false;
  readonly batch = 1_000;
  readonly revoke: Change;
  readonly suspend: Change | null;
  readonly restore: Change | null;
  readonly #options: SqlOptions;
  readonly #db: Database;
  readonly #log: Logger;
  readonly #pace: Pace;

  constructor({ id, title }: IssuerEntry, options: SqlOptions, { log, observe }: IssuerNeeds) {
    this.id = id;
    this.title = title;
    this.#options = options;
    this.#log = log;
    const limits = { max: options.connections, statementTimeoutMs: options.timeout_seconds * 1_000 };
    this.#db = new Database(options.url, log, { name: `issuer ${id}`, ...limits });
    this.#pace = new Pace({ concurrency: options.connections, rate: null }, observe(id));
    const { restore, revoke, suspend } = options.statements;
    this.revoke = (requests) => this.#change(requests, (some) => this.#end(revoke, some));
    this.suspend = suspend === undefined ? null : (requests) => this.#change(requests, (some) => this.#end(suspend, some));
    this.restore = restore === undefined ? null : (requests) => this.#change(requests, (some) => this.#giveBack(restore, some));
  }

  async lookup(candidates: readonly Candidate[]): Promise<readonly (KnownToken | null)[]> {
    const wanted = candidates.map((candidate) => this.#valueOf(candidate));
    const asked = new Map(wanted.flatMap((value) => (value === null ? [] : [[keyOf(value.value), value]])));
    const found = await this.#find([...asked.values()]);
    return wanted.map((value, index) => {
      const row = value === null ? undefined : found.get(keyOf(value.value));
      return row === undefined ? null : { ...row.token, credential: this.#credentialOf(candidates[index]!, row) };
    });
  }

  /** Has the database read all statements without running one. */
  async check(): Promise<void> {
    for (const [name, statement] of Object.entries(this.#options.statements)) {
      if (statement === undefined) continue;
      try {
        await this.#db.transaction((tx) => checkStatement(tx, statement));
      } catch (error) {
        throw new AppError("invalid_config", `the statement "${name}" cannot be used: ${sqlTrouble(error).message}`);
      }
    }
  }

  async close(): Promise<void> {
    await this.#db.close();
  }

  #valueOf(candidate: Candidate): LookupValue | null {
    const { hashing, identifiers, statements } = this.#options;
    const { lookup } = candidate;
    if (lookup.by === "identifier" && statements.lookup.names.includes("identifiers")) {
      return FITS[identifiers](lookup.identifier) ? { parameter: "identifiers", value: lookup.identifier } : null;
    }
    const hash = hashing === undefined ? null : hashOf(candidate, hashing);
    return hash === null ? null : { parameter: "hashes", value: hash };
  }

  #credentialOf(candidate: Candidate, { hash, foundBy, rootKey }: FoundToken): Credential {
    if (rootKey !== null) return rootKey;
    const { hashing } = this.#options;
    if (hashing !== undefined) return storedHash(candidate, hash ?? foundBy, hashing);
    const mistake = "the lookup statement answers neither root_key nor hash";
    throw lookupFailed(this.id, new IssuerTrouble("misconfigured", mistake));
  }

  async #find(values: readonly LookupValue[]): Promise<ReadonlyMap<string, FoundToken>> {
    if (values.length === 0) return new Map();
    try {
      const results = await bisect(values, {
        run: (some) => this.#call(() => this.#ask(some)),
        isPoison,
        poisoned: () => {
          this.#log.warn({ issuer: this.id }, "a candidate cannot be looked up: its identifier does not fit the lookup statement");
          return null;
        },
      });
      return new Map(values.flatMap((value, index) => (results[index] ? [[keyOf(value.value), results[index]]] : [])));
    } catch (error) {
      throw lookupFailed(this.id, error);
    }
  }

  async #ask(values: readonly LookupValue[]): Promise<readonly (FoundToken | null)[]> {
    const valuesOf = (parameter: LookupValue["parameter"]) => values.filter((one) => one.parameter === parameter).map(({ value }) => value);
    const parameters = { identifiers: valuesOf("identifiers"), hashes: valuesOf("hashes") };
    const rows = await runStatement(this.#db, this.#options.statements.lookup, parameters);
    const found = new Map<string, FoundToken>();
    for (const row of rows) {
      const read = readRow(row);
      if ("mistake" in read) throw new AppError("invalid_config", read.mistake);
      // A join may answer a token twice; whichever stands first is the one.
      if (!found.has(read.foundBy)) found.set(read.foundBy, read);
    }
    return values.map(({ value }) => found.get(keyOf(value)) ?? null);
  }

  async #change(requests: readonly RevokeRequest[], run: Change): Promise<readonly RevokeOutcome[]> {
    try {
      return await bisect(requests, {
        run: (some) => this.#call(() => run(some)),
        isPoison,
        poisoned: (_request, error) => outcomeOf(sqlTrouble(error)),
      });
    } catch (error) {
      return requests.map(() => outcomeOf(error));
    }
  }

  /** A value that does not fit is the caller's to find, and no trouble of the issuer's. */
  async #call<T>(work: () => Promise<T>): Promise<T> {
    const finished = await this.#pace.run(async (): Promise<() => T> => {
      try {
        const result = await work();
        return () => result;
      } catch (error) {
        if (!isPoison(error)) throw sqlTrouble(error);
        return () => {
          throw error as Error;
        };
      }
    });
    return finished();
  }

  /** The change and its proof, in one transaction: what the statement claims to have done is believed when `live` agrees. */
  async #end(statement: Statement, requests: readonly RevokeRequest[]): Promise<RevokeOutcome[]> {
    const { alive, changed } = await this.#runChange(statement, requests);
    return requests.map(({ tokenId }) => (alive.has(tokenId!) ? STILL_ALIVE : { kind: changed.has(tokenId!) ? "revoked" : "already" }));
  }

  async #giveBack(statement: Statement, requests: readonly RevokeRequest[]): Promise<RevokeOutcome[]> {
    const { alive } = await this.#runChange(statement, requests);
    return requests.map(({ tokenId }) => (alive.has(tokenId!) ? { kind: "revoked" } : NOT_RESTORED));
  }

  async #runChange(statement: Statement, requests: readonly RevokeRequest[]): Promise<{ changed: Set<string>; alive: Set<string> }> {
    const ids = requests.map(({ tokenId }) => tokenId);
    const parameters = { ids, reasons: requests.map(({ reason }) => reason), incidents: requests.map(({ incidentId }) => incidentId) };
    return await this.#db.transaction(async (tx) => {
      const [changed, alive] = await Promise.all([
        runStatement(tx, statement, parameters),
        runStatement(tx, this.#options.statements.live, { ids }),
      ]);
      return { changed: idsOf(changed), alive: idsOf(alive) };
    });
  }
}

const STILL_ALIVE: RevokeOutcome = {
  kind: "action_needed",
  reason: "after the revoke statement the token is still alive by the live statement: one of the two is wrong",
};

const NOT_RESTORED: RevokeOutcome = { kind: "refused", reason: "after the restore statement the token is not alive by the live statement" };

const FITS: Readonly<Record<SqlOptions["identifiers"], (identifier: string) => boolean>> = {
  uuid: isUuid,
  integer: (identifier) => /^\d{1,18}$/u.test(identifier),
  text: () => true,
};

function idsOf(rows: readonly Record<string, unknown>[]): Set<string> {
  return new Set(rows.map((row) => String(row["id"])));
}
