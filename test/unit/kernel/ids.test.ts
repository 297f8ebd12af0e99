import { describe, expect, it } from "vitest";
import { isUuid, uuidv7 } from "../../../src/kernel/ids.ts";

describe("uuidv7", () => {
  it("is a version 7 UUID of RFC 9562 that sorts by time", () => {
    const earlier = uuidv7(1_700_000_000_000);
    const later = uuidv7(1_700_000_000_001);
    expect(earlier).toMatch(/^018bcfe5-6800-7[0-9a-f]{3}-[89ab]/u);
    expect(earlier < later).toBe(true);
    expect(isUuid(earlier)).toBe(true);
  });

  it("never repeats, also across refills of its randomness", () => {
    expect(new Set(Array.from({ length: 5_000 }, () => uuidv7(1)))).toHaveLength(5_000);
  });

  it.each(["018BCFE5-6800-7000-8000-000000000000", "{018bcfe5-6800-7000-8000-000000000000}", "018bcfe568007000800000000000000a", ""])(
    "%o is not a canonical UUID",
    (text) => expect(isUuid(text)).toBe(false),
  );
});
