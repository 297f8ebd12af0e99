import { execFileSync } from "node:child_process";
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
const { allowScripts, dependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  dependencies: Readonly<Record<string, string>>;
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

interface Component {
  readonly "bom-ref": string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly hashes: readonly { readonly alg: string; readonly content: string }[];
  readonly licenses: readonly unknown[];
}

interface Bom {
  readonly bomFormat: string;
  readonly specVersion: string;
  readonly serialNumber: string;
  readonly metadata: { readonly component: Pick<Component, "bom-ref"> };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

test("the list of what is delivered is CycloneDX, whole, and holds nothing that is not", () => {
  const bom = JSON.parse(execFileSync("npm", ["run", "--silent", "sbom"], { cwd: ROOT, encoding: "utf8", stdio: "pipe" })) as Bom;
  expect(bom).toMatchObject({
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    serialNumber: expect.stringMatching(/^urn:uuid:[0-9a-f-]{36}$/u),
  });
  const delivered = new Set(installed.filter(({ dev }) => dev !== true).map(({ name, version }) => `${name}@${version}`));
  const faults = bom.components.filter(
    ({ hashes, licenses, name, purl, version }) =>
      !delivered.has(`${name}@${version}`) ||
      purl !== `pkg:npm/${name.replace("@", "%40")}@${version}` ||
      licenses.length === 0 ||
      !hashes.some(({ alg, content }) => alg === "SHA-512" && /^[0-9a-f]{128}$/u.test(content)),
  );
  expect(faults.map(({ "bom-ref": ref }) => ref)).toEqual([]);
  const known = new Set([bom.metadata.component["bom-ref"], ...bom.components.map(({ "bom-ref": ref }) => ref)]);
  expect(known.size).toBe(bom.components.length + 1);
  expect(bom.dependencies.flatMap(({ dependsOn, ref }) => [ref, ...dependsOn]).filter((ref) => !known.has(ref))).toEqual([]);
  const direct = Object.keys(dependencies);
  expect(direct.filter((name) => bom.components.every((one) => one.name !== name))).toEqual([]);
});

test("no package runs a script when it is installed, unless it is named", () => {
  const strangers = installed.filter(({ hasInstallScript, name }) => hasInstallScript === true && !(name in allowScripts));
  expect(strangers.map(({ name }) => name)).toEqual([]);
});

test("every package that is installed on this platform is pinned by its hash", () => {
  const loose = installed.filter(({ integrity, os = [] }) => integrity === undefined && os.length === 0);
  expect(loose.map(({ name }) => name)).toEqual([]);
});
