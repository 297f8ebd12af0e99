import { randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { AppError, messageOf } from "../../kernel/errors.ts";
import { Secret } from "../../kernel/secret.ts";
import { ROLE } from "./cluster.ts";
import { codeOf } from "./error-code.ts";

/** How to sign in to the embedded database; kept beside the cluster, readable by us alone. */
export interface Account {
  readonly password: Secret;
  /** Where it listened last: kept as long as it is free, so that other processes find a restarted database again. */
  readonly port: number;
}

/**
 * @returns null when there is none, or none that can be used
 * @throws AppError `invalid_config` when it may not be read
 */
export async function readAccount(path: string): Promise<Account | null> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return "{}";
    throw new AppError("invalid_config", `${path} cannot be read (${messageOf(error)}): start tokenward as the user it belongs to`, {
      cause: error,
    });
  });
  const { password, port } = parse(text);
  return typeof password === "string" && typeof port === "number" ? { password: new Secret(password), port } : null;
}

/** A new random password; no port is wished for yet. */
export function newAccount(): Account {
  return { password: new Secret(randomBytes(24).toString("hex")), port: 0 };
}

/** Atomic; mode 0600. */
export async function writeAccount(path: string, { password, port }: Account): Promise<void> {
  const fresh = `${path}.new`;
  const content = { password: password.reveal("keep the embedded database's password"), port };
  await writeFile(fresh, `${JSON.stringify(content)}\n`, { mode: 0o600, flush: true });
  await rename(fresh, path);
}

/** Our own database as a connection string. */
export function accountUrl({ password, port }: Account): Secret {
  return new Secret(`postgres://${ROLE}:${password.reveal("build the connection string")}@127.0.0.1:${port}/${ROLE}`);
}

function parse(text: string): { password?: unknown; port?: unknown } {
  try {
    return JSON.parse(text) as { password?: unknown; port?: unknown };
  } catch {
    return {};
  }
}
