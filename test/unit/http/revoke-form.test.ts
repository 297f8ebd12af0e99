import fc from "fast-check";
import { expect, test } from "vitest";
import { readRevokeRequest } from "../../../src/http/revoke/form.ts";
import { AppError } from "../../../src/kernel/errors.ts";

const FORM = "application/x-www-form-urlencoded";
const read = (type: string, body: string) => readRevokeRequest(type, Buffer.from(body));
const codeOf = (type: string, body: string): string => {
  try {
    read(type, body);
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
  return "taken";
};

test("a form as RFC 7009 has it: one token, a hint that does not matter, and where it was found", () => {
  expect(read(FORM, "token=45ghiukldjahdnhzdauz&token_type_hint=refresh_token")).toEqual({ texts: ["45ghiukldjahdnhzdauz"], url: null });
  expect(read(`${FORM}; charset=UTF-8`, "token=a%2Bb+c&url=https%3A%2F%2Fx")).toEqual({ texts: ["a+b c"], url: "https://x" });
  expect(read(FORM, "token=a&token=b")).toMatchObject({ texts: ["a", "b"] });
});

test("JSON with a list, or with one", () => {
  expect(read("application/json", '{"tokens":["a","b"],"url":"u"}')).toEqual({ texts: ["a", "b"], url: "u" });
  expect(read("application/json; charset=utf-8", '{"token":"a"}')).toMatchObject({ texts: ["a"] });
});

test.each([
  [FORM, "", "invalid_request"],
  [FORM, "token=", "invalid_request"],
  [FORM, "token=+%0A", "invalid_request"],
  [FORM, "tokens=a", "invalid_request"],
  ["application/json", '{"tokens":[]}', "invalid_request"],
  ["application/json", '{"tokens":["a",7]}', "invalid_request"],
  ["application/json", '{"tokens":"a"}', "invalid_request"],
  ["application/json", "null", "invalid_request"],
  ["application/json", "17", "invalid_request"],
  ["application/json", "{", "malformed_body"],
  ["application/json", "\uFEFF{}", "malformed_body"],
  ["text/plain", "token=a", "invalid_request"],
  ["", "token=a", "invalid_request"],
  ["multipart/form-data; boundary=x", "token=a", "invalid_request"],
  [FORM, Array(1_001).fill("token=a").join("&"), "too_many_records"],
])("%s %j is %s", (type, body, code) => {
  expect(codeOf(type, body.slice(0, 20_000))).toBe(code);
});

test("a thousand are taken, and each is cut to what a token can have", () => {
  expect(read(FORM, Array(1_000).fill("token=a").join("&")).texts).toHaveLength(1_000);
  expect(read(FORM, `token=${"x".repeat(200_000)}`).texts[0]).toHaveLength(131_072);
});

test("whatever comes is read or refused, never anything else", () => {
  fc.assert(
    fc.property(fc.constantFrom(FORM, "application/json", ""), fc.oneof(fc.string({ unit: "binary" }), fc.json()), (type, body) => {
      expect(["taken", "invalid_request", "malformed_body", "too_many_records"]).toContain(codeOf(type, body));
    }),
  );
});
