import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { loadFormats } from "../../../src/formats/registry.ts";

const folder = new URL("../../../src/formats/known/", import.meta.url);
const settings = { tokenPrefix: "acme", tokenLocation: "packages.acme.example" };

test("every file below known/ is a format, and the built-in issuer's comes first", async () => {
  const plugins = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  const formats = await loadFormats(settings);
  expect(formats).toHaveLength(plugins.length);
  expect(formats[0]?.id).toBe("tokenward");
});

test("the built-in issuer's tokens look as this installation is configured", async () => {
  const [tokenward] = await loadFormats(settings);
  expect(tokenward).toMatchObject({ id: "tokenward", issuer: "builtin" });
  expect(tokenward?.example()).toMatch(/^acme-AgEV/u);
});
