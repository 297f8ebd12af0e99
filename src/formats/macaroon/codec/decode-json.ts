import { z } from "zod";
import { type Caveat, type Decoded, identifierFits, LIMITS, malformed } from "../macaroon.ts";
import { decodeBase64 } from "./base64.ts";

const text = z.string().nullish();

const V1 = z.object({
  location: text,
  identifier: z.string(),
  signature: z.string(),
  caveats: z.array(z.object({ cid: z.string(), vid: text, cl: text })).nullish(),
});

// Every implementation writes the number 2 or leaves it out; the format's own document says a string.
const V2 = z.object({
  v: z.union([z.literal(2), z.literal("2")]).nullish(),
  l: text,
  i: text,
  i64: text,
  s: text,
  s64: text,
  c: z.array(z.object({ i: text, i64: text, v: text, v64: text, l: text })).nullish(),
});

/** A macaroon in either of its JSON forms. The whole text must be it. */
export function decodeJson(source: string): Decoded {
  let json: unknown;
  try {
    json = JSON.parse(source);
  } catch {
    // The engine's message quotes the text, which may be a token.
    return malformed("json");
  }
  const v1 = V1.safeParse(json);
  if (v1.success) return fromV1(v1.data, source.length);
  const v2 = V2.safeParse(json);
  return v2.success ? fromV2(v2.data, source.length) : malformed("json_shape");
}

function fromV1(json: z.infer<typeof V1>, end: number): Decoded {
  const caveats = (json.caveats ?? []).map(({ cid, vid, cl }) => ({
    id: either(cid, null),
    vid: either(null, vid),
    location: either(cl, null),
  }));
  const signature = /^(?:[0-9a-f]{2})*$/iu.test(json.signature) ? Buffer.from(json.signature, "hex") : undefined;
  return assemble(1, { location: either(json.location, null), identifier: either(json.identifier, null), caveats, signature }, end);
}

function fromV2(json: z.infer<typeof V2>, end: number): Decoded {
  const caveats = (json.c ?? []).map(({ i, i64, v, v64, l }) => ({ id: either(i, i64), vid: either(v, v64), location: either(l, null) }));
  return assemble(
    2,
    { location: either(json.l, null), identifier: either(json.i, json.i64), caveats, signature: either(json.s, json.s64) },
    end,
  );
}

/** Bytes of a field, null when it is absent, undefined when it cannot be read in one way only. */
type Field = Buffer | null | undefined;

interface Fields {
  readonly location: Field;
  readonly identifier: Field;
  readonly caveats: readonly { readonly id: Field; readonly vid: Field; readonly location: Field }[];
  readonly signature: Field;
}

function either(plain: string | null | undefined, encoded: string | null | undefined): Field {
  if (typeof plain === "string") {
    // A lone surrogate has no UTF-8 form: encoding it would quietly change what was signed.
    return typeof encoded !== "string" && plain.isWellFormed() ? Buffer.from(plain) : undefined;
  }
  return typeof encoded === "string" ? (decodeBase64(encoded) ?? undefined) : null;
}

function assemble(version: 1 | 2, fields: Fields, end: number): Decoded {
  const { location, identifier, signature } = fields;
  if (location === undefined || identifier === undefined || signature === undefined) return malformed("json_field", version);
  if (identifier === null || signature === null) return malformed("field_order", version);
  if (!identifierFits(identifier)) return malformed("identifier", version);
  if (signature.length !== LIMITS.signatureBytes) return malformed("signature_length", version);
  if (fields.caveats.length > LIMITS.caveats) return malformed("too_many_caveats", version);

  const caveats: Caveat[] = [];
  for (const { id, vid, location: at } of fields.caveats) {
    if (id === undefined || vid === undefined || at === undefined) return malformed("json_field", version);
    if (id === null) return malformed("field_order", version);
    if (at !== null && vid === null) return malformed("caveat_location", version);
    if (id.length > LIMITS.fieldBytes) return malformed("field_too_long", version);
    caveats.push({ id, vid, location: at });
  }
  return { ok: true, version, macaroon: { location, identifier, caveats, signature }, end };
}
