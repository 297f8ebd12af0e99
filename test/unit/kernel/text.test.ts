import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanLine, maskAddresses } from "../../../src/kernel/text.ts";

describe("cleanLine", () => {
  it("folds what would write its own paragraph into a mail", () => {
    expect(cleanLine("a/\r\n\r\nDear owner,\u0000b", 100)).toBe("a/ Dear owner, b");
  });

  it("takes out marks that reorder or hide text", () => {
    expect(cleanLine("safe\u202Efdp.exe\u200B\u2066", 100)).toBe("safefdp.exe");
  });

  it("any text becomes one line that PostgreSQL and mail can take, within its bound", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 1, max: 50 }), (text, max) => {
        const line = cleanLine(text, max);
        expect(line.length).toBeLessThanOrEqual(max);
        expect(line.isWellFormed()).toBe(true);
        // oxlint-disable-next-line no-control-regex -- what must not be there
        expect(line).not.toMatch(/[\u0000-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/u);
      }),
    );
  });
});

it("addresses in what a relay says are masked", () => {
  expect(maskAddresses("550 5.1.1 <ada.lovelace@example.com>: no such user; a@b.c")).toBe(
    "550 5.1.1 <a…@example.com>: no such user; a…@b.c",
  );
  expect(maskAddresses("451 come again @ noon")).toBe("451 come again @ noon");
});
