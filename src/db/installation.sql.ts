import { randomBytes } from "node:crypto";
import { AppError } from "../kernel/errors.ts";
import type { Keyring } from "../kernel/keyring.ts";
import type { Queryable } from "./database.ts";

/**
 * Refuses a TOKENWARD_SECRET that is not the one this database was set up with: fingerprints would no longer match
 * and sealed root keys would no longer open. The first start records the secret's check value.
 * @throws AppError `invalid_config`
 */
export async function assertSecretFits(db: Queryable, keyring: Keyring): Promise<void> {
  if ((await keep(db, "secret check", keyring.checkValue())).equals(keyring.checkValue())) return;
  throw new AppError(
    "invalid_config",
    "TOKENWARD_SECRET is not the secret this database was set up with: nothing in it could be recognised or opened. " +
      "Give the secret that was in use when the database was made (with the embedded database: DATA_DIR/secret)",
  );
}

/** A name that tells this installation from others that share a Redis with it; made at the first start. */
export async function installationName(db: Queryable): Promise<string> {
  return (await keep(db, "name", randomBytes(6))).toString("hex");
}

/** The value that is kept under this key; `value` itself when there was none. */
async function keep(db: Queryable, key: string, value: Buffer): Promise<Buffer> {
  await db.query("insert into installation (key, value) values ($1, $2) on conflict (key) do nothing", [key, value]);
  const [row] = await db.query<{ value: Buffer }>("select value from installation where key = $1", [key]);
  return row!.value;
}
