import { readdirSync } from "node:fs";
import { extname } from "node:path";

// The build gathers modules in files that all lie in this folder: in no other is it the same way to the root before it and behind.
/** The root of the code that runs: `src/`, or what the build made of it. */
export const TREE = new URL("../../", import.meta.url);

/** The root of the package. */
export const PACKAGE = new URL("../", TREE);

/** What files of code end with, where we run: `.ts` or `.js`. */
export const EXTENSION = extname(import.meta.filename);

/** What every file of code below a folder of the tree exports, in the order of their names. */
export async function modulesBelow(folder: string): Promise<readonly object[]> {
  const root = new URL(`${folder}/`, TREE);
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(EXTENSION));
  return await Promise.all(files.toSorted().map(async (file) => (await import(new URL(file, root).href)) as object));
}
