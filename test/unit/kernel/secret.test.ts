import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { Secret } from "../../../src/kernel/secret.ts";

describe("Secret", () => {
  const secret = new Secret("hunter2");

  it.each([
    ["a template string", () => `${secret}`],
    ["String()", () => String(secret)],
    ["JSON", () => JSON.stringify({ secret })],
    ["inspect with everything shown", () => inspect({ secret }, { showHidden: true, depth: 9 })],
    ["an error's message", () => new Error(`failed for ${secret}`).message],
  ])("does not show in %s", (_where, print) => {
    expect(print()).not.toContain("hunter2");
  });

  it("is revealed on purpose only", () => {
    expect(secret.reveal("test")).toBe("hunter2");
  });
});
