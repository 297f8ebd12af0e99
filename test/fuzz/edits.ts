import fc from "fast-check";

/** What parsers have stumbled over elsewhere. */
const HARD = [
  "\0",
  "\uFEFF",
  "\\u0000",
  "\\ud800",
  "\\",
  '"',
  "'",
  ",",
  "[".repeat(300),
  '{"a":'.repeat(300),
  "]}",
  "null",
  "-0",
  "1e400",
  "9".repeat(400),
  '{"__proto__":{"x":1}}',
  '"constructor":{"prototype":1},',
  '"toString":1,',
  "\r\n",
  "\n\n",
  "%00",
  "%",
  "=".repeat(9),
  "=?utf-8?B?AA==?=",
  "\u202e",
  "https://a:b@[::1]:0/",
  "javascript:",
  "A".repeat(5_000),
  "tokenward-",
  "pypi-AgE",
  "eyJ",
  "-----BEGIN PRIVATE KEY-----",
].map((text) => Buffer.from(text));
const BYTES = [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x90, 0x80, 0x80], [0x80], [0xe2, 0x82]].map((bytes) => Buffer.from(bytes));

const inserted = fc.oneof(
  fc.constantFrom(...HARD, ...BYTES),
  fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
);

/** One of the seeds with a few places overwritten, doubled, cut out, or filled with what is hard; now and then anything at all. */
export function edited(seeds: readonly Buffer[]): fc.Arbitrary<Buffer> {
  const edit = fc.record({ at: fc.nat(1_000_000), remove: fc.nat({ max: 40 }), copy: fc.nat({ max: 60 }), insert: inserted });
  const edits = fc.record({ seed: fc.constantFrom(...seeds), edits: fc.array(edit, { minLength: 1, maxLength: 6 }) }).map((plan) =>
    plan.edits.reduce((now, { at, copy, insert, remove }) => {
      const place = at % (now.length + 1);
      return Buffer.concat([now.subarray(0, place), insert, now.subarray(place + remove), now.subarray(place, place + copy)]);
    }, plan.seed),
  );
  const anything = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
  return fc.oneof(
    { weight: 20, arbitrary: edits },
    { weight: 1, arbitrary: anything },
    { weight: 1, arbitrary: fc.json().map((text) => Buffer.from(text)) },
  );
}
