import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ensureSecret } from "../../../src/config/secret-file.ts";
import { AppError } from "../../../src/kernel/errors.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tokenward-secret-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const bytesIn = async (dataDir: string): Promise<Buffer> => (await ensureSecret(dataDir)).reveal("test");

test("the first start makes 32 bytes that only their owner may read, in a folder of its own", async () => {
  const dataDir = join(folder, "a", "data");
  expect(await bytesIn(dataDir)).toHaveLength(32);
  expect((await stat(join(dataDir, "secret"))).mode & 0o777).toBe(0o600);
  expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
});

test("later starts find the same secret, and two folders never share one", async () => {
  const first = await bytesIn(join(folder, "one"));
  expect(await bytesIn(join(folder, "one"))).toEqual(first);
  expect(await bytesIn(join(folder, "two"))).not.toEqual(first);
});

test("starts at the same moment agree on one secret and leave nothing else behind", async () => {
  const secrets = await Promise.all(Array.from({ length: 50 }, async () => (await bytesIn(folder)).toString("hex")));
  expect(new Set(secrets)).toHaveLength(1);
  expect(await readdir(folder)).toEqual(["secret"]);
});

test.each([
  ["nothing", ""],
  ["half a secret", "AAAAAAAAAAAAAAAAAAAAAA=="],
  ["something else", "hunter2 hunter2"],
])("a file with %s is refused by name, not replaced and not shown", async (_, text) => {
  await writeFile(join(folder, "secret"), text);
  const refusal = await ensureSecret(folder).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(AppError);
  expect(refusal).toMatchObject({
    code: "invalid_config",
    message: expect.stringContaining(`${folder}/secret does not hold at least 32 random bytes`),
  });
  expect(String(refusal)).not.toContain("hunter2");
  expect(await readFile(join(folder, "secret"), "utf8")).toBe(text);
});

test("a folder that cannot be written to is a mistake with a remedy", async () => {
  await writeFile(join(folder, "file"), "");
  await expect(ensureSecret(join(folder, "file", "data"))).rejects.toMatchObject({
    code: "invalid_config",
    message: expect.stringMatching(/can neither be read nor made \(ENOTDIR.*set DATA_DIR .* or set TOKENWARD_SECRET/u),
  });
});
