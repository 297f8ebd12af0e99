import { createPublicKey, type KeyObject } from "node:crypto";

// As Node names the curves.
const CURVES = { "P-256": "prime256v1", "P-384": "secp384r1", "P-521": "secp521r1" } as const;

/** A curve that a discloser may sign with. */
export type Curve = keyof typeof CURVES;

/** One key of a key document. */
export interface ListedKey {
  /** Null when this is not a public key on an allowed curve: deliveries that name it are refused, the other keys stay good. */
  readonly key: KeyObject | null;
  readonly current: boolean;
}

/** A key document that cannot be used as a whole. Its message says where the shape ends and never quotes the content. */
export class KeyDocumentError extends Error {
  override readonly name = "KeyDocumentError";
}

const MAX_KEYS = 100;
const MAX_ID_CHARACTERS = 256;
const MAX_PEM_CHARACTERS = 16 * 1024;
// createPublicKey() would also take a private key and derive the public half, or a certificate: the label decides.
const PUBLIC_PEM = /^\s*-----BEGIN PUBLIC KEY-----[A-Za-z0-9+/=\s]+-----END PUBLIC KEY-----\s*$/u;

/**
 * Reads `{"public_keys":[{"key_identifier","key","is_current"}]}`, the shape that GitHub, GitLab and deps.dev share.
 * A key without `is_current` counts as current: not every discloser sends it.
 * @throws KeyDocumentError when any part has another shape, or one identifier stands for two keys
 */
export function readKeyDocument(body: Buffer, curves: readonly Curve[]): ReadonlyMap<string, ListedKey> {
  const listed = publicKeysOf(parseJson(body));
  if (listed.length === 0) throw new KeyDocumentError("the list public_keys is empty");
  if (listed.length > MAX_KEYS) throw new KeyDocumentError(`public_keys lists ${listed.length} keys; at most ${MAX_KEYS} are read`);

  const keys = new Map<string, ListedKey>();
  for (const [index, entry] of listed.entries()) {
    const [id, key] = readEntry(entry, `public_keys[${index}]`, curves);
    const twin = keys.get(id);
    if (twin !== undefined && !sameKey(twin, key)) throw new KeyDocumentError("one key identifier is listed with two different keys");
    keys.set(id, { key: key.key, current: key.current || twin?.current === true });
  }
  return keys;
}

/** Whether both are the same key, however their PEM text is laid out. */
export function sameKey(a: ListedKey, b: ListedKey): boolean {
  return a.key === null || b.key === null ? a.key === b.key : a.key.equals(b.key);
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw new KeyDocumentError("the document is not JSON");
  }
}

function publicKeysOf(document: unknown): readonly unknown[] {
  if (!isObject(document)) throw new KeyDocumentError("the document is not an object");
  const listed = document["public_keys"];
  if (listed === undefined) throw new KeyDocumentError("the document has no public_keys");
  if (!Array.isArray(listed)) throw new KeyDocumentError("public_keys is not a list");
  return listed;
}

function readEntry(entry: unknown, where: string, curves: readonly Curve[]): [id: string, key: ListedKey] {
  if (!isObject(entry)) throw new KeyDocumentError(`${where} is not an object`);
  const { key_identifier: id, key: pem, is_current: current = true } = entry;
  if (typeof id !== "string" || id === "" || id.length > MAX_ID_CHARACTERS) {
    throw new KeyDocumentError(`${where}.key_identifier is not a text of 1 to ${MAX_ID_CHARACTERS} characters`);
  }
  if (typeof pem !== "string") throw new KeyDocumentError(`${where}.key is not a text`);
  if (typeof current !== "boolean") throw new KeyDocumentError(`${where}.is_current is not true or false`);
  return [id, { key: importOn(curves, pem), current }];
}

// The curve is checked because the same verify() call takes RSA keys and every other curve (one registry accepts secp256k1).
function importOn(curves: readonly Curve[], pem: string): KeyObject | null {
  if (pem.length > MAX_PEM_CHARACTERS || !PUBLIC_PEM.test(pem)) return null;
  try {
    const key = createPublicKey(pem);
    const curve = key.asymmetricKeyType === "ec" ? key.asymmetricKeyDetails?.namedCurve : undefined;
    return curves.some((allowed) => CURVES[allowed] === curve) ? key : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
