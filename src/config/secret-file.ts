import { randomBytes, randomUUID } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError, messageOf } from "../kernel/errors.ts";
import { Secret } from "../kernel/secret.ts";
import { MASTER_SECRET_ALLOWED, masterSecret } from "./groups/secrets.ts";

/**
 * The secret kept in `secret` below the data folder, made there at the first start. Processes that start together agree
 * on one; none ever sees half a secret, and one that exists is never replaced.
 * @throws AppError `invalid_config` when it can neither be read nor made, or is not what it should be
 */
export async function ensureSecret(dataDir: string): Promise<Secret<Buffer>> {
  const path = join(dataDir, "secret");
  const parsed = masterSecret.safeParse(await readOrCreate(dataDir, path));
  if (parsed.success) return new Secret(parsed.data);
  throw new AppError(
    "invalid_config",
    `${path} does not hold ${MASTER_SECRET_ALLOWED}: put it back from a backup; ` +
      "if there is none and nothing to keep, remove it and a new one is made",
  );
}

async function readOrCreate(dataDir: string, path: string): Promise<string> {
  try {
    return (await readIfThere(path)) ?? (await create(dataDir, path));
  } catch (error) {
    throw new AppError(
      "invalid_config",
      `${path} can neither be read nor made (${messageOf(error)}): ` +
        "set DATA_DIR to a folder that this process may write to, or set TOKENWARD_SECRET",
      { cause: error },
    );
  }
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return null;
    throw error;
  }
}

// Written under another name and then linked: the name `secret` appears with its whole content, and for one process only.
async function create(dataDir: string, path: string): Promise<string> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const draft = join(dataDir, `secret.${randomUUID()}`);
  try {
    await writeFile(draft, `${randomBytes(32).toString("base64")}\n`, { flag: "wx", mode: 0o600, flush: true });
    await link(draft, path).catch((error: unknown) => {
      if (!hasCode(error, "EEXIST")) throw error;
    });
  } finally {
    await rm(draft, { force: true });
  }
  return await readFile(path, "utf8");
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
