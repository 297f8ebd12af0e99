import { createHmac, hash, randomBytes, randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import { decodeBytes, decodeText } from "../src/formats/macaroon/codec/decode.ts";
import { hmacSha256 } from "../src/formats/macaroon/hmac.ts";
import { mintMacaroon } from "../src/formats/macaroon/mint.ts";
import { provesPossession } from "../src/formats/macaroon/signature.ts";

export interface BenchRow {
  readonly name: string;
  readonly perSecond: number;
}

/** The part of npm `macaroon` that is measured; the package has no types. */
interface NpmMacaroon {
  verify(rootKey: Uint8Array, check: (caveat: string) => string | null, discharges: unknown[]): void;
}
const npm = createRequire(import.meta.url)("macaroon") as {
  importMacaroon(token: string | Uint8Array): NpmMacaroon;
};

const ROUNDS = 5;
const ROUND_MS = 300;

/** Reading and verifying PyPI's longest everyday token (trusted publishing: 3 caveats, 210 bytes), ours beside npm `macaroon`. */
export async function benchMacaroon(): Promise<readonly BenchRow[]> {
  const rootKey = randomBytes(32);
  const caveats = [`[4,"${randomUUID()}",null]`, `[2,["${randomUUID()}"]]`, "[0,1767226500,1767225600]"].map((id) => Buffer.from(id));
  const bytes = mintMacaroon({ rootKey, location: "pypi.org", identifier: randomUUID(), caveats });
  const text = bytes.toString("base64url");
  const key = rootKey.toString("latin1");
  const message = caveats[0] ?? rootKey;

  const subjects: Record<string, () => void> = {
    "tokenward: parse": () => void decodeText(text),
    "npm macaroon: parse": () => void npm.importMacaroon(text),
    "tokenward: parse + verify": () => {
      const decoded = decodeText(text);
      if (!decoded.ok || !provesPossession(decoded.macaroon, rootKey, 32)) throw new Error("a genuine token was refused");
    },
    "tokenward: parse + verify, from bytes": () => {
      const decoded = decodeBytes(bytes);
      if (!decoded.ok || !provesPossession(decoded.macaroon, rootKey, 32)) throw new Error("a genuine token was refused");
    },
    "npm macaroon: parse + verify": () => npm.importMacaroon(text).verify(rootKey, () => null, []),
    "one HMAC of a caveat: ours": () => void hmacSha256(key, message),
    "one HMAC of a caveat: node createHmac": () => void createHmac("sha256", rootKey).update(message).digest(),
    "one SHA-256 of a caveat, as a byte string": () => void hash("sha256", message, "binary"),
  };
  // Round by round, so that whatever else the machine does falls on all alike.
  const results = new Map<string, number[]>(Object.keys(subjects).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, work] of Object.entries(subjects)) results.get(name)?.push(rate(work));
  }
  return [...results].map(([name, rates]) => ({ name, perSecond: median(rates) }));
}

function rate(work: () => void): number {
  const start = performance.now();
  let calls = 0;
  let elapsed = 0;
  while (elapsed < ROUND_MS) {
    for (let i = 0; i < 500; i++) work();
    calls += 500;
    elapsed = performance.now() - start;
  }
  return Math.round((calls / elapsed) * 1000);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
