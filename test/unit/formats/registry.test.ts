import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadFormats } from "../../../src/formats/registry.ts";

const folder = new URL("../../../src/formats/", import.meta.url);
const settings = { tokenPrefix: "acme", tokenLocation: "packages.acme.example" };

test("every file with a default export is a format, and the built-in issuer's comes first", async () => {
  const plugins = readdirSync(folder).filter(
    (name) => name.endsWith(".ts") && /^export default /mu.test(readFileSync(new URL(name, folder), "utf8")),
  );
  const formats = await loadFormats(settings);
  expect(formats).toHaveLength(plugins.length);
  expect(formats[0]?.id).toBe("tokenward");
});

test("the built-in issuer's tokens look as this installation is configured", async () => {
  const [tokenward] = await loadFormats(settings);
  expect(tokenward).toMatchObject({ id: "tokenward", issuer: "builtin" });
  expect(tokenward?.example()).toMatch(/^acme-AgEV/u);
});
