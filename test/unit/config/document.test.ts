import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { VARIABLES } from "../../../src/config/config.ts";
import { configurationTables, envExample, replaceTables } from "../../../src/config/document.ts";
import { loadConfig } from "../../../src/config/load.ts";
import type { Environment } from "../../../src/config/read.ts";

const ROOT = new URL("../../../", import.meta.url);
const pathOf = (name: string): string => new URL(name, ROOT).pathname;

// `npm run docs:config` is this suite with --update, which writes the files.
describe("the files made from the variables are up to date (else: npm run docs:config)", () => {
  test(".env.example", async () => {
    await expect(envExample()).toMatchFileSnapshot(pathOf(".env.example"));
  });

  test("docs/CONFIGURATION.md", async () => {
    const page = await readFile(pathOf("docs/CONFIGURATION.md"), "utf8");
    await expect(replaceTables(page, configurationTables())).toMatchFileSnapshot(pathOf("docs/CONFIGURATION.md"));
  });
});

test("every line of the example that sets something sets a variable to its default", () => {
  const lines = envExample()
    .split("\n")
    .filter((line) => /^#\w+=/u.test(line))
    .map((line) => line.slice(1).split("="));
  expect(new Set(lines.map(([name]) => name))).toEqual(new Set(Object.keys(VARIABLES)));
  // All but where the values came from.
  const valuesOf = (env: Environment): object => ({ ...loadConfig(env).config, settings: null });
  expect(valuesOf(Object.fromEntries(lines) as Environment)).toEqual(valuesOf({}));
});

test("every default is allowed, and every sentence is whole", () => {
  for (const [name, { about, allowed, fallback, schema }] of Object.entries(VARIABLES)) {
    expect(about, name).toMatch(/^[\p{Lu}`].*\.$/u);
    expect(`${about}${allowed}`, name).not.toMatch(/[|\n]/u);
    if (fallback !== null) expect(schema.safeParse(fallback).success, name).toBe(true);
  }
});

test("a page without its markers is refused", () => {
  expect(() => replaceTables("<!-- config:end --> <!-- config:start -->", "")).toThrow('no "<!-- config:start -->" followed by');
  expect(replaceTables("a <!-- config:start --> old <!-- config:end --> b", "new")).toMatch(
    /^a <!-- config:start -->\n.*\n\nnew\n\n<!-- config:end --> b$/u,
  );
});
