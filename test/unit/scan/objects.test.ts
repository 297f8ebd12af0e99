import { PassThrough } from "node:stream";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { loadFormats } from "../../../src/formats/registry.ts";
import type { Repository } from "../../../src/scan/git/git.ts";
import { scanObjects } from "../../../src/scan/git/scan-objects.ts";
import { createScanner } from "../../../src/scan/scanner.ts";
import { ArchiveScanner } from "../../../src/scan/work/archives.ts";
import { Tally } from "../../../src/scan/work/tally.ts";
import { zip } from "../../helpers/scan/archives.ts";

const formats = await loadFormats({ tokenPrefix: "tokenward", tokenLocation: "localhost" });

/** A git that is over: what it has left comes object by object, and whoever pauses it is not heard, as Node.js has it. */
function finishedGit(objects: Readonly<Record<string, Buffer>>): Repository {
  return {
    path: ".",
    shallow: false,
    environment: {},
    run: () => {
      const stdout = new PassThrough();
      stdout.on("pause", () => void stdout.resume());
      for (const [id, bytes] of Object.entries(objects)) {
        stdout.write(Buffer.concat([Buffer.from(`${id} blob ${bytes.length}\n`), bytes, Buffer.from("\n")]));
      }
      stdout.end();
      return { stdin: new PassThrough().resume(), stdout, ended: Promise.resolve({ ok: true, complaint: "" }), kill: () => undefined };
    },
  };
}

test("an archive that takes longer than those behind it is scanned to its end, also when git does not wait for it", async () => {
  const [first, second] = [formats[0]!.example(), formats[0]!.example()];
  const objects = { a: gzipSync(`${"word ".repeat(2_000_000)}\n${first}\n`), b: zip({ "b.txt": second }) };
  const signal = new AbortController().signal;
  const scanner = createScanner({ formats, decode: false });
  const tally = new Tally();
  await scanObjects({ scanner, opener: new ArchiveScanner({ scanner, signal }) }, finishedGit(objects), ["a", "b"], tally);
  expect(tally.take().sightings.map(({ object, token }) => [object, token.reveal("compare")])).toEqual([
    ["a", first],
    ["b", second],
  ]);
});
