/** What a macaroon may be: everything read is held to this, and nothing is minted beyond it. */
export const LIMITS = {
  /** Characters of one token's text. */
  tokenChars: 65_536,
  /** Bytes of one field (v1 packets can carry no more). */
  fieldBytes: 65_535,
  identifierBytes: 255,
  caveats: 1_000,
  signatureBytes: 32,
} as const;

/** One restriction. With a `vid` it is a third party's to discharge, at `location`. */
export interface Caveat {
  readonly id: Buffer;
  readonly vid: Buffer | null;
  readonly location: Buffer | null;
}

/** A macaroon as read: bytes throughout, because the signature covers bytes. */
export interface Macaroon {
  /** Where it was minted for. Not signed: never a reason to trust or to refuse. */
  readonly location: Buffer | null;
  readonly identifier: Buffer;
  readonly caveats: readonly Caveat[];
  readonly signature: Buffer;
}

/** Everything that can be wrong with a serialisation; each sentence is fit to show to whoever presented it. */
export const PROBLEMS = {
  empty: "there is nothing to read",
  too_long: `longer than ${LIMITS.tokenChars} characters`,
  base64: "not valid base64 or base64url",
  json: "not valid JSON",
  json_shape: "JSON, but not the shape of a macaroon",
  json_field: "a JSON field is given in both forms, or its text or base64 is not valid",
  version: "the first byte is of no known macaroon version",
  truncated: "it ends too early",
  number: "a number takes more bytes than it needs or may have",
  packet: "a packet's length, name or end is wrong",
  field_too_long: `a field is longer than ${LIMITS.fieldBytes} bytes`,
  field_order: "a field is missing, repeated, unknown or not in its place",
  identifier: `the identifier is not of 1 to ${LIMITS.identifierBytes} bytes`,
  caveat_location: "a caveat names a location but no verification id",
  too_many_caveats: `more than ${LIMITS.caveats} caveats`,
  signature_length: `the signature is not of ${LIMITS.signatureBytes} bytes`,
  trailing_bytes: "something follows the signature",
} as const;

export type Problem = keyof typeof PROBLEMS;

/** Bytes that are no macaroon, or not a whole one. */
export interface Malformed {
  readonly ok: false;
  readonly problem: Problem;
  readonly version: 1 | 2 | null;
  /** When only the end of the signature is missing: the rest, with the signature bytes there are. */
  readonly partial: Macaroon | null;
}

/** What reading gives. Nothing here throws: what is wrong with foreign bytes is an answer, not an exception. */
export type Decoded = { readonly ok: true; readonly version: 1 | 2; readonly macaroon: Macaroon; readonly end: number } | Malformed;

export function malformed(problem: Problem, version: 1 | 2 | null = null, partial: Macaroon | null = null): Malformed {
  return { ok: false, problem, version, partial };
}

export function identifierFits(identifier: Buffer): boolean {
  return identifier.length > 0 && identifier.length <= LIMITS.identifierBytes;
}
