import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { Secret } from "../../kernel/secret.ts";
import type { Candidate, Credential, Fact, Format, Proof } from "../format.ts";
import type { Shape } from "../shape.ts";
import { proveByText } from "../text/proof.ts";
import { redact } from "../text/redact.ts";
import { flyCopyFacts } from "./caveats.ts";
import { type FlyToken, readFlyToken } from "./token.ts";

const LABELS = ["fm2_", "fm1r_"];
// An array of four, then a nonce of three or two fields, then a byte string: the same six bits in every token.
const STARTS = ["lJPE", "lJLE"];
const RUN = /[A-Za-z0-9+/]{0,65536}/uy;

// The shortest: an empty key id, one random byte, no location, no caveats, the tail.
const SHORTEST = LABELS[0]!.length + Math.ceil((43 * 4) / 3);
const SHAPE: Shape = {
  reach: 5 + 65_536 + 3,
  shortest: SHORTEST,
  run: { length: SHORTEST, alphabet: "base64", bridge: "" },
};

/**
 * Fly.io's permission tokens. What leaks is mostly a bundle: the token and its discharges with commas between them. Each is
 * read by itself and discharges are passed over, because only the token can be revoked.
 */
export function flyFormat(): Format {
  const prefixes = LABELS.flatMap((label) => STARTS.map((start) => label + start));
  return {
    id: "fly",
    title: "Fly.io token",
    issuer: null,
    reportedAs: [],
    prefixes,
    shape: SHAPE,
    selfDelimiting: true,
    read,
    prove,
    facts,
    example,
  };
}

function read(text: string, start: number): Candidate | null {
  const label = LABELS.find((known) => text.startsWith(known, start));
  if (label === undefined) return null;
  const from = start + label.length;
  RUN.lastIndex = from;
  const run = RUN.exec(text)?.[0] ?? "";
  const bytes = Buffer.from(run, "base64");
  const token = readFlyToken(bytes);
  if (token === null || token.isDischarge) return null;
  const body = run.slice(0, Math.ceil((token.end * 4) / 3));
  const whole = bytes.subarray(0, token.end).toString("base64");
  const padding = whole.slice(body.length);
  const end = from + body.length + (text.startsWith(padding, from + body.length) ? padding.length : 0);
  return {
    format: "fly",
    start,
    end,
    text: new Secret(label + whole),
    bytes: new Secret(bytes.subarray(0, token.end)),
    lookup: { by: "identifier", identifier: token.id },
    wholeness: text.startsWith(whole, from) ? "exact" : "normalised",
    redacted: redact(label, whole),
  };
}

function prove(candidate: Candidate, credential: Credential): Proof {
  const token = readFlyToken(candidate.bytes.reveal("prove possession"));
  if (token === null) return { genuine: false };
  const copy = flyCopyFacts(token.caveats);
  if (credential.kind !== "root_key") return proveByText(candidate, credential, () => copy);
  if (!timingSafeEqual(tailOf(token, credential.key.reveal("prove possession")), token.tail)) return { genuine: false };
  const { caveats } = credential;
  const kept = caveats.every((minted, i) => token.caveats[i]?.raw.equals(minted) === true);
  if (kept && token.caveats.length > caveats.length) return { genuine: true, detail: "attenuated", copy };
  return { genuine: true, detail: candidate.wholeness === "exact" ? "exact" : "normalised", copy };
}

// As many of a bundle are told.
const MAX_MEMBERS = 20;

/** What the token says, and what else stands in its bundle. */
function facts(candidate: Candidate, text: string): readonly Fact[] {
  const token = readFlyToken(candidate.bytes.reveal("tell what anyone can read in it"));
  if (token === null) return [];
  const { caveats, expiresAt } = flyCopyFacts(token.caveats);
  const members = text
    .split(",", MAX_MEMBERS)
    .flatMap((part) => /(?:fm2|fm1r)_([A-Za-z0-9+/=]{1,65536})/u.exec(part)?.[1] ?? [])
    .map((body) => readFlyToken(Buffer.from(body, "base64")));
  return [
    { name: "identifier", text: token.id },
    { name: "location", text: token.location },
    ...caveats.map((caveat) => ({ name: "caveat", text: caveat.text })),
    ...(expiresAt === null ? [] : [{ name: "expires", text: expiresAt.toISOString() }]),
    ...(members.length < 2 ? [] : members.map((member) => ({ name: "in bundle", text: memberText(member) }))),
  ];
}

function memberText(member: FlyToken | null): string {
  if (member === null) return "something that cannot be read";
  return member.isDischarge ? `discharge from ${member.location}` : `token ${member.id} of ${member.location}`;
}

/** The chain as Fly has it: no derived key, and every caveat signed as an array of its type and its body. */
function tailOf({ nonce, caveats }: Pick<FlyToken, "nonce" | "caveats">, key: Buffer): Buffer {
  const pair = Buffer.of(0x92);
  return caveats.reduce((link, { raw }) => hmac(link, Buffer.concat([pair, raw])), hmac(key, nonce));
}

function hmac(key: Buffer, message: Buffer): Buffer {
  return createHmac("sha256", key).update(message).digest();
}

function example(): string {
  const nonce = Buffer.concat([Buffer.of(0x93, 0xc4, 0x10), randomBytes(16), Buffer.of(0xc4, 0x10), randomBytes(16), Buffer.of(0xc2)]);
  const location = Buffer.from("https://api.fly.io/v1");
  const raw = Buffer.of(0x00, 0x92, 0x05, 0x1f);
  const tail = tailOf({ nonce, caveats: [{ type: 0, body: null, raw }] }, randomBytes(32));
  const head = Buffer.concat([
    Buffer.of(0x94),
    nonce,
    Buffer.of(0xa0 | location.length),
    location,
    Buffer.of(0x92),
    raw,
    Buffer.of(0xc4, 0x20),
  ]);
  return LABELS[0]! + Buffer.concat([head, tail]).toString("base64");
}
