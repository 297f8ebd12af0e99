import { describe, expect, it } from "vitest";
import { Keyring } from "../../../src/kernel/keyring.ts";
import { Secret } from "../../../src/kernel/secret.ts";

const keyring = new Keyring(new Secret(Buffer.alloc(32, 1)));
const other = new Keyring(new Secret(Buffer.alloc(32, 2)));

describe("Keyring", () => {
  it("no two lists of parts share a fingerprint", () => {
    expect(keyring.fingerprint("ab", "c")).not.toEqual(keyring.fingerprint("a", "bc"));
    expect(keyring.fingerprint("abc")).not.toEqual(keyring.fingerprint("abc", ""));
  });

  it("fingerprints depend on the secret", () => {
    expect(keyring.fingerprint("a")).not.toEqual(other.fingerprint("a"));
  });

  it("opens what it sealed, for the same context only", () => {
    const sealed = keyring.seal(Buffer.from("root key"), "token 1");
    expect(keyring.unseal(sealed, "token 1").toString()).toBe("root key");
    expect(() => keyring.unseal(sealed, "token 2")).toThrow();
    expect(() => other.unseal(sealed, "token 1")).toThrow();
  });

  it("refuses a sealed value of which any byte was changed", () => {
    const sealed = keyring.seal(Buffer.from("root key"), "c");
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed[index]! ^= 1;
      expect(() => keyring.unseal(changed, "c")).toThrow();
    }
  });

  it("never seals the same value to the same bytes", () => {
    expect(keyring.seal(Buffer.from("x"), "c")).not.toEqual(keyring.seal(Buffer.from("x"), "c"));
  });
});
