import { readFileSync } from "node:fs";
import { PACKAGE } from "./tree.ts";

/** Of the package that is installed. */
export function packageVersion(): string {
  const text = readFileSync(new URL("package.json", PACKAGE), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
