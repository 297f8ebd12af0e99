import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { macaroonFormat } from "../../../src/formats/macaroon/format.ts";
import { type ArchiveResult, scanArchive } from "../../../src/scan/archives/archive-scan.ts";
import { ARCHIVE_LIMITS, type ArchiveLimits } from "../../../src/scan/archives/budget.ts";
import { recognise } from "../../../src/scan/archives/kind.ts";
import { createScanner } from "../../../src/scan/scanner.ts";
import { oldTar, tar, tarGz, zip } from "../../helpers/scan/archives.ts";

const PYPI = macaroonFormat({ id: "pypi", title: "PyPI API token", prefix: "pypi-", location: "pypi.org" });
const scanner = createScanner({ formats: [PYPI], decode: false });
const signal = new AbortController().signal;

/** In pieces of any size. */
async function open(bytes: Buffer, limits: Partial<ArchiveLimits> = {}, size = 4_096): Promise<ArchiveResult> {
  const recognised = recognise(bytes);
  if (recognised === null || !("kind" in recognised)) throw new Error("this is no archive");
  async function* chunks(): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  return await scanArchive({ kind: recognised.kind, bytes: chunks() }, { scanner, signal, limits: { ...ARCHIVE_LIMITS, ...limits } });
}

const token = PYPI.example();
const content = `first line\nkey = ${token}\n`;
const place = { start: 17, end: 17 + token.length, line: 2, column: 7 };
const wheel = zip({ "pkg/__init__.py": "x = 1\n", "pkg/settings.py": content });

test.each([
  ["a zip", wheel, "pkg/settings.py"],
  ["a zip that compresses nothing", zip({ "a.txt": content }, { stored: true }), "a.txt"],
  ["a tar", await tar({ "a/b.txt": "", "a/c.txt": content }), "a/c.txt"],
  ["a tar with a name of 300 characters", await tar({ [`${"d/".repeat(150)}c.txt`]: content }), `${"d/".repeat(150)}c.txt`],
  ["a tar older than its magic", await oldTar({ "a/b.txt": "", "a/c.txt": content }), "a/c.txt"],
  ["a compressed tar", await tarGz({ "a/b.txt": "no", "a/c.txt": content }), "a/c.txt"],
  ["a gzip", gzipSync(content), ""],
  ["a gzip of a gzip", gzipSync(gzipSync(content)), ""],
  ["gzips one after the other", Buffer.concat([gzipSync(content.slice(0, 30)), gzipSync(content.slice(30))]), ""],
  ["a wheel in a compressed tar", await tarGz({ "dist/x.whl": wheel }), "dist/x.whl!pkg/settings.py"],
  ["a gzip in a zip", zip({ "logs/1.gz": gzipSync(content) }), "logs/1.gz"],
  ["a compressed tar in a jar", zip({ "res/a.tgz": await tarGz({ "b/c": content }) }), "res/a.tgz!b/c"],
])("what is found in %s is told with its member, and counted in it", async (_, bytes, member) => {
  for (const size of [1, 7, 4_096, 1 << 20]) {
    const { found, skipped } = await open(bytes, {}, size);
    expect(skipped).toEqual([]);
    expect(found).toMatchObject([{ ...place, member, via: [] }]);
  }
});

test("a token in a member's name is not shown, whatever stands in the member", async () => {
  const { found, skipped } = await open(
    await tarGz({ [`a/${token}/b.txt`]: content, [`c-${token}.xz`]: Buffer.from("fd377a585a000000", "hex") }),
  );
  const { redacted } = PYPI.read(token, 0)!;
  expect(found).toMatchObject([{ ...place, member: `a/${redacted}/b.txt` }]);
  expect(skipped).toMatchObject([{ member: `c-${redacted}.xz` }]);
});

test("the rest is scanned when a member is encrypted, is compressed in an unknown way, or is no longer whole", async () => {
  const cut = gzipSync(Buffer.from(`${content}${"0123456789abcdef".repeat(5_000)}`)).subarray(0, 200);
  const bytes = await tar({
    "locked.zip": zip({ "a.txt": content }, { encrypted: true }),
    "odd.zip": zip({ "a.txt": content }, { method: 14 }),
    "cut.gz": cut,
    "liar.zip": zip({ "a.txt": "0".repeat(1_000) }, { claimed: 10 }),
    "no.zip": Buffer.concat([Buffer.from("PK\u0003\u0004", "latin1"), Buffer.alloc(100)]),
    "old.xz": Buffer.from("fd377a585a000000", "hex"),
    "good.txt": content,
  });
  const { found, skipped } = await open(bytes);
  expect(found.map(({ member }) => member)).toContain("good.txt");
  expect(skipped.map(({ failed, member, reason }) => [member, failed, reason.replace(/(?<=damaged).*$/u, "")])).toEqual([
    ["locked.zip!a.txt", true, "it is encrypted"],
    ["odd.zip!a.txt", true, "it is compressed by method 14, which is not read"],
    ["cut.gz", true, "it is damaged"],
    ["liar.zip!a.txt", true, "it is damaged"],
    ["no.zip", true, "it is damaged"],
    ["old.xz", false, "xz is not unpacked"],
  ]);
});

test("what was found in an archive that breaks off is told", async () => {
  const bytes = await tar({ "a.txt": content, "b.txt": "x".repeat(10_000) });
  const { found, skipped } = await open(bytes.subarray(0, 4_000));
  expect(found).toMatchObject([{ member: "a.txt" }]);
  expect(skipped.at(-1)).toMatchObject({ member: null, failed: true, reason: expect.stringContaining("it is damaged") });
});

test.each([
  ["a gzip that breaks off", gzipSync(`${content}${"x".repeat(1_000)}`).subarray(0, -10), ""],
  ["a member that breaks off", (await tar({ "a.txt": `${content}${"x".repeat(10_000)}` })).subarray(0, 4_000), "a.txt"],
])("what stands in %s, before the break, is found", async (_, bytes, member) => {
  for (const size of [1, 512, 1 << 20]) {
    const { found, skipped } = await open(bytes, {}, size);
    expect(found).toMatchObject([{ ...place, member }]);
    expect(skipped.at(-1)).toMatchObject({ failed: true, reason: expect.stringContaining("it is damaged") });
  }
});

const MIB = 2 ** 20;

test("what was found before an archive asks for too much is told", async () => {
  const { found } = await open(gzipSync(Buffer.concat([Buffer.from(content), Buffer.alloc(2 * MIB)])), { bytes: MIB }, 1 << 16);
  expect(found).toMatchObject([{ ...place, member: "" }]);
});

test.each([
  ["unpacks to more than 200 times its size", gzipSync(Buffer.alloc(64 * MIB)), {}, "it unpacks to more than 200 times its size"],
  ["is such a bomb inside of another", gzipSync(gzipSync(Buffer.alloc(64 * MIB))), {}, "it unpacks to more than 200 times its size"],
  ["is a zip of bombs", zip({ a: Buffer.alloc(40 * MIB), b: Buffer.alloc(40 * MIB) }), {}, "it unpacks to more than 200 times its size"],
  ["unpacks to too much", gzipSync("words and words ".repeat(200_000)), { bytes: MIB }, "it unpacks to more than 1 MiB"],
  ["holds too many members", await tar({ a: "1", b: "2", c: "3" }), { members: 2 }, "it holds more than 2 members"],
  ["holds too many tokens", gzipSync(`${token}\n`.repeat(5)), { findings: 4 }, "it holds more than 4 tokens"],
])("an archive that %s is told and left", async (_, bytes, limits, reason) => {
  const { skipped } = await open(bytes, limits, 1 << 16);
  expect(skipped).toEqual([{ member: expect.anything(), failed: true, reason: `${reason}; the rest was not scanned` }]);
});

test("archives in each other are opened so far and no further", async () => {
  const deep = (depth: number): Buffer => (depth === 0 ? Buffer.from(content) : zip({ "a.zip": deep(depth - 1) }, { stored: true }));
  const { found, skipped } = await open(deep(9), { depth: 3 });
  expect(skipped).toEqual([{ member: "a.zip!a.zip!a.zip", failed: true, reason: "it is an archive in 3 others" }]);
  // As it stands there: nothing is compressed.
  expect(found).toMatchObject([{ member: "a.zip!a.zip!a.zip" }]);
});

test("a zip that cannot be read in any order has to fit into memory", async () => {
  const { skipped } = await open(await tar({ "big.zip": zip({ a: Buffer.alloc(2 * MIB, "token?") }, { stored: true }) }), { held: MIB });
  expect(skipped).toMatchObject([{ member: "big.zip", reason: `it is a zip of more than ${MIB} bytes that is not a file of its own` }]);
});

test("a scan that is stopped tells what it found", async () => {
  const stop = new AbortController();
  async function* chunks(): AsyncGenerator<Buffer> {
    yield await tar({ "a.txt": content });
    stop.abort();
    yield Buffer.alloc(10_240);
  }
  const { found, skipped } = await scanArchive({ kind: "tar", bytes: chunks() }, { scanner, signal: stop.signal });
  expect({ found: found.length, skipped }).toEqual({ found: 1, skipped: [] });
});
