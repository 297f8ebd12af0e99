import { cleanLine } from "../../kernel/text.ts";
import type { CaveatFacts, CopyFacts } from "../format.ts";
import { type Packed, PackedMap } from "./msgpack.ts";
import type { FlyCaveat } from "./token.ts";

const MAX_TEXT = 200;
const MAX_LISTED = 30;
/** The last second of the year 9999. */
const LAST_SECOND = 253_402_300_799;

const VALIDITY_WINDOW = 4;
const THIRD_PARTY = 11;
/** What the others restrict, by their numbers in Fly's registry. */
const SUBJECTS: Readonly<Record<number, string>> = {
  0: "organization",
  2: "volumes",
  3: "apps",
  5: "features",
  6: "mutations",
  7: "machines",
  8: "user",
  9: "organization of the user",
  10: "user",
  12: "parent token",
  13: "conditions",
  14: "machine features",
  15: "source machine",
  16: "clusters",
  19: "Google domain of the user",
  20: "GitHub organization of the user",
  21: "longest validity",
  22: "everything but administration",
};

/** What a copy says of itself; foreign text in it is cleaned and cut. */
export function flyCopyFacts(caveats: readonly FlyCaveat[]): CopyFacts {
  const listed = caveats.slice(0, MAX_LISTED).map(describe);
  if (caveats.length > MAX_LISTED) listed.push({ kind: "unknown", text: `and ${caveats.length - MAX_LISTED} more` });
  const ends = caveats.flatMap((caveat) => windowOf(caveat)?.[1] ?? []).filter((end) => end <= LAST_SECOND);
  return { caveats: listed, expiresAt: ends.length === 0 ? null : new Date(Math.max(Math.min(...ends), 0) * 1_000) };
}

function describe(caveat: FlyCaveat): CaveatFacts {
  const window = windowOf(caveat);
  if (window !== null) return { kind: "expiry", text: `only from ${when(window[0])} until ${when(window[1])}` };
  const [first] = Array.isArray(caveat.body) ? (caveat.body as readonly Packed[]) : [];
  if (Number(caveat.type) === THIRD_PARTY) {
    return { kind: "third_party", text: cleanLine(`only with a discharge from ${plain(first) || "a third party"}`, MAX_TEXT) };
  }
  const subject = SUBJECTS[Number(caveat.type)];
  if (subject === undefined) return { kind: "unknown", text: `caveat number ${caveat.type}` };
  const value = plain(first ?? caveat.body);
  return { kind: subject.replaceAll(" ", "_").toLowerCase(), text: cleanLine(`limited by ${subject}${value && `: ${value}`}`, MAX_TEXT) };
}

/** Seconds since the epoch: not before, not after. */
function windowOf({ type, body }: FlyCaveat): [number, number] | null {
  if (Number(type) !== VALIDITY_WINDOW || !Array.isArray(body)) return null;
  const [from, until] = body as readonly Packed[];
  return isNumber(from) && isNumber(until) ? [Number(from), Number(until)] : null;
}

function isNumber(value: Packed | undefined): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

/** Numbers and texts as they are, lists and the keys of maps with commas; nothing for the rest. */
function plain(value: Packed | undefined): string {
  if (typeof value === "string" || isNumber(value)) return String(value);
  if (value instanceof PackedMap) return plain(value.keys);
  return Array.isArray(value) ? (value as readonly Packed[]).slice(0, 5).map(plain).filter(Boolean).join(", ") : "";
}

function when(seconds: number): string {
  if (seconds > LAST_SECOND) return "for ever";
  return new Date(Math.max(seconds, 0) * 1_000).toISOString().replace(/\.\d{3}Z$/u, "Z");
}
