import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

interface Entry {
  readonly version: string;
  readonly dev?: boolean;
  readonly license?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
  readonly os?: readonly string[];
}

const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as { packages: Readonly<Record<string, Entry>> };
const { allowScripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  allowScripts: Readonly<Record<string, boolean>>;
};
const installed = Object.entries(packages)
  .filter(([path]) => path !== "")
  .map(([path, entry]) => ({ ...entry, name: path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length) }));

// Licences that ask for no more than to be named.
const PERMISSIVE = new Set(["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BlueOak-1.0.0", "ISC", "MIT", "MIT-0", "Unlicense"]);

test("what is delivered has a licence that lets it be delivered", () => {
  // Entries for other platforms are completed by hand, and say no more than that.
  const delivered = installed.filter(({ dev, integrity }) => dev !== true && integrity !== undefined);
  expect(delivered.length).toBeGreaterThan(50);
  expect(
    delivered.filter(({ license = "" }) => !PERMISSIVE.has(license)).map(({ license, name }) => `${name}: ${license ?? "none"}`),
  ).toEqual([]);
});

test("no package runs a script when it is installed, unless it is named", () => {
  const strangers = installed.filter(({ hasInstallScript, name }) => hasInstallScript === true && !(name in allowScripts));
  expect(strangers.map(({ name }) => name)).toEqual([]);
});

test("every package that is installed on this platform is pinned by its hash", () => {
  const loose = installed.filter(({ integrity, os = [] }) => integrity === undefined && os.length === 0);
  expect(loose.map(({ name }) => name)).toEqual([]);
});
