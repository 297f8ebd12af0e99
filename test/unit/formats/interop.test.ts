import { randomBytes, randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { decodeText } from "../../../src/formats/macaroon/codec/decode.ts";
import { mintMacaroon } from "../../../src/formats/macaroon/mint.ts";
import { provesPossession } from "../../../src/formats/macaroon/signature.ts";

/** The part of npm `macaroon` that is used here; the package has no types. */
interface NpmMacaroon {
  addFirstPartyCaveat(id: string): void;
  addThirdPartyCaveat(rootKey: Uint8Array, id: string, location: string): void;
  exportJSON(): object;
  verify(rootKey: Uint8Array, check: (caveat: string) => string | null, discharges?: unknown[]): void;
}
const npm = createRequire(import.meta.url)("macaroon") as {
  newMacaroon(options: { identifier: string; location: string; rootKey: Uint8Array; version: 2 }): NpmMacaroon;
  importMacaroon(bytes: Uint8Array): NpmMacaroon;
};

test("another implementation verifies what we mint", () => {
  const rootKey = randomBytes(32);
  const caveats = ['[3,"user"]', '[1,["project"]]'];
  const bytes = mintMacaroon({ rootKey, location: "pypi.org", identifier: randomUUID(), caveats: caveats.map((id) => Buffer.from(id)) });
  const seen: string[] = [];
  npm.importMacaroon(bytes).verify(rootKey, (caveat) => {
    seen.push(caveat);
    return null;
  });
  expect(seen).toEqual(caveats);
  expect(() => npm.importMacaroon(bytes).verify(randomBytes(32), () => null)).toThrow();
});

test("we verify what another implementation mints, third parties' caveats included", () => {
  const rootKey = randomBytes(32);
  const theirs = npm.newMacaroon({ identifier: "id", location: "here", rootKey, version: 2 });
  theirs.addFirstPartyCaveat("first");
  theirs.addThirdPartyCaveat(randomBytes(32), "third", "there");
  // Its binary export fails on a few caveats already (it asks for gigabytes).
  const decoded = decodeText(JSON.stringify(theirs.exportJSON()));
  expect(decoded.ok && decoded.macaroon.caveats.map(({ vid }) => vid?.length)).toEqual([undefined, 72]);
  expect(decoded.ok && provesPossession(decoded.macaroon, rootKey, 32)).toBe(true);
  expect(decoded.ok && provesPossession(decoded.macaroon, randomBytes(32), 32)).toBe(false);
});
