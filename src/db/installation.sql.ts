import { AppError } from "../kernel/errors.ts";
import type { Keyring } from "../kernel/keyring.ts";
import type { Queryable } from "./database.ts";

/**
 * Refuses a TOKENWARD_SECRET that is not the one this database was set up with: fingerprints would no longer match
 * and sealed root keys would no longer open. The first start records the secret's check value.
 * @throws AppError `invalid_config`
 */
export async function assertSecretFits(db: Queryable, keyring: Keyring): Promise<void> {
  const value = keyring.checkValue();
  await db.query("insert into installation (key, value) values ('secret check', $1) on conflict (key) do nothing", [value]);
  const [row] = await db.query<{ value: Buffer }>("select value from installation where key = 'secret check'");
  if (row?.value.equals(value) !== true) {
    throw new AppError(
      "invalid_config",
      "TOKENWARD_SECRET is not the secret this database was set up with: nothing in it could be recognised or opened. " +
        "Give the secret that was in use when the database was made (with the embedded database: DATA_DIR/secret)",
    );
  }
}
