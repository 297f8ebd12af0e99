import { readdirSync } from "node:fs";
import { EXTENSION, TREE } from "./tree.ts";

/** What every file of code below a folder of the tree exports, in the order of their names. The build puts lists in the place of this file. */
export async function modulesBelow(folder: string): Promise<readonly object[]> {
  const root = new URL(`${folder}/`, TREE);
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(EXTENSION));
  return await Promise.all(files.toSorted().map(async (file) => (await import(new URL(file, root).href)) as object));
}
