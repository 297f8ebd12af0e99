import { randomBytes } from "node:crypto";
import { AppError } from "../kernel/errors.ts";
import { Keyring } from "../kernel/keyring.ts";
import { Secret } from "../kernel/secret.ts";
import type { Queryable } from "./database.ts";

// The check value of the secret that this database was set up with, which is the root of all its keys.
const FIRST = "secret check";
const BEHIND = "secret ";
const CONTEXT = "root of the keys";

/**
 * The keys of this database, opened with TOKENWARD_SECRET. What they are derived from never changes: it is the secret of the
 * first start. A later one opens it, sealed, and is let in by one that can.
 * @param previous lets `secret` in when nothing of this database is known to it yet
 * @throws AppError `invalid_config` when neither opens anything
 */
export async function openKeyring(db: Queryable, secret: Secret<Buffer>, previous: Secret<Buffer> | null = null): Promise<Keyring> {
  const own = new Keyring(secret);
  // Only a database that knows of no secret yet takes the one it is given.
  await keep(db, FIRST, own.checkValue());
  const root = await rootBehind(db, secret);
  if (root !== null) return new Keyring(root);
  const known = previous === null ? null : await rootBehind(db, previous);
  if (known === null) throw strange(previous);
  await keep(db, nameOf(own), own.seal(known.reveal("seal it for another secret"), CONTEXT));
  return new Keyring(known);
}

/** Lets no other secret open the keys any more; answers how many did. @throws when this one does not open them itself */
export async function retireOtherSecrets(db: Queryable, secret: Secret<Buffer>): Promise<number> {
  const own = new Keyring(secret);
  if ((await rootBehind(db, secret)) === null) throw strange(null);
  const dropped = await db.query("delete from installation where starts_with(key, $1) and key not in ($2, $3) returning 1", [
    BEHIND,
    nameOf(own),
    FIRST,
  ]);
  // Something has to stay there: a version that knows of no other secrets would take any for the first.
  const first = await db.query("update installation set value = $2 where key = $1 and value not in ($2, $3) returning 1", [
    FIRST,
    RETIRED,
    own.checkValue(),
  ]);
  return dropped.length + first.length;
}

/** How many secrets open the keys of this database. */
export async function countSecrets(db: Queryable): Promise<number> {
  const rows = await db.query("select 1 from installation where starts_with(key, $1) and value <> $2", [BEHIND, RETIRED]);
  return rows.length;
}

/** A name that tells this installation from others that share a Redis with it; made at the first start. */
export async function installationName(db: Queryable): Promise<string> {
  return (await keep(db, "name", randomBytes(6))).toString("hex");
}

// The check value of no secret.
const RETIRED = Buffer.from("retired");

/** What this secret opens; null: nothing here. */
async function rootBehind(db: Queryable, secret: Secret<Buffer>): Promise<Secret<Buffer> | null> {
  const own = new Keyring(secret);
  const rows = await db.query<{ key: string; value: Buffer }>("select key, value from installation where key = any($1)", [
    [FIRST, nameOf(own)],
  ]);
  const values = new Map(rows.map(({ key, value }) => [key, value]));
  if (values.get(FIRST)?.equals(own.checkValue()) === true) return secret;
  const sealed = values.get(nameOf(own));
  return sealed === undefined ? null : new Secret(own.unseal(sealed, CONTEXT));
}

function nameOf(keyring: Keyring): string {
  return `${BEHIND}${keyring.checkValue().toString("hex")}`;
}

function strange(previous: Secret<Buffer> | null): AppError {
  const both = previous === null ? "is not a secret" : "and TOKENWARD_SECRET_PREVIOUS are not secrets";
  return new AppError(
    "invalid_config",
    `TOKENWARD_SECRET ${both} of this database: nothing in it could be recognised or opened. Give the one that was in use last ` +
      "(with the embedded database: DATA_DIR/secret); to change it, give that one as TOKENWARD_SECRET_PREVIOUS as well",
  );
}

/** The value that is kept under this key; `value` itself when there was none. */
async function keep(db: Queryable, key: string, value: Buffer): Promise<Buffer> {
  await db.query("insert into installation (key, value) values ($1, $2) on conflict (key) do nothing", [key, value]);
  const [row] = await db.query<{ value: Buffer }>("select value from installation where key = $1", [key]);
  return row!.value;
}
