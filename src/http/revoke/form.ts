import { AppError } from "../../kernel/errors.ts";

/** What `POST /revoke` was sent, not cleaned. */
export interface RevokeRequest {
  readonly texts: readonly string[];
  readonly url: unknown;
}

const MAX_TOKENS = 1_000;
const MAX_TEXT_CHARACTERS = 131_072;

/**
 * Reads `token=…` (RFC 7009; also several) or `{"tokens":[…]}`. Tokens are texts: what was pasted may hold more than one,
 * and line breaks. @throws AppError `invalid_request`, `malformed_body` or `too_many_records`
 */
export function readRevokeRequest(contentType: string, body: Buffer): RevokeRequest {
  const read = /^application\/(?:[\w.+-]+\+)?json *(?:;|$)/iu.test(contentType) ? readJson(body) : readForm(contentType, body);
  if (read.texts.length === 0) throw new AppError("invalid_request", "a token is needed: the form field token, or tokens in JSON");
  if (read.texts.length > MAX_TOKENS) throw new AppError("too_many_records", `at most ${MAX_TOKENS} tokens are taken at once`);
  return { ...read, texts: read.texts.map((text) => text.slice(0, MAX_TEXT_CHARACTERS)) };
}

function readForm(contentType: string, body: Buffer): RevokeRequest {
  if (!/^application\/x-www-form-urlencoded *(?:;|$)/iu.test(contentType)) {
    throw new AppError("invalid_request", "the content type has to be application/x-www-form-urlencoded or application/json");
  }
  const form = new URLSearchParams(body.toString());
  return { texts: form.getAll("token").filter((text) => text.trim() !== ""), url: form.get("url") };
}

function readJson(body: Buffer): RevokeRequest {
  const document = parse(body);
  const { token, tokens = token === undefined ? [] : [token], url } = (document ?? {}) as Record<"token" | "tokens" | "url", unknown>;
  if (!Array.isArray(tokens) || !tokens.every((text) => typeof text === "string" && text.trim() !== "")) {
    throw new AppError("invalid_request", "tokens has to be a list of texts that are not empty");
  }
  return { texts: tokens as readonly string[], url };
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body));
  } catch {
    // Without the cause: the parser's message quotes the body.
    throw new AppError("malformed_body", "the body is not JSON in UTF-8");
  }
}
