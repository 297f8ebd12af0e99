import { createHmac } from "node:crypto";

// Independent of src/formats: the tests must not attenuate or forge with the code under test.

/** The same token with one more caveat, as any holder can make it. */
export function attenuate(text: string, caveat: string): string {
  const [prefix, bytes] = parts(text);
  const body = bytes.subarray(0, -35);
  const signature = createHmac("sha256", bytes.subarray(-32)).update(caveat).digest();
  const id = Buffer.from(caveat);
  if (id.length > 127) throw new Error("too long for a one-byte length");
  return prefix + Buffer.concat([body, Buffer.from([2, id.length]), id, Buffer.from([0, 0, 6, 32]), signature]).toString("base64url");
}

/** The same identifier and caveats under a signature that nobody made. */
export function withBadSignature(text: string): string {
  const [prefix, bytes] = parts(text);
  return prefix + Buffer.concat([bytes.subarray(0, -32), Buffer.alloc(32, 1)]).toString("base64url");
}

function parts(text: string): [string, Buffer] {
  const start = text.indexOf("-") + 1;
  return [text.slice(0, start), Buffer.from(text.slice(start), "base64url")];
}
