import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { Readable, Writable } from "node:stream";
import { pathToFileURL } from "node:url";
import type { Script } from "node:vm";
import { MessageChannel } from "node:worker_threads";
import { type BuildOptions, build, type Plugin } from "esbuild";
import type { Outside } from "./src/cli/context.ts";
import type * as Program from "./src/compose/program.ts";
import type { Declaration } from "./src/formats/declared/declaration.ts";
import { loadFormats } from "./src/formats/registry.ts";
import { compiledOf, type GatheredName, runGathered } from "./src/kernel/place/gathered.ts";
import { type Answer, type Errand, READY } from "./src/scan/work/message.ts";
import type * as Serve from "./src/scan/work/serve.ts";

const common: BuildOptions = {
  bundle: true,
  platform: "node",
  target: "node20.19",
  // Names stay, for stacks.
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: true,
  logLevel: "warning",
};

/** Complaints in fifty languages, of which we use none. */
const noLocales: Plugin = {
  name: "no locales",
  setup: (builder) => {
    // oxlint-disable-next-line require-unicode-regexp -- esbuild reads it in another language, which has no flags
    builder.onLoad({ filter: /\/zod\/v4\/locales\/index\.js$/ }, () => ({ contents: "" }));
  },
};

/** Lists of what the registries look for: where all is in one file, nothing is found by where it lies. */
function known(rooms: readonly string[]): Plugin {
  return {
    name: "known modules",
    setup: (builder) => {
      // oxlint-disable-next-line require-unicode-regexp -- as above
      builder.onLoad({ filter: /\/kernel\/place\/modules\.ts$/ }, ({ path }) => ({
        contents: `const BELOW = { ${rooms.map(listOf).join(", ")} };\nexport const modulesBelow = (folder) => BELOW[folder]();`,
        resolveDir: dirname(path),
      }));
    },
  };
}

function listOf(room: string): string {
  const folder = join("src", room, "known");
  const imports = filesBelow(folder).map((path) => `import(${JSON.stringify(resolve(path))})`);
  return `"${room}/known": () => Promise.all([${imports.join(", ")}])`;
}

function filesBelow(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  return names.toSorted().map((name) => join(folder, name));
}

/** What starts, and finds the rest: the command line, and threads. No module of its own kind: those take Node.js 10 ms longer. */
async function buildStarter(entry: string, root: string): Promise<void> {
  const place = `${root}/kernel/place/${PLACED}`;
  await build({
    ...common,
    entryPoints: [entry],
    outbase: "src",
    outdir: "dist",
    format: "cjs",
    define: { "import.meta.filename": `"${PLACED}"`, "import.meta.url": "__url" },
    banner: { js: `const __url = require("node:url").pathToFileURL(require("node:path").join(__dirname, "${place}")).href;` },
  });
}

/** Commands with all they are made of, packages included, in one file; and what the engine compiled while some of them ran. */
async function gather(name: GatheredName, entry: string, rooms: readonly string[], play: (url: URL) => Promise<Script>): Promise<void> {
  const outfile = `dist/kernel/place/${name}.cjs`;
  await build({
    ...common,
    entryPoints: [entry],
    outfile,
    format: "cjs",
    // pg asks for it, and does without.
    external: ["pg-native"],
    // What was compiled before cannot import, only require.
    supported: { "dynamic-import": false },
    plugins: [noLocales, known(rooms)],
    define: { "import.meta.filename": `"${PLACED}"`, "import.meta.url": "__url" },
    banner: { js: '(function (module, require, __filename) { const __url = require("node:url").pathToFileURL(__filename).href;' },
    footer: { js: "})" },
  });
  const url = pathToFileURL(outfile);
  writeFileSync(compiledOf(url), (await play(url)).createCachedData());
}

/** Runs one command, as somebody who only wants it to have been run. */
async function rehearse({ runProgram }: typeof Program, args: readonly string[], env: Outside["env"] = {}): Promise<void> {
  const code = await runProgram(args, { ...NOBODY, env });
  if (code !== 0) throw new Error(`tokenward ${args.join(" ")} ended with ${code} while it was built`);
}

/** Has a thread's work done on this one. */
async function rehearseErrand({ serveErrands }: typeof Serve, options: Serve.ThreadOptions, errand: Errand): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  serveErrands(port1, options);
  port2.postMessage(errand);
  await new Promise<void>((done) => {
    port2.on("message", (answer: Answer | typeof READY) => {
      if (answer !== READY) done();
    });
  });
  port1.close();
}

/** A name in the folder of what looks for the root, which is what all that is built takes itself for: kernel/place/tree.ts. */
const PLACED = "gathered.js";

const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
const NOBODY: Outside = {
  env: {},
  stdin: Readable.from([]),
  stdout: nowhere,
  stderr: nowhere,
  untilStopped: () => new Promise<never>(() => undefined),
  end: () => undefined,
};

/** What a configuration that is read for a scan declares. */
const EXAMPLE: Declaration = { id: "example", kind: "pattern", prefix: "example_", alphabet: "0-9A-Za-z", length: [28, 255] };

rmSync("dist", { recursive: true, force: true });
cpSync("src/scan/wasm/run-filter.wasm", "dist/scan/wasm/run-filter.wasm");
cpSync("src/dashboard/assets", "dist/dashboard/assets", { recursive: true });

const folder = mkdtempSync(join(tmpdir(), "tokenward-build-"));
const config = join(folder, "config.json");
writeFileSync(config, JSON.stringify({ formats: [EXAMPLE] }));
await gather("scan", "src/cli/scan/program.ts", ["formats"], async (url) => {
  const { exports: program, script } = runGathered<typeof Program>(url);
  const args = ["scan", "--json", "--threads", "1", "src/kernel"];
  await rehearse(program, args);
  await rehearse(program, args, { TOKENWARD_CONFIG: config });
  return script;
});
await gather("thread", "src/scan/work/serve.ts", ["formats"], async (url) => {
  const { exports: serve, script } = runGathered<typeof Serve>(url);
  const settings = { tokenPrefix: "example", tokenLocation: "example.org", configured: [EXAMPLE] };
  const formatIds = (await loadFormats(settings)).map(({ id }) => id);
  const errand = { id: 1, unit: { kind: "files", files: filesBelow("src/kernel") } } as const;
  await rehearseErrand(serve, { settings, formatIds, scanner: { decode: false }, archives: false, repository: null }, errand);
  return script;
});
await gather("tokenward", "src/compose/program.ts", ["formats", "issuers", "sources"], async (url) => {
  const { exports: program, script } = runGathered<typeof Program>(url);
  await rehearse(program, ["notices", "preview", "--out", folder]);
  return script;
});
rmSync(folder, { recursive: true });

writeFileSync("dist/package.json", '{ "type": "commonjs" }\n');
// Last: what is built by half does not start.
await buildStarter("src/scan/work/thread.ts", "../..");
await buildStarter("src/main.ts", ".");
