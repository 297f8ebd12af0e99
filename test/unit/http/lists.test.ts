import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeCursor, encodeCursor } from "../../../src/incidents/queries/cursor.ts";
import { parseQuery } from "../../../src/incidents/queries/query-language.ts";
import { INCIDENT_STATES } from "../../../src/incidents/state.ts";
import { AppError } from "../../../src/kernel/errors.ts";

const KEYS = ["state", "verdict", "format", "issuer", "source", "token", "owner", "age", "occurrences", "assignee", "mentions"];
const pasted = `tokenward-${"A".repeat(60)}`;

/** What a reader makes of it: a value, or the error that it is allowed to throw. */
function attempt<T>(read: () => T): T | AppError {
  try {
    return read();
  } catch (error) {
    if (error instanceof AppError && error.code === "invalid_request") return error;
    throw error;
  }
}

describe("a cursor", () => {
  const position = fc.record({
    id: fc.uuid(),
    reportedAt: fc.date({ min: new Date(0), max: new Date("9999-12-31T23:59:59.999Z"), noInvalidDate: true }),
  });

  test("gives back the position it was made from", () => {
    fc.assert(
      fc.property(position, (at) => {
        expect(decodeCursor(encodeCursor(at))).toEqual(at);
      }),
    );
  });

  test("that nobody made is an invalid request and nothing worse", () => {
    const forged = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.tuple(fc.string(), fc.string()).map((parts) => Buffer.from(parts.join(" ")).toString("base64url")),
      fc.tuple(fc.bigInt(), fc.uuid()).map((parts) => Buffer.from(parts.join(" ")).toString("base64url")),
    );
    fc.assert(
      fc.property(forged, (text) => {
        const read = attempt(() => decodeCursor(text));
        if (!(read instanceof AppError)) expect(read.reportedAt.getTime()).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe("the query language", () => {
  const value = fc.stringMatching(/^[^"\s\p{Cc}]{1,30}$/u);
  const spaced = fc.stringMatching(/^[^"\p{Cc}]{0,30}$/u);

  test("reads back what was written, quoted or not, in any order", () => {
    const terms = fc.record({ token: value, owner: spaced, format: value, state: fc.constantFrom(...INCIDENT_STATES) });
    fc.assert(
      fc.property(terms, fc.boolean(), ({ format, owner, state, token }, turned) => {
        const written = [`token:${token}`, `owner:"${owner}"`, `format:"${format}"`, `state:${state}`];
        const query = (turned ? written.toReversed() : written).join("  ");
        expect(parseQuery(query)).toMatchObject({ token, owner, format, state, verdict: null, issuer: null, source: null });
      }),
    );
  });

  test("refuses whatever else there is as an invalid request, and lets no control character through", () => {
    const pieces = fc.constantFrom(...KEYS.map((key) => `${key}:`), '"', " ", "\0", "\n", "revoked", "genuine", ":", "__proto__:x", "é");
    const strange = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(pieces, { maxLength: 12 }).map((list) => list.join("")),
    );
    fc.assert(
      fc.property(strange, (query) => {
        const read = attempt(() => parseQuery(query));
        // oxlint-disable-next-line no-control-regex -- control characters are exactly what is looked for
        if (!(read instanceof AppError)) expect(Object.values(read).join("")).not.toMatch(/[\u0000-\u001F\u007F-\u009F]/u);
      }),
      { numRuns: 1_000 },
    );
  });

  test("never repeats a token that was pasted into it", () => {
    for (const query of [pasted, `state:${pasted}`, `verdict:"${pasted}"`, `secret:${pasted}`, `state:revoked ${pasted}`]) {
      const error = attempt(() => parseQuery(query));
      expect(error, query).toBeInstanceOf(AppError);
      expect((error as AppError).message).not.toContain("AAAA");
    }
  });

  test.each([
    ["state:open", "q: there is no such state; allowed: received, revoking, revoked, dismissed, needs_attention, closed"],
    ["state:revoked color:red", "q: not understood from character 15 on; allowed: key:value"],
    ["state:revoked state:closed", "q: state is given twice"],
    ["age:7", "q: the value of age is not understood; allowed: <7d, >12h; m, h, d or w"],
    ["occurrences:many", "q: the value of occurrences is not understood; allowed: >5, <3, 4"],
    ["owner:", "q: not understood from character 1 on"],
    ["x".repeat(501), "q: longer than 500 characters"],
  ])("says what is wrong with it: %#", (query, message) => {
    expect((attempt(() => parseQuery(query)) as AppError).message).toContain(message);
  });

  test("takes an empty query for no narrowing at all", () => {
    expect(Object.values(parseQuery("   "))).toEqual(KEYS.map(() => null));
  });
});
