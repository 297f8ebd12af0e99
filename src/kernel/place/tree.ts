import { extname } from "node:path";

// The build gathers modules in files that all lie in this folder: in no other is it the same way to the root before it and behind.
/** The root of the code that runs: `src/`, or what the build made of it. */
export const TREE = new URL("../../", import.meta.url);

/** The root of the package. */
export const PACKAGE = new URL("../", TREE);

/** What files of code end with, where we run: `.ts` or `.js`. */
export const EXTENSION = extname(import.meta.filename);
