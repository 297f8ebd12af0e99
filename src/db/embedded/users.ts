import { randomUUID } from "node:crypto";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isAlive, ownIdentity } from "./process-identity.ts";

/** Notes that this process uses the database. @returns the note's name, for `signOff` */
export async function signOn(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const name = `${await ownIdentity()}.${randomUUID()}`;
  await writeFile(join(folder, name), "");
  return name;
}

/** Forgets the note. */
export async function signOff(folder: string, name: string): Promise<void> {
  await rm(join(folder, name), { force: true });
}

/** How many living users there are; notes of the dead are removed. */
export async function countUsers(folder: string): Promise<number> {
  let living = 0;
  for (const name of await readdir(folder).catch(() => [])) {
    if (await isAlive(name.slice(0, name.indexOf(".")))) living += 1;
    else await rm(join(folder, name), { force: true });
  }
  return living;
}
