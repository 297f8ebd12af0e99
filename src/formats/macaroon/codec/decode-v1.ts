import { type Caveat, type Decoded, identifierFits, LIMITS, malformed, type Problem } from "../macaroon.ts";

const LENGTH_DIGITS = 4;
const SPACE = 0x20;
const NEWLINE = 0x0a;
/** Length digits, a name of one character, space, newline. A shorter one would make no progress. */
const MIN_PACKET = LENGTH_DIGITS + 3;
const SIGNATURE_PACKET = LENGTH_DIGITS + "signature ".length + LIMITS.signatureBytes + 1;

/**
 * The v1 macaroon at the start of `bytes`: packets `<4 hex digits><name> <value>\n`, the signature last,
 * so that the exact end is known whatever follows.
 */
export function decodeV1(bytes: Buffer): Decoded {
  const packets = new PacketReader(bytes);
  const location = packets.holds("location") ? packets.take() : null;
  if (!packets.holds("identifier")) return malformed(packets.complete ? "field_order" : packets.problem, 1);
  const identifier = packets.take();
  if (!identifierFits(identifier)) return malformed("identifier", 1);

  const caveats: Caveat[] = [];
  while (packets.holds("cid")) {
    if (caveats.length === LIMITS.caveats) return malformed("too_many_caveats", 1);
    const id = packets.take();
    const vid = packets.holds("vid") ? packets.take() : null;
    const at = vid !== null && packets.holds("cl") ? packets.take() : null;
    caveats.push({ id, vid, location: at });
  }

  if (packets.name !== "signature") return malformed(packets.complete ? "field_order" : packets.problem, 1);
  if (packets.length !== SIGNATURE_PACKET) return malformed("signature_length", 1);
  const macaroon = { location, identifier, caveats, signature: packets.value };
  return packets.complete ? { ok: true, version: 1, macaroon, end: packets.at } : malformed(packets.problem, 1, macaroon);
}

/** Looks at one packet after the other, never past the end, and remembers what went wrong. */
class PacketReader {
  readonly #bytes: Buffer;
  /** Where the packet after this one starts. */
  at = 0;
  name = "";
  /** The declared length of the whole packet; `value` is shorter when the bytes run out. */
  length = 0;
  value: Buffer = Buffer.alloc(0);
  /** Whether the packet is all there and well-formed; otherwise `problem` says what is wrong. */
  complete = false;
  problem: Problem = "truncated";

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#advance();
  }

  holds(name: string): boolean {
    return this.complete && this.name === name;
  }

  /** The value of this packet; goes on to the next. */
  take(): Buffer {
    const { value } = this;
    this.#advance();
    return value;
  }

  #advance(): void {
    this.name = "";
    this.complete = false;
    const digits = this.#bytes.toString("latin1", this.at, this.at + LENGTH_DIGITS);
    if (digits.length < LENGTH_DIGITS) return;
    this.length = /^[0-9a-f]{4}$/u.test(digits) ? Number.parseInt(digits, 16) : 0;
    const end = this.at + this.length;
    const whole = end <= this.#bytes.length;
    const packet = this.#bytes.subarray(this.at + LENGTH_DIGITS, end);
    const space = packet.indexOf(SPACE);
    if (this.length < MIN_PACKET || (whole && (space < 0 || packet[packet.length - 1] !== NEWLINE))) {
      this.problem = "packet";
      return;
    }
    if (space < 0) return;
    this.name = packet.toString("latin1", 0, space);
    this.value = packet.subarray(space + 1, whole ? packet.length - 1 : space + 1 + LIMITS.signatureBytes);
    this.at = end;
    this.complete = whole;
  }
}
