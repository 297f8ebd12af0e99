import type { Shape } from "../shape.ts";

/** A JWT as it reads. Nobody has vouched for anything in it. */
export interface Jwt {
  /** Where it ends in the text it was found in. */
  readonly end: number;
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** What every JWT begins with: `{"` in base64. */
export const JWT_START = "eyJ";

const MAX_HEADER = 4_096;
const MAX_CLAIMS = 65_536;
/** What nests deeper is no header: those that are used are flat, but for a key or a certificate. */
const MAX_DEPTH = 16;
const STRING = /"(?:[^"\\]|\\.)*"/gu;
/** How an object begins, as far as it is looked at. */
const FIRST_NAME = /^\s*\{\s*(?:$|\}|"(?:[^"\\]|\\.)*(?:\\?$|"\s*(?:$|:)))/su;
const SEGMENT = /^[A-Za-z0-9_-]+$/u;
const SIGNATURE = /[A-Za-z0-9_-]{0,2048}/uy;
const SHORTEST_SIGNATURE = 43;
const LONGEST_SIGNATURE = 2_048;
const RSA = [171, 342, 512, 683, 1_366];
/** Characters of a signature, by algorithm: with them a token ends where it ends, whatever follows. */
const SIGNATURE_LENGTHS: Readonly<Record<string, readonly number[]>> = {
  HS256: [43],
  HS384: [64],
  HS512: [86],
  ES256: [86],
  ES256K: [86],
  ES384: [128],
  ES512: [176],
  EdDSA: [86, 152],
  Ed25519: [86],
};

/** Of a JWT; the shortest has the smallest objects, with the dots behind them. */
export const JWT_SHAPE: Shape = {
  reach: MAX_HEADER + MAX_CLAIMS + LONGEST_SIGNATURE + 1,
  shortest: '{"alg":""}'.length + 2 + SHORTEST_SIGNATURE,
  run: { length: SHORTEST_SIGNATURE, alphabet: "url", bridge: "." },
};

/** The JWT that starts at `start`: three parts, of which the first two are JSON objects and the first names a signature algorithm. */
export function readJwt(text: string, start: number): Jwt | null {
  const header = segment(text, start, MAX_HEADER);
  if (header === null || typeof header.json["alg"] !== "string" || "enc" in header.json) return null;
  if (levelsOf(header.source) > MAX_DEPTH) return null;
  const claims = segment(text, header.end, MAX_CLAIMS);
  if (claims === null) return null;
  const length = signatureLength(text, claims.end, header.json["alg"]);
  return length === null ? null : { end: claims.end + length, header: header.json, claims: claims.json };
}

interface Segment {
  readonly source: string;
  readonly json: Record<string, unknown>;
  /** Behind its dot. */
  readonly end: number;
}

// Every step costs little where it fails: most places that begin like a JWT are none, and hostile text is full of them.
function segment(text: string, start: number, max: number): Segment | null {
  const window = text.slice(start, start + max);
  const dot = window.indexOf(".");
  if (dot <= 0) return null;
  const encoded = window.slice(0, dot);
  if (!FIRST_NAME.test(Buffer.from(encoded.slice(0, 64), "base64url").toString("latin1")) || !SEGMENT.test(encoded)) return null;
  const source = Buffer.from(encoded, "base64url").toString();
  const json = parseObject(source);
  return json && { source, json, end: start + dot + 1 };
}

function parseObject(source: string): Record<string, unknown> | null {
  if (!source.trimEnd().endsWith("}")) return null;
  try {
    const json: unknown = JSON.parse(source);
    return typeof json === "object" && json !== null && !Array.isArray(json) ? (json as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** How many objects and arrays lie in each other, as they are written: of two members with one name, JSON.parse keeps one. */
function levelsOf(source: string): number {
  let [level, most] = [0, 0];
  for (const [bracket] of source.replaceAll(STRING, "").matchAll(/[[\]{}]/gu)) {
    level += "[{".includes(bracket) ? 1 : -1;
    most = Math.max(most, level);
  }
  return most;
}

function signatureLength(text: string, from: number, algorithm: string): number | null {
  SIGNATURE.lastIndex = from;
  const run = SIGNATURE.exec(text)?.[0].length ?? 0;
  const known = /^[RP]S\d{3}$/u.test(algorithm) ? RSA : (SIGNATURE_LENGTHS[algorithm] ?? []);
  const fitting = known.findLast((length) => length <= run);
  if (fitting !== undefined) return fitting;
  return run >= SHORTEST_SIGNATURE && (known === RSA || known.length === 0) ? run : null;
}

/** The last character of a signature can be written in several ways; one is the rule. */
export function canonicalJwt(text: string): string {
  const dot = text.lastIndexOf(".") + 1;
  return text.slice(0, dot) + Buffer.from(text.slice(dot), "base64url").toString("base64url");
}
