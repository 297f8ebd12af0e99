import { createHmac, timingSafeEqual } from "node:crypto";
import type { Secret } from "../../kernel/secret.ts";

const MAC_CHARACTERS = 16;
const LOCAL = /^(?<id>[0-9a-f]{32})\.(?<mac>[0-9a-f]{16})$/u;

/**
 * Return paths that tell which mail came back (VERP): `bounces+<notice id>.<MAC>@example.org`. The MAC keeps strangers from
 * declaring mails undeliverable.
 */
export class ReturnPaths {
  readonly #local: string;
  readonly #domain: string;
  readonly #key: Secret<Buffer>;

  /** @param address where bounces go: its local part of at most 14 characters, so that the whole stays within RFC 5321's 64 */
  constructor(address: string, key: Secret<Buffer>) {
    const at = address.lastIndexOf("@");
    this.#local = address.slice(0, at);
    this.#domain = address.slice(at + 1);
    this.#key = key;
  }

  of(noticeId: string): string {
    const id = noticeId.replaceAll("-", "");
    return `${this.#local}+${id}.${this.#mac(id)}@${this.#domain}`;
  }

  /** The notice of a return path; null when it is none of ours. */
  read(address: string): string | null {
    const text = address.trim().toLowerCase();
    const [before, after] = [`${this.#local}+`.toLowerCase(), `@${this.#domain}`.toLowerCase()];
    if (!text.startsWith(before) || !text.endsWith(after)) return null;
    const { id, mac } = LOCAL.exec(text.slice(before.length, -after.length))?.groups ?? {};
    if (id === undefined || mac === undefined || !timingSafeEqual(Buffer.from(mac), Buffer.from(this.#mac(id)))) return null;
    return id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, "$1-$2-$3-$4-$5");
  }

  #mac(id: string): string {
    return createHmac("sha256", this.#key.reveal("mark return paths")).update(id).digest("hex").slice(0, MAC_CHARACTERS);
  }
}
