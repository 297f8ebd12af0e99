import { describe, expect, test } from "vitest";
import { copyFacts } from "../../../src/formats/macaroon/copy-facts.ts";
import { evaluate } from "../../../src/formats/macaroon/evaluate.ts";
import { caveat } from "./oracle.ts";

function factsOf(...ids: string[]) {
  return copyFacts(ids.map(caveat));
}

describe("a caveat is told in words", () => {
  test.each([
    ["[0,1767226500,1767225600]", "expiry", "only from 2026-01-01T00:00:00Z until 2026-01-01T00:15:00Z"],
    ['{"nbf": 1767225600, "exp": 1767226500}', "expiry", "only from 2026-01-01T00:00:00Z until 2026-01-01T00:15:00Z"],
    ['[1,["requests","flask"]]', "project", "only for the projects requests, flask"],
    ['{"version": 1, "permissions": {"projects": ["a"]}}', "project", "only for the projects a"],
    ['[1,["a","b","c","d","e","f","g"]]', "project", "only for the projects a, b, c, d, e and 2 more"],
    ['[2,["u-1"]]', "project_id", "only for the projects with the ids u-1"],
    ['{"project_ids": ["u-1"]}', "project_id", "only for the projects with the ids u-1"],
    ['[3,"u-1"]', "user", "only as the user u-1"],
    ['{"version": 1, "permissions": "user"}', "user", "for all projects of the user"],
    ['[4,"u-1",null]', "publisher", "only as the trusted publisher u-1"],
    ['[4,"u-1",{"sub":"x"}]', "publisher", "only as the trusted publisher u-1"],
    ['[4,"u-1"]', "publisher", "only as the trusted publisher u-1"],
    ["account = 3735928559", "unknown", "account = 3735928559"],
    ["[7,1]", "unknown", "[7,1]"],
    ['[0,"50",1]', "unknown", '[0,"50",1]'],
    ['[1,"abc"]', "unknown", '[1,"abc"]'],
  ])("%s", (id, kind, text) => {
    expect(factsOf(id).caveats).toEqual([{ kind, text }]);
  });

  test("that is no text: how long it is", () => {
    expect(copyFacts([{ id: Buffer.of(0xff, 0xfe), vid: null, location: null }]).caveats).toEqual([
      { kind: "unknown", text: "2 bytes that are not text" },
    ]);
  });

  test("of a third party: where it is discharged", () => {
    const third = { id: Buffer.from("x"), vid: Buffer.alloc(72), location: Buffer.from("https://auth.example") };
    expect(copyFacts([third]).caveats).toEqual([{ kind: "third_party", text: "only with a discharge from https://auth.example" }]);
  });

  test("that tries to write its own lines or to turn the line around: on one clean line of at most 200 characters", () => {
    for (const id of ["a\n\u202Eb", `[3,"a\\n\\u202Eb"]`, "x".repeat(60_000), `[3,"${"x".repeat(60_000)}"]`]) {
      const text = factsOf(id).caveats[0]?.text ?? "";
      expect(text.length).toBeLessThanOrEqual(200);
      expect(text).not.toMatch(/[\n\u202E]/u);
    }
  });

  test("a thousand caveats do not make a thousand lines", () => {
    const { caveats } = factsOf(...Array.from({ length: 1000 }, () => "x"));
    expect(caveats.length).toBe(31);
    expect(caveats.at(-1)?.text).toBe("and 970 more");
  });
});

describe("when a copy expires", () => {
  test("it is the earliest expiry of all its caveats, wherever it stands", () => {
    const later = Array.from({ length: 100 }, (_, i) => `[0,${2_000_000_000 + i},0]`);
    expect(factsOf(...later, "[0,1767226500,0]", '{"exp":1900000000,"nbf":0}').expiresAt).toEqual(new Date("2026-01-01T00:15:00Z"));
  });

  test("without an expiry, or with one that is none, it does not", () => {
    expect(factsOf('[3,"u"]').expiresAt).toBeNull();
    expect(factsOf('[0,"1",0]').expiresAt).toBeNull();
  });

  test.each([
    ["1e300", null],
    ["99999999999999999999", null],
    ["253402300799", new Date("9999-12-31T23:59:59Z")],
    ["-5", new Date(0)],
    ["-1e300", new Date(0)],
  ])("no number breaks it: %s", (expires, date) => {
    expect(factsOf(`[0,${expires},${expires}]`).expiresAt).toEqual(date);
  });
});

describe("for introspection", () => {
  const now = new Date("2026-01-01T00:10:00Z");
  const at = Math.floor(now.getTime() / 1000);
  const third = { id: Buffer.from("x"), vid: Buffer.alloc(72), location: null };

  test("what cannot be judged here is passed on in its own words", () => {
    const ids = [`[0,${at + 1},${at}]`, '[1,["a"]]', "account = 1"];
    expect(evaluate(ids.map(caveat), now)).toEqual({ active: true, scopes: ids });
  });

  test.each([
    ["expired to the second", [caveat(`[0,${at},0]`)], "expired"],
    ["one expired caveat among good ones", [caveat(`[0,${at + 9},0]`), caveat("[0,1,0]")], "expired"],
    ["not yet valid", [caveat(`[0,${at + 9},${at + 1}]`)], "not_yet_valid"],
    ["a third party's caveat", [caveat("x"), third], "undischarged"],
    ["an expiry that is none", [caveat(`[0,"${at + 9}",0]`)], "malformed_caveat"],
    ["half of an old expiry", [caveat(`{"exp":${at + 9}}`)], "malformed_caveat"],
    ["bytes that are no text", [{ id: Buffer.of(0xff), vid: null, location: null }], "malformed_caveat"],
  ])("%s makes it inactive", (_why, caveats, reason) => {
    expect(evaluate(caveats, now)).toEqual({ active: false, reason });
  });
});
