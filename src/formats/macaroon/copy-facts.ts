import { isUtf8 } from "node:buffer";
import { cleanLine } from "../../kernel/text.ts";
import type { CaveatFacts, CopyFacts } from "../format.ts";
import { type Meaning, readCaveat } from "./caveats.ts";
import type { Caveat } from "./macaroon.ts";

const MAX_TEXT = 200;
/** More caveats than this are counted, not listed: a copy may carry a thousand. */
const MAX_LISTED = 30;
const MAX_NAMES = 5;
/** The last second of the year 9999; what expires later does not expire. */
const LAST_SECOND = 253_402_300_799;

/** What the copy says of itself. Foreign text in it is cleaned and cut, and so is their number. */
export function copyFacts(caveats: readonly Caveat[]): CopyFacts {
  const listed: CaveatFacts[] = [];
  let expires = Number.POSITIVE_INFINITY;
  for (const [index, caveat] of caveats.entries()) {
    const meaning = caveat.vid === null ? readCaveat(caveat.id) : null;
    if (meaning?.kind === "expiry") expires = Math.min(expires, meaning.expires);
    if (index < MAX_LISTED) listed.push(describe(caveat, meaning));
  }
  if (caveats.length > MAX_LISTED) listed.push({ kind: "unknown", text: `and ${caveats.length - MAX_LISTED} more` });
  return { caveats: listed, expiresAt: dateOf(expires) };
}

function describe(caveat: Caveat, meaning: Meaning | null): CaveatFacts {
  if (meaning === null) {
    const at = caveat.location === null ? "a third party" : plain(caveat.location);
    return { kind: "third_party", text: cleanLine(`only with a discharge from ${at}`, MAX_TEXT) };
  }
  const text = sentence(meaning);
  if (text === null) return { kind: "unknown", text: plain(caveat.id) };
  return { kind: meaning.kind, text: cleanLine(text, MAX_TEXT) };
}

/** Null where its own words are all there is to tell. */
function sentence(meaning: Meaning): string | null {
  switch (meaning.kind) {
    case "expiry":
      return `only from ${when(meaning.notBefore)} until ${when(meaning.expires)}`;
    case "project":
      return `only for the projects ${some(meaning.names)}`;
    case "project_id":
      return `only for the projects with the ids ${some(meaning.ids)}`;
    case "user":
      return meaning.user === null ? "for all projects of the user" : `only as the user ${meaning.user}`;
    case "publisher":
      return `only as the trusted publisher ${meaning.publisher}`;
    case "malformed":
    case "unknown":
      break;
  }
  return null;
}

function some(names: readonly string[]): string {
  const rest = names.length - MAX_NAMES;
  return names.slice(0, MAX_NAMES).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}

/** Seconds since the epoch; anything may stand in a caveat, also what no `Date` can hold. */
function dateOf(seconds: number): Date | null {
  return seconds > LAST_SECOND ? null : new Date(Math.max(seconds, 0) * 1000);
}

function when(seconds: number): string {
  return dateOf(seconds)?.toISOString().replace(".000Z", "Z") ?? "for ever";
}

function plain(bytes: Buffer): string {
  return isUtf8(bytes) ? cleanLine(bytes.toString("utf8", 0, MAX_TEXT * 8), MAX_TEXT) : `${bytes.length} bytes that are not text`;
}
