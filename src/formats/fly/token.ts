import { createHash } from "node:crypto";
import { MessagePack, type Packed } from "./msgpack.ts";

/** One restriction: its number and what it says. */
export interface FlyCaveat {
  readonly type: number | bigint;
  readonly body: Packed;
  /** Type and body as they stand in the token, which is what is signed. */
  readonly raw: Buffer;
}

/** A macaroon as Fly.io writes it: `[nonce, location, caveats, tail]` in MessagePack. */
export interface FlyToken {
  /** Its raw bytes are what the chain of signatures begins with. */
  readonly nonce: Buffer;
  /** Fly's own name for it, made from the nonce. */
  readonly id: string;
  /** A discharge: somebody's proof that a caveat is met, of no use without the token it belongs to. */
  readonly isDischarge: boolean;
  readonly location: string;
  readonly caveats: readonly FlyCaveat[];
  readonly tail: Buffer;
  /** Bytes it takes; more may follow. */
  readonly end: number;
}

const TAIL_BYTES = 32;
const MAX_CAVEATS = 1_000;
// Tokens of the first version do not say whether they are discharges; these locations issue nothing else.
const DISCHARGING = new Set(["https://api.fly.io/aaa/v1", "https://auth.fly.io"]);

/** The token at the start of `bytes`; null when there is none. Never throws. */
export function readFlyToken(bytes: Buffer): FlyToken | null {
  const reader = new MessagePack(bytes);
  if (reader.arrayLength() !== 4) return null;
  const nonce = reader.next();
  const location = reader.next();
  if (nonce === null || location === null || typeof location.value !== "string" || !Array.isArray(nonce.value)) return null;
  const [kid, random, isProof = false] = nonce.value as readonly Packed[];
  if (!Buffer.isBuffer(kid) || !Buffer.isBuffer(random) || random.length === 0 || typeof isProof !== "boolean") return null;
  if (nonce.value.length > 3) return null;
  const caveats = readCaveats(reader, bytes);
  const tail = caveats && reader.next();
  if (caveats === null || tail === null || !Buffer.isBuffer(tail.value) || tail.value.length !== TAIL_BYTES) return null;
  return {
    nonce: bytes.subarray(nonce.start, nonce.end),
    id: uuid5(uuid5(NAMESPACE, kid), random).toString("hex").replace(UUID_GROUPS, "$1-$2-$3-$4-$5"),
    isDischarge: isProof || DISCHARGING.has(location.value),
    location: location.value,
    caveats,
    tail: tail.value,
    end: tail.end,
  };
}

function readCaveats(reader: MessagePack, bytes: Buffer): FlyCaveat[] | null {
  const length = reader.arrayLength();
  if (length === null || length % 2 !== 0 || length > MAX_CAVEATS * 2) return null;
  const caveats: FlyCaveat[] = [];
  for (let i = 0; i < length; i += 2) {
    const type = reader.next();
    const body = reader.next();
    if (type === null || body === null || (typeof type.value !== "number" && typeof type.value !== "bigint")) return null;
    caveats.push({ type: type.value, body: body.value, raw: bytes.subarray(type.start, body.end) });
  }
  return caveats;
}

const NAMESPACE = Buffer.from("968fc2c6a94f4988a5442ad72b02f222", "hex");
const UUID_GROUPS = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/u;

/** RFC 9562 section 5.5. */
function uuid5(namespace: Buffer, name: Buffer): Buffer {
  const bytes = createHash("sha1").update(namespace).update(name).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes;
}
