import { describe, expect, test } from "vitest";
import { declaredFormat } from "../../../src/formats/declared/declared.ts";
import type { Format } from "../../../src/formats/format.ts";
import { loadFormats } from "../../../src/formats/registry.ts";
import { createScanner } from "../../../src/scan/scanner.ts";
import { brokenCases, type EncodedCase, encodedCases, wide } from "../../fixtures/scan/encoded.ts";

const formats = await loadFormats({ tokenPrefix: "tokenward", tokenLocation: "localhost" });
const on = createScanner({ formats, decode: true, allow: "tokenward:allow" });
const off = createScanner({ formats, decode: false });
// The whole URI is the token, so that nothing in it is an encoding of something else.
const looked = formats.filter(({ id }) => id !== "secret_token_uri");

describe.each(looked.map((format) => [format.id, format] as const))("%s", (id, format) => {
  test.each(casesOf(format))("$name", ({ bytes, end, start, token, via }) => {
    const found = on.scan(bytes);
    expect(found.map((each) => each.token.reveal("compare"))).toEqual([token]);
    expect(found).toMatchObject([{ format: id, start, end, via, member: null }]);
    expect(off.scan(bytes)).toEqual([]);
  });

  // Others have neither a checksum nor a structure that ends: what is cut off of theirs is a token as well.
  if (format.selfDelimiting !== true) return;

  test("what is no token is none when it is decoded either", () => {
    const token = format.example();
    const cut = [token.slice(0, -9), token.slice(0, -7), token.slice(0, 30)].filter((text) => on.scan(Buffer.from(text)).length === 0);
    expect(cut).not.toEqual([]);
    for (const text of cut) {
      const found = [...encodedCases(text), ...brokenCases(text)].filter(({ bytes }) => on.scan(bytes).length > 0);
      expect(found.map(({ name }) => name)).toEqual([]);
    }
  });
});

/** Of an example of which nothing stands there as it is: now and then, what of it needs no encoding is a token of another format. */
function casesOf(format: Format): (EncodedCase & { readonly token: string })[] {
  for (;;) {
    const token = format.example();
    const encoded = [...encodedCases(token), ...(isBroken(format, token) ? brokenCases(token) : [])];
    const cases = [...encoded, ...encoded.filter(isText).map(wide)];
    if (cases.every(({ bytes }) => off.scan(bytes).length === 0)) return cases.map((one) => ({ ...one, token }));
  }
}

test("every token of a run is told, with the run", () => {
  const [first, second] = [looked[0]!.example(), looked[0]!.example()];
  const run = Buffer.from(JSON.stringify({ first, second })).toString("base64");
  const found = on.scan(Buffer.from(`data: ${run}\n`));
  expect(found.map(({ end, start, token }) => [start, end, token.reveal("compare")])).toEqual([
    [6, 6 + run.length, first],
    [6, 6 + run.length, second],
  ]);
});

test("a run longer than a window is told in pieces, and every token in it once", () => {
  const tokens = Array.from({ length: 40 }, () => looked[0]!.example());
  const filler = "no token here, but words. ".repeat(2_000);
  const bytes = Buffer.from(`x ${Buffer.from(tokens.join(filler)).toString("base64")} y`);
  const found = on.scan(bytes);
  expect(bytes.length).toBeGreaterThan(2 ** 21);
  expect(found.map(({ token }) => token.reveal("compare")).toSorted()).toEqual(tokens.toSorted());
});

// A parted token has dots where lines may end as well; every tenth example of GitHub's has.
test("a token of several parts is put together wherever its line was broken", () => {
  const format = formats.find(({ id }) => id === "github")!;
  const token = Array.from({ length: 1_000 }, () => format.example()).find((one) => one.split(".").length === 3)!;
  for (let at = 16; at < token.length; at++) {
    const found = on.scan(Buffer.from(`${token.slice(0, at)}\n${token.slice(at)} and so on`));
    expect([at, found.map(({ end, start, via }) => ({ start, end, via }))]).toEqual([
      at,
      [{ start: 0, end: token.length + 1, via: ["line-join"] }],
    ]);
  }
});

test("a token that stands there as it is, is told as it is", () => {
  const token = looked[0]!.example();
  for (const text of [`a=%20${token}%20`, `"\\n${token}\\n"`, `&quot;${token}&quot;`, `"a" + "${token}"`, `${token}=\nnext`]) {
    expect(on.scan(Buffer.from(text))).toMatchObject([{ start: text.indexOf(token), end: text.indexOf(token) + token.length, via: [] }]);
  }
});

test("a token whose neighbour is only decoded is found", () => {
  const format = declaredFormat({ id: "corp", kind: "pattern", prefix: "corp_", alphabet: "0-9a-f", length: [16, 20] });
  const scanner = createScanner({ formats: [format], decode: true });
  expect(scanner.scan(Buffer.from("v\\075corp_0123456789abcdef"))).toMatchObject([{ start: 5, end: 26, via: ["unicode-escape"] }]);
});

test("a comment behind what is encoded allows it", () => {
  const run = Buffer.from(looked[0]!.example()).toString("base64");
  expect(on.scan(Buffer.from(`${run} # tokenward:allow\n`))).toEqual([]);
  expect(on.scan(Buffer.from(`${run}\n# tokenward:allow\n`))).toHaveLength(1);
});

function isText({ bytes }: EncodedCase): boolean {
  return bytes.every((byte) => byte < 0x7f && (byte > 0x1f || [9, 10, 13].includes(byte)));
}

/** Long enough to be broken. */
function isBroken({ selfDelimiting }: Format, token: string): boolean {
  return selfDelimiting === true && token.length > 100;
}
