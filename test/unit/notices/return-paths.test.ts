import fc from "fast-check";
import { expect, test } from "vitest";
import { Secret } from "../../../src/kernel/secret.ts";
import { ReturnPaths } from "../../../src/notices/bounces/return-paths.ts";

const paths = new ReturnPaths("bounces@mail.example.org", new Secret(Buffer.alloc(32, 1)));
const ID = "019a9f3c-6a10-7d00-8c55-5a9b2f7d1e04";

test("a return path names its notice, and fits into an address", () => {
  const path = paths.of(ID);
  expect(path).toMatch(/^bounces\+019a9f3c6a107d008c555a9b2f7d1e04\.[0-9a-f]{16}@mail\.example\.org$/u);
  expect(path.split("@")[0]!.length).toBeLessThanOrEqual(64);
  expect(paths.read(path)).toBe(ID);
  expect(paths.read(` ${path.toUpperCase()}`)).toBe(ID);
});

test("another installation's return path, and one that was changed, names nothing", () => {
  const other = new ReturnPaths("bounces@mail.example.org", new Secret(Buffer.alloc(32, 2)));
  expect(paths.read(other.of(ID))).toBeNull();
  expect(paths.read(paths.of(ID).replace("019a", "019b"))).toBeNull();
  expect(paths.read(paths.of(ID).replace("@mail.", "@evil."))).toBeNull();
});

test("whatever is no return path names nothing", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(paths.read(text)).toBeNull();
      expect(paths.read(`bounces+${text}@mail.example.org`)).toBeNull();
    }),
  );
});
