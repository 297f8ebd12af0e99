import { type Caveat, type Decoded, identifierFits, LIMITS, malformed } from "../macaroon.ts";
import { decodeBase64 } from "./base64.ts";

// By hand: a library that checks shapes takes longer to load than everything else that a scan needs.
type Texts<Name extends string> = Readonly<Partial<Record<Name, string | null>>>;

interface V1 extends Texts<"location"> {
  readonly identifier: string;
  readonly signature: string;
  readonly caveats?: readonly (Texts<"vid" | "cl"> & { readonly cid: string })[] | null;
}

interface V2 extends Texts<"l" | "i" | "i64" | "s" | "s64"> {
  readonly c?: readonly Texts<"i" | "i64" | "v" | "v64" | "l">[] | null;
}

function isV1(json: unknown): json is V1 {
  return (
    hasTexts(json, ["identifier", "signature"], ["location"]) &&
    isListOf(json["caveats"], (caveat) => hasTexts(caveat, ["cid"], ["vid", "cl"]))
  );
}

// Every implementation writes the number 2 or leaves it out; the format's own document says a string.
function isV2(json: unknown): json is V2 {
  return (
    hasTexts(json, [], ["l", "i", "i64", "s", "s64"]) &&
    [undefined, null, 2, "2"].includes(json["v"] as undefined) &&
    isListOf(json["c"], (caveat) => hasTexts(caveat, [], ["i", "i64", "v", "v64", "l"]))
  );
}

function hasTexts(value: unknown, needed: readonly string[], others: readonly string[]): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const fields = value as Readonly<Record<string, unknown>>;
  const isText = (name: string): boolean => typeof fields[name] === "string";
  return needed.every(isText) && others.every((name) => (fields[name] ?? null) === null || isText(name));
}

function isListOf(value: unknown, isElement: (element: unknown) => boolean): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.every(isElement));
}

/** A macaroon in either of its JSON forms. The whole text must be it. */
export function decodeJson(source: string): Decoded {
  let json: unknown;
  try {
    json = JSON.parse(source);
  } catch {
    // The engine's message quotes the text, which may be a token.
    return malformed("json");
  }
  if (isV1(json)) return fromV1(json, source.length);
  return isV2(json) ? fromV2(json, source.length) : malformed("json_shape");
}

function fromV1(json: V1, end: number): Decoded {
  const caveats = (json.caveats ?? []).map(({ cid, vid, cl }) => ({
    id: either(cid, null),
    vid: either(null, vid),
    location: either(cl, null),
  }));
  const signature = /^(?:[0-9a-f]{2})*$/iu.test(json.signature) ? Buffer.from(json.signature, "hex") : undefined;
  return assemble(1, { location: either(json.location, null), identifier: either(json.identifier, null), caveats, signature }, end);
}

function fromV2(json: V2, end: number): Decoded {
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
