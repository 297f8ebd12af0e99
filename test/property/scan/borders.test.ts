import { expect, test } from "vitest";
import { declaredFormat } from "../../../src/formats/declared/declared.ts";
import type { Format } from "../../../src/formats/format.ts";
import { createScanner, type Found } from "../../../src/scan/scanner.ts";

/** The fast engine tests a block of 16 bytes for every so many, 64 of them in one go, and fills lists: of all this, findings must tell nothing. */
const SHORTEST = [9, 12, 17, 28, 60, 200];

function formatOf(tail: number): Format {
  return declaredFormat({ id: "some", kind: "pattern", prefix: "ab_", alphabet: "0-9a-z", length: [tail, tail + 40] });
}

const plainly = (found: readonly Found[]): object[] =>
  found.map(({ start, end, line, column, via }) => ({ start, end, line, column, via }));

function bothFind(format: Format, bytes: Buffer): void {
  const options = { formats: [format], decode: false };
  const [fast, plain] = (["wasm", "plain"] as const).map((engine) => plainly(createScanner({ ...options, engine }).scan(bytes)));
  expect(fast).toEqual(plain);
}

test.each(SHORTEST)("the shortest token of %i characters and a prefix is found wherever it stands, to the last byte of a file", (tail) => {
  const format = formatOf(tail);
  const fast = createScanner({ formats: [format], decode: false, engine: "wasm" });
  const token = Buffer.from(`ab_${"q7".repeat(tail).slice(0, tail)}`);
  for (const filler of [" ", "\0", "é"]) {
    for (let at = 0; at < 2_100; at += at < 300 ? 1 : 7) {
      const bytes = Buffer.concat([Buffer.alloc(at, filler, "latin1"), token]);
      const span = { start: at, end: bytes.length };
      expect(fast.scan(bytes)).toEqual([expect.objectContaining(span)]);
      expect(fast.scan(Buffer.concat([bytes, Buffer.alloc(50, filler, "latin1")]))).toEqual([expect.objectContaining(span)]);
    }
  }
});

test.each(SHORTEST)("so it is in UTF-16: %i characters and a prefix", (tail) => {
  const format = formatOf(tail);
  const fast = createScanner({ formats: [format], decode: false, engine: "wasm" });
  const token = Buffer.from(`ab_${"q7".repeat(tail).slice(0, tail)}`, "utf16le");
  for (const [via, wide] of [
    ["utf-16-le", token],
    ["utf-16-be", Buffer.from(token).swap16()],
  ] as const) {
    for (let at = 0; at < 1_100; at += 2) {
      const bytes = Buffer.concat([Buffer.alloc(at, "é", "latin1"), wide]);
      expect(fast.scan(bytes)).toEqual([expect.objectContaining({ start: at, end: bytes.length, via: [via] })]);
    }
  }
});

test.each([
  ["prefixes that begin no token", "ab_ab_ab_ab_ab_ab_ab_ab_ab_ab_ab_ab_~\n"],
  ["tokens side by side", `ab_${"x".repeat(28)}\n`],
  ["runs that are a character too short", `ab_${"x".repeat(27)} `],
  ["short stretches of UTF-16", `${Buffer.from(`ab_${"x".repeat(28)}`, "utf16le").toString("latin1")}\u0001`],
  ["stretches of UTF-16 whose zeros are where the characters of the last one were", `${"x\0".repeat(30)}x\0\0y`],
  ["one run without an end, with a token in the middle", `${"y".repeat(5_000)} ab_${"x".repeat(30)} ${"y".repeat(5_000)}`],
])("more than any list holds is found like the rest: %s", (_, piece) => {
  const bytes = Buffer.from(piece.repeat(Math.ceil(300_000 / piece.length)), "latin1");
  bothFind(formatOf(28), bytes);
});
