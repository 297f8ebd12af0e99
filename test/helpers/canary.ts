import { createHash } from "node:crypto";

/** A place that was searched, and everything that was there. */
export interface Haystack {
  readonly where: string;
  readonly text: string;
}

/** The name of every place and way in which one of the secrets was written there. */
export function findCanaries(secrets: Readonly<Record<string, string | Buffer>>, haystacks: readonly Haystack[]): string[] {
  const needles = Object.entries(secrets).flatMap(([name, secret]) =>
    Object.entries(writings(Buffer.from(secret))).map(([how, needle]) => ({ what: `${name}, ${how}`, needle })),
  );
  return haystacks.flatMap(({ text, where }) =>
    needles.filter(({ needle }) => text.includes(needle)).map(({ what }) => `${where}: ${what}`),
  );
}

/** The ways a careless hand writes bytes down. Hashes are among them: a bare hash of a token lets anybody test guesses. */
export function writings(bytes: Buffer): Record<string, string> {
  const text = bytes.toString("latin1");
  const hash = createHash("sha256").update(bytes).digest();
  return {
    "as it is": text,
    reversed: Array.from(text).toReversed().join(""),
    "URL-encoded": encodeURIComponent(text),
    "percent-encoded": bytes.toString("hex").replaceAll(/../gu, "%$&"),
    hex: bytes.toString("hex"),
    "upper-case hex": bytes.toString("hex").toUpperCase(),
    ...inBase64(bytes),
    "SHA-256 in hex": hash.toString("hex"),
    "SHA-256 in base64": hash.toString("base64").slice(0, 43),
    "SHA-256 in base64url": hash.toString("base64url"),
    "SHA-256 as bytes": hash.toString("latin1"),
  };
}

/** In the middle of a longer text, base64 looks different for each remainder of its offset by three. */
function inBase64(bytes: Buffer): Record<string, string> {
  const written: Record<string, string> = {};
  for (const encoding of ["base64", "base64url"] as const) {
    for (const offset of [0, 1, 2]) {
      const shifted = Buffer.concat([Buffer.alloc(offset), bytes]);
      const whole = shifted.subarray(0, shifted.length - (shifted.length % 3));
      written[`${encoding} at ${offset}`] = whole.toString(encoding).slice(offset === 0 ? 0 : 4);
    }
  }
  return written;
}
