import { cpSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build, type Plugin } from "esbuild";

// Every file that Node.js has to find costs a start about as much as the code in it: what a command is made of is gathered in a few.
const BUNDLED = ["commander", "zod"];

/** What is found by where it lies, and therefore stays there: what the registries look for, and what threads begin with. */
const known = ["formats", "issuers", "sources"].flatMap((room) => {
  const folder = join("src", room, "known");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  return files.map((name) => join(folder, name));
});
const entryPoints = ["src/main.ts", "src/scan/work/thread.ts", ...known];

/** Complaints in fifty languages, of which we use none. */
const noLocales: Plugin = {
  name: "no locales",
  setup: (builder) => {
    // oxlint-disable-next-line require-unicode-regexp -- esbuild reads it in another language, which has no flags
    builder.onLoad({ filter: /\/zod\/v4\/locales\/index\.js$/ }, () => ({ contents: "" }));
  },
};

const { dependencies } = JSON.parse(readFileSync("package.json", "utf8")) as { dependencies: Record<string, string> };

rmSync("dist", { recursive: true, force: true });
await build({
  entryPoints,
  outbase: "src",
  outdir: "dist",
  bundle: true,
  splitting: true,
  // As deep as what looks for the root: kernel/place/tree.ts.
  chunkNames: "kernel/place/[name]-[hash]",
  format: "esm",
  platform: "node",
  target: "node20.19",
  external: Object.keys(dependencies).filter((name) => !BUNDLED.includes(name)),
  plugins: [noLocales],
  // Names stay, for stacks.
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: true,
  // For what is bundled and says `require`.
  banner: { js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);' },
  logLevel: "warning",
});
cpSync("src/scan/wasm/run-filter.wasm", "dist/scan/wasm/run-filter.wasm");
cpSync("src/dashboard/assets", "dist/dashboard/assets", { recursive: true });
