import { expect, test } from "vitest";
import { formatSettings } from "../../../src/compose/formats.ts";
import { loadConfig } from "../../../src/config/load.ts";
import type { Environment } from "../../../src/config/read.ts";
import { loadScanConfig } from "../../../src/config/scan.ts";

const FILE = JSON.stringify({ formats: [{ id: "acme", kind: "pattern", prefix: "acme_", alphabet: "0-9a-f", length: 40 }] });
const SECRET = Buffer.alloc(32, 7).toString("base64");

// What is not set has a default in one place more than elsewhere: they must not drift apart.
test.each<[string, Environment]>([
  ["nothing is set", {}],
  [
    "what concerns it is set",
    { PUBLIC_URL: "https://t.example", TOKEN_PREFIX: "pypi", TOKEN_LOCATION: "pypi.org", ADMIN_TOKEN: "0123456789abcdef" },
  ],
  ["a port is set", { PORT: "8080" }],
  ["a port is left to the system", { PORT: "0" }],
  ["a secret stands in a file", { TOKENWARD_SECRET_FILE: "secret" }],
  ["formats are declared", { TOKENWARD_CONFIG: "config.json" }],
])("a scan reads of the configuration what the service reads: %s", async (_, env) => {
  const readFile = (path: string): string => (path === "secret" ? SECRET : FILE);
  const { config } = loadConfig(env, readFile);
  const scan = await loadScanConfig(env, readFile);
  expect(formatSettings(scan)).toEqual(formatSettings(config));
  expect(scan.http.publicUrl).toBe(config.http.publicUrl);
  expect(scan.secrets.adminToken?.reveal("compare")).toBe(config.secrets.adminToken?.reveal("compare"));
  expect(scan.secrets.master?.reveal("compare")).toEqual(config.secrets.master?.reveal("compare"));
});

test("a mistake that concerns a scan stops it, and no other does", async () => {
  await expect(loadScanConfig({ TOKEN_PREFIX: "ÄÖ", LOG_LEVEL: "loud" })).rejects.toMatchObject({
    code: "invalid_config",
    message: expect.stringMatching(/^(?=.*TOKEN_PREFIX)(?!.*LOG_LEVEL)/su),
  });
  await expect(loadScanConfig({ LOG_LEVEL: "loud" })).resolves.toBeDefined();
});
