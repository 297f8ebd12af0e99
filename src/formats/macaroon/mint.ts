import { AppError } from "../../kernel/errors.ts";
import { encodedLength } from "./codec/base64.ts";
import { encodeV2 } from "./codec/encode.ts";
import { identifierFits, LIMITS, PROBLEMS, type Problem } from "./macaroon.ts";
import { sign } from "./signature.ts";

export interface MintRequest {
  /** Random bytes that only the issuer keeps. */
  readonly rootKey: Buffer;
  readonly location: string;
  /** What the issuer finds the token by; public. */
  readonly identifier: string;
  readonly caveats: readonly Buffer[];
}

/**
 * A new v2 macaroon.
 * @throws AppError `invalid_request` when it would be one that we refuse to read
 */
export function mintMacaroon(request: MintRequest): Buffer {
  const location = Buffer.from(request.location);
  const identifier = Buffer.from(request.identifier);
  const caveats = request.caveats.map((id) => ({ id, vid: null, location: null }));
  if (!identifierFits(identifier)) refuse("identifier");
  if (caveats.length > LIMITS.caveats) refuse("too_many_caveats");
  if ([location, ...request.caveats].some((field) => field.length > LIMITS.fieldBytes)) refuse("field_too_long");
  const bytes = encodeV2({ location, identifier, caveats, signature: sign(request.rootKey, identifier, caveats) });
  if (encodedLength(bytes.length) > LIMITS.tokenChars) refuse("too_long");
  return bytes;
}

function refuse(problem: Problem): never {
  throw new AppError("invalid_request", `This token cannot be minted: ${PROBLEMS[problem]}.`);
}

/** The text handed to the owner. */
export function tokenText(prefix: string, bytes: Buffer): string {
  return prefix + bytes.toString("base64url");
}
