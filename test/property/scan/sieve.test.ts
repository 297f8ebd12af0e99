import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createScanner } from "../../../src/scan/scanner.ts";
import { FileScanner } from "../../../src/scan/work/files.ts";
import { Tally } from "../../../src/scan/work/tally.ts";
import { temporaryFolder } from "../../helpers/folder.ts";
import { ALLOW, plainly, SETS, soup } from "../../helpers/scan/soup.ts";

test.each(SETS)("among others a text is found to hold what it holds by itself: %s", (_, formats) => {
  const options = { formats, decode: false, allow: ALLOW };
  const sieve = createScanner({ ...options, engine: "wasm" }).openSieve!();
  const plain = createScanner({ ...options, engine: "plain" });
  fc.assert(
    fc.property(fc.array(soup(formats), { maxLength: 6 }), (texts) => {
      for (const text of texts) {
        sieve.memory.set(text, sieve.used);
        sieve.add(text.length);
      }
      const sifted = new Map(sieve.sift().map(({ bytes, index }) => [index, Buffer.from(bytes)]));
      for (const [index, bytes] of sifted) expect(bytes).toEqual(texts[index]);
      for (const [index, text] of texts.entries()) if (plain.scan(text).length > 0) expect([...sifted.keys()]).toContain(index);
    }),
    { numRuns: 100 },
  );
});

test.each(SETS)("files are found the same together as each by itself: %s", async (_, formats) => {
  const options = { formats, decode: false, allow: ALLOW };
  const fast = createScanner({ ...options, engine: "wasm" });
  const plain = createScanner({ ...options, engine: "plain" });
  const folder = await temporaryFolder();
  // Some do not fit with others, some not even alone.
  const size = fc.constantFrom(0, 0, 0, 2 ** 17, 2 ** 20);
  const file = fc.tuple(soup(formats), size, soup(formats)).map(([a, length, b]) => Buffer.concat([a, Buffer.alloc(length, "a b\n"), b]));
  await fc.assert(
    fc.asyncProperty(fc.array(file, { maxLength: 8 }), async (files) => {
      const paths = files.map((bytes, index) => {
        const path = join(folder, String(index));
        writeFileSync(path, bytes);
        return path;
      });
      const tally = new Tally();
      await new FileScanner(fast, () => Promise.resolve()).all([...paths, join(folder, "none")], tally);
      const { scanned, sightings, skipped } = tally.take();
      const expected = files.flatMap((bytes, index) =>
        plainly(plain.scan(bytes)).map((one) => ({ ...one, path: paths[index], object: null })),
      );
      expect(sightings.map(({ token, ...rest }) => ({ ...rest, token: token.reveal("compare") }))).toEqual(expected);
      expect(scanned).toEqual({ files: files.length, bytes: files.reduce((sum, { length }) => sum + length, 0) });
      expect(skipped.map(({ path }) => path)).toEqual([join(folder, "none")]);
    }),
    { numRuns: 20 },
  );
});
