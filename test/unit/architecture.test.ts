import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

// Which rooms a room may import from: the rules of .oxlintrc.json once more, to hold them against.
const DOMAIN = [
  "kernel",
  "telemetry",
  "db",
  "formats",
  "sources",
  "issuers",
  "policy",
  "obligations",
  "audit",
  "notices",
  "outgoing",
  "incidents",
  "tokens",
  "access",
  "scan",
];
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  config: ["kernel"],
  db: ["kernel"],
  telemetry: ["kernel"],
  formats: ["kernel"],
  sources: ["kernel"],
  simulate: ["kernel"],
  policy: ["kernel"],
  issuers: ["kernel", "db", "formats"],
  scan: ["kernel", "telemetry", "formats"],
  hosts: ["kernel", "scan", "sources"],
  obligations: ["kernel", "telemetry", "db"],
  audit: ["kernel", "telemetry", "db"],
  notices: ["kernel", "telemetry", "db", "obligations", "audit"],
  access: ["kernel", "telemetry", "db", "obligations", "audit"],
  outgoing: ["kernel", "telemetry", "db", "obligations", "audit"],
  incidents: ["kernel", "telemetry", "db", "formats", "sources", "issuers", "policy", "obligations", "audit", "notices"],
  tokens: ["kernel", "telemetry", "db", "formats", "issuers", "audit", "incidents"],
  jobs: DOMAIN,
  http: DOMAIN,
  dashboard: DOMAIN,
  cli: [...DOMAIN, "hosts", "config", "simulate", "compose"],
  compose: [...DOMAIN, "hosts", "config", "simulate", "jobs", "http", "dashboard", "cli"],
};
const ROOMS = Object.keys(MAY_IMPORT);

// Code that a rule must find, by the rule's name. Each becomes a file of its own.
const PLANTED: Readonly<Record<string, string>> = {
  "typescript(no-floating-promises)": "export function forget(): void { Promise.resolve(1); }",
  "typescript(no-misused-promises)": "export const visit = (list: number[]): void => list.forEach(async (n) => await Promise.resolve(n));",
  "typescript(await-thenable)": "export async function wait(): Promise<void> { await 1; }",
  "typescript(return-await)": "export async function pass(): Promise<number> { return Promise.resolve(1); }",
  "typescript(switch-exhaustiveness-check)":
    'export function name(x: "a" | "b"): string { switch (x) { case "a": return "A"; } return ""; }',
  "typescript(no-explicit-any)": "export const anything = (x: any): unknown => x;",
  "typescript(no-unsafe-member-access)": 'export const inside = (): unknown => JSON.parse("{}").a;',
  "typescript(strict-boolean-expressions)": "export const isSet = (x: string | undefined): number => (x ? 1 : 0);",
  "typescript(only-throw-error)": 'export function fail(): never { throw "no"; }',
  "typescript(consistent-type-imports)": 'import { Secret } from "../kernel/secret.ts";\nexport type Hidden = Secret;',
  "eslint(eqeqeq)": "export const isNull = (x: unknown): boolean => x == null;",
  "eslint(no-unused-vars)": "const unused = 1;\nexport const used = 2;",
  "eslint(no-console)": 'export const say = (): void => console.log("x");',
  "eslint(no-param-reassign)": "export function add(n: number): number { n += 1; return n; }",
  "eslint(no-warning-comments)": "export const a = 1; // xxx: more to do",
  "eslint(require-unicode-regexp)": "export const pattern = /a/;",
  "eslint(max-lines)": "export const a = 1;\n".concat("\n".repeat(400), "export const b = 2;\n"),
  "eslint(max-lines-per-function)": `export function long(): number {\n${"  Math.random();\n".repeat(60)}  return 1;\n}`,
  "import(no-default-export)": "export default 1;",
  "import(no-cycle)": 'import { b } from "./cycle.ts";\nexport const a = (): unknown => b;',
  "node(no-process-env)": 'export const home = process.env["HOME"];',
  "unicorn(no-process-exit)": "export const stop = (): never => process.exit(1);",
  "unicorn(prefer-node-protocol)": 'export { join } from "path";',
};

let folder: string;
let found: readonly Finding[];

interface Finding {
  readonly code: string;
  readonly filename: string;
}

const fileOf = (rule: string): string => `src/incidents/${rule.replace(/^.*\(|\)$/gu, "")}.ts`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tokenward-lint-"));
  for (const name of [".oxlintrc.json", "tsconfig.json", "package.json"]) await cp(join(ROOT, name), join(folder, name));
  await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
  await plant("src/incidents/cycle.ts", `import { a } from "./no-cycle.ts";\nexport const b = (): unknown => a;`);
  for (const [rule, code] of Object.entries(PLANTED)) await plant(fileOf(rule), code);
  for (const from of ROOMS) {
    await plant(`src/${from}/to-main.ts`, 'import "../main.ts";');
    await plant(`src/${from}/within/to-own.ts`, 'import "../to-main.ts";');
    for (const to of ROOMS) {
      await plant(`src/${from}/to-${to}.ts`, `export type { X } from "../${to}/x.ts";`);
      await plant(`src/${from}/within/to-${to}.ts`, `import "../../${to}/within/x.ts";`);
    }
  }
  found = await lint();
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function plant(path: string, code: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), `${code}\n`);
}

async function lint(): Promise<Finding[]> {
  const program = join(ROOT, "node_modules", "oxlint", "bin", "oxlint");
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, [program, "--format", "json", "src"], { cwd: folder, maxBuffer: 1 << 26 }, (_, stdout) => resolve(stdout));
  });
  return (JSON.parse(output) as { diagnostics: Finding[] }).diagnostics;
}

function isFound(rule: string, path: string): boolean {
  return found.some(({ code, filename }) => code === rule && filename.replaceAll("\\", "/").endsWith(path));
}

describe("imports run one way", () => {
  const refused = (path: string): boolean => isFound("eslint(no-restricted-imports)", path);

  test.each(ROOMS)("%s", (from) => {
    const others = ROOMS.filter((room) => room !== from);
    const allowed = others.filter((to) => !refused(`src/${from}/to-${to}.ts`));
    expect(new Set(allowed)).toEqual(new Set(MAY_IMPORT[from]));
    expect(others.filter((to) => !refused(`src/${from}/within/to-${to}.ts`))).toEqual(allowed);
    expect(refused(`src/${from}/within/to-own.ts`)).toBe(from === "kernel");
  });

  test.each(ROOMS.filter((room) => room !== "compose"))("%s does not import main.ts", (from) => {
    expect(refused(`src/${from}/to-main.ts`)).toBe(true);
  });

  test("every folder of src is a room of this table", async () => {
    const folders = (await readdir(join(ROOT, "src"), { withFileTypes: true })).filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => name).filter((name) => !ROOMS.includes(name))).toEqual([]);
  });
});

test.each(Object.keys(PLANTED))("%s finds what was planted", (rule) => {
  expect(isFound(rule, fileOf(rule))).toBe(true);
});
