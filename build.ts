import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { Readable, Writable } from "node:stream";
import { pathToFileURL } from "node:url";
import { type BuildOptions, build, type Plugin } from "esbuild";
import type { Root } from "./src/cli/root.ts";
import type * as Scan from "./src/cli/scan/gathered.ts";
import { compiledOf, runGathered } from "./src/kernel/place/gathered.ts";

// Every file that Node.js has to find costs a start about as much as the code in it: what a command is made of is gathered in a few.
const BUNDLED = ["commander", "zod"];

/** What is found by where it lies, and therefore stays there: what the registries look for, and what threads begin with. */
const knownIn = (room: string): string[] => {
  const folder = join("src", room, "known");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  return files.toSorted().map((name) => join(folder, name));
};
const known = ["formats", "issuers", "sources"].flatMap(knownIn);
const entryPoints = ["src/main.ts", "src/scan/work/thread.ts", ...known];

/** Complaints in fifty languages, of which we use none. */
const noLocales: Plugin = {
  name: "no locales",
  setup: (builder) => {
    // oxlint-disable-next-line require-unicode-regexp -- esbuild reads it in another language, which has no flags
    builder.onLoad({ filter: /\/zod\/v4\/locales\/index\.js$/ }, () => ({ contents: "" }));
  },
};

const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
const CONTEXT = {
  stdin: Readable.from([]),
  stdout: nowhere,
  stderr: nowhere,
  root: {} as Root,
  untilStopped: () => new Promise<never>(() => undefined),
  end: () => undefined,
};

/** What a configuration that is read for a scan declares. */
const EXAMPLE = { id: "example", kind: "pattern", prefix: "example_", alphabet: "0-9A-Za-z", length: [28, 255] };

const { dependencies } = JSON.parse(readFileSync("package.json", "utf8")) as { dependencies: Record<string, string> };

const common: BuildOptions = {
  bundle: true,
  platform: "node",
  target: "node20.19",
  external: Object.keys(dependencies).filter((name) => !BUNDLED.includes(name)),
  // Names stay, for stacks.
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: true,
  logLevel: "warning",
};

rmSync("dist", { recursive: true, force: true });
await build({
  ...common,
  entryPoints,
  outbase: "src",
  outdir: "dist",
  splitting: true,
  // As deep as what looks for the root: kernel/place/tree.ts.
  chunkNames: "kernel/place/[name]-[hash]",
  format: "esm",
  plugins: [noLocales],
  // For what is bundled and says `require`.
  banner: { js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);' },
});
cpSync("src/scan/wasm/run-filter.wasm", "dist/scan/wasm/run-filter.wasm");
cpSync("src/dashboard/assets", "dist/dashboard/assets", { recursive: true });
await gatherScan("dist/kernel/place/scan.cjs");

/** `tokenward scan` in one file, see `src/kernel/place/gathered.ts`. */
async function gatherScan(outfile: string): Promise<void> {
  const knownFormats: Plugin = {
    name: "known formats",
    setup: (builder) => {
      // oxlint-disable-next-line require-unicode-regexp -- as above
      builder.onLoad({ filter: /\/formats\/known\.ts$/ }, ({ path }) => {
        const list = knownIn("formats").map((file) => `import(${JSON.stringify(resolve(file))})`);
        return { contents: `export const knownModules = () => Promise.all([${list.join(", ")}]);`, resolveDir: dirname(path) };
      });
    },
  };
  await build({
    ...common,
    entryPoints: ["src/cli/scan/gathered.ts"],
    outfile,
    format: "cjs",
    // What was compiled before cannot import, only require.
    supported: { "dynamic-import": false },
    plugins: [noLocales, knownFormats],
    define: { "import.meta.filename": '"scan.js"', "import.meta.url": "__url" },
    banner: { js: '(function (module, require, __filename) { const __url = require("node:url").pathToFileURL(__filename).href;' },
    footer: { js: "})" },
  });
  const url = pathToFileURL(outfile);
  const gathered = runGathered<typeof Scan>(url)!;
  const folder = mkdtempSync(join(tmpdir(), "tokenward-build-"));
  const config = join(folder, "config.json");
  writeFileSync(config, JSON.stringify({ formats: [EXAMPLE] }));
  for (const env of [{}, { TOKENWARD_CONFIG: config }]) {
    await gathered.exports.runScanCommand(["scan", "--json", "--threads", "1", "src/kernel"], { ...CONTEXT, env });
  }
  rmSync(folder, { recursive: true });
  // With all that was compiled on the way.
  writeFileSync(compiledOf(url), gathered.script.createCachedData());
}
