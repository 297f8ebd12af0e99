import { isUtf8 } from "node:buffer";
import type { Fact } from "../../formats/format.ts";
import { encodeV2 } from "../../formats/macaroon/codec/encode.ts";
import type { Caveat, Decoded, Macaroon } from "../../formats/macaroon/macaroon.ts";
import { cleanLine } from "../../kernel/text.ts";

/** What `tokenward inspect --json` prints for one line. The token itself is not in it. */
export interface Inspection {
  /** Id of the format; `macaroon` for a bare serialisation; null when there is no known one. */
  readonly format: string | null;
  readonly redacted: string;
  readonly problem?: string;
  readonly macaroon?: MacaroonView;
  /** What else stands in it for anyone to read. */
  readonly facts?: readonly Fact[];
  /** With a root key only. */
  readonly genuine?: boolean;
}

/** Text is null where the bytes are not UTF-8; base64 is URL-safe and not padded. */
export interface MacaroonView {
  readonly version: 1 | 2;
  readonly location: string | null;
  readonly identifier: string | null;
  readonly identifier_b64: string;
  readonly caveats: readonly CaveatView[];
  readonly signature_hex: string;
}

export interface CaveatView {
  readonly cid: string | null;
  readonly cid_b64: string;
  readonly vid_b64?: string;
  readonly location?: string | null;
}

export function viewOf(macaroon: Macaroon, version: 1 | 2): MacaroonView {
  return {
    version,
    location: textOf(macaroon.location),
    identifier: textOf(macaroon.identifier),
    identifier_b64: macaroon.identifier.toString("base64url"),
    caveats: macaroon.caveats.map(viewOfCaveat),
    signature_hex: macaroon.signature.toString("hex"),
  };
}

function viewOfCaveat({ id, vid, location }: Caveat): CaveatView {
  return {
    cid: textOf(id),
    cid_b64: id.toString("base64url"),
    ...(vid !== null && { vid_b64: vid.toString("base64url") }),
    ...(location !== null && { location: textOf(location) }),
  };
}

function textOf(bytes: Buffer | null): string | null {
  return bytes !== null && isUtf8(bytes) ? bytes.toString() : null;
}

const SHOWN_START = 4;
const SHOWN_END = 3;
/** Of a shorter text even seven characters say too much. */
const MIN_SHOWN = 40;

/** How a text that is no token of a known format is named: by its bytes if it is a macaroon, whatever form it came in. */
export function redact(text: string, decoded: Decoded): string {
  const shown = decoded.ok ? encodeV2(decoded.macaroon).toString("base64url") : text;
  return shown.length < MIN_SHOWN
    ? "…"
    : `${cleanLine(shown.slice(0, SHOWN_START), SHOWN_START)}…${cleanLine(shown.slice(-SHOWN_END), SHOWN_END)}`;
}

/** The same for people: one fact a line, foreign text cleaned. */
export function inspectionText({ format, redacted, problem, macaroon, facts: said = [], genuine }: Inspection): string {
  const facts: [string, string][] = [
    ["token", redacted],
    ["format", format ?? "not known"],
  ];
  if (problem !== undefined) facts.push(["problem", problem]);
  if (macaroon !== undefined) {
    const { version, location, identifier, identifier_b64, caveats, signature_hex } = macaroon;
    facts.push(["version", String(version)], ["location", location ?? "none"], ["identifier", identifier ?? identifier_b64]);
    for (const { cid, cid_b64, vid_b64, location: at } of caveats) {
      facts.push(["caveat", (cid ?? cid_b64) + (vid_b64 === undefined ? "" : ` (to be discharged at ${at ?? "a third party"})`)]);
    }
    facts.push(["signature", signature_hex]);
  }
  for (const { name, text } of said) facts.push([name, text]);
  if (genuine !== undefined) facts.push(["genuine", genuine ? "yes: signed with this key" : "no: not signed with this key"]);
  return `${facts.map(([name, value]) => `${name.padEnd(NAME_WIDTH)}${cleanLine(value, MAX_VALUE)}\n`).join("")}\n`;
}

const NAME_WIDTH = 12;
const MAX_VALUE = 1_000;
