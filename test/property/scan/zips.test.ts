import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { loadFormats } from "../../../src/formats/registry.ts";
import { scanArchive } from "../../../src/scan/archives/archive-scan.ts";
import { createScanner } from "../../../src/scan/scanner.ts";
import { ArchiveScanner } from "../../../src/scan/work/archives.ts";
import { Tally } from "../../../src/scan/work/tally.ts";
import { temporaryFolder } from "../../helpers/folder.ts";
import { zip } from "../../helpers/scan/archives.ts";
import { mutated } from "../formats/arbitraries.ts";

const formats = (await loadFormats({ tokenPrefix: "tokenward", tokenLocation: "localhost" })).filter(({ id }) => id === "tokenward");
const scanner = createScanner({ formats, decode: false });
const { signal } = new AbortController();
const file = join(await temporaryFolder(), "a.zip");

const members = (found: readonly { readonly member: string | null }[]): string[] =>
  found.map(({ member }) => member ?? "").toSorted((a, b) => (a < b ? -1 : 1));

async function inFile(bytes: Buffer): Promise<string[]> {
  writeFileSync(file, bytes);
  const tally = new Tally();
  await new ArchiveScanner({ scanner, signal }).file(file, tally);
  return members(tally.take().sightings);
}

async function inMemory(bytes: Buffer): Promise<string[]> {
  async function* chunks(): AsyncGenerator<Buffer> {
    yield bytes;
  }
  return members((await scanArchive({ kind: "zip", bytes: chunks() }, { scanner, signal })).found);
}

const token = formats[0]!.example();
const large = `${"0123456789abcdef".repeat(4_000)} ${token}`;
const whole = zip({ "a.txt": token, "b/c.txt": `x ${token}\n`, "large.txt": large });
const damaged = fc.oneof(
  { weight: 3, arbitrary: mutated(whole) },
  // The list of members, and what tells where it is, stand at the end.
  { weight: 2, arbitrary: mutated(whole.subarray(-250)).map((end) => Buffer.concat([whole.subarray(0, -250), end])) },
);

test("whatever was done to a zip, as much is found of it in a file as in memory, and nothing is thrown", async () => {
  expect(await inFile(whole)).toEqual(["a.txt", "b/c.txt", "large.txt"]);
  await fc.assert(
    fc.asyncProperty(damaged, async (bytes) => {
      if (bytes.readUInt32LE(0) !== 0x04034b50) return;
      expect(await inFile(bytes)).toEqual(await inMemory(bytes));
    }),
    { numRuns: 400 },
  );
});
