import { isUtf8 } from "node:buffer";

/**
 * What a first-party caveat says, in the vocabulary of PyPI's Warehouse: `[tag, …fields]`, and the objects of its older
 * tokens. `malformed` is this vocabulary misspelt, so that no verifier can accept it; `unknown` is another vocabulary.
 */
export type Meaning =
  /** Seconds since the epoch. */
  | { readonly kind: "expiry"; readonly expires: number; readonly notBefore: number }
  | { readonly kind: "project"; readonly names: readonly string[] }
  | { readonly kind: "project_id"; readonly ids: readonly string[] }
  | { readonly kind: "user"; readonly user: string | null }
  | { readonly kind: "publisher"; readonly publisher: string }
  | { readonly kind: "malformed" | "unknown" };

/** `[0,expires,not-before]`, byte for byte as Warehouse writes it. */
export function expiryCaveat(expiresAt: Date, notBefore: Date): Buffer {
  return compact([0, seconds(expiresAt), seconds(notBefore)]);
}

/** `[3,"uuid"]`, byte for byte as Warehouse writes it. */
export function userCaveat(userId: string): Buffer {
  return compact([3, userId]);
}

function compact(value: readonly unknown[]): Buffer {
  return Buffer.from(JSON.stringify(value));
}

function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

const MALFORMED = { kind: "malformed" } as const;
const UNKNOWN = { kind: "unknown" } as const;

/** Never throws; types are exact, as they are to Warehouse: `"50"` is no number. */
export function readCaveat(id: Buffer): Meaning {
  const json = parse(id);
  if (Array.isArray(json)) return fromTagged(json);
  return typeof json === "object" && json !== null ? fromLegacy(json as Record<string, unknown>) : UNKNOWN;
}

function parse(id: Buffer): unknown {
  if (!isUtf8(id)) return undefined;
  try {
    return JSON.parse(id.toString());
  } catch {
    return undefined;
  }
}

function fromTagged([tag, first, second]: readonly unknown[]): Meaning {
  switch (tag) {
    case 0:
      return Number.isInteger(first) && Number.isInteger(second)
        ? { kind: "expiry", expires: first as number, notBefore: second as number }
        : MALFORMED;
    case 1:
      return isTexts(first) ? { kind: "project", names: first } : MALFORMED;
    case 2:
      return isTexts(first) ? { kind: "project_id", ids: first } : MALFORMED;
    case 3:
      return typeof first === "string" ? { kind: "user", user: first } : MALFORMED;
    case 4:
      return typeof first === "string" ? { kind: "publisher", publisher: first } : MALFORMED;
    default:
      return UNKNOWN;
  }
}

function fromLegacy(caveat: Record<string, unknown>): Meaning {
  if ("exp" in caveat || "nbf" in caveat) return fromTagged([0, caveat["exp"], caveat["nbf"]]);
  if ("project_ids" in caveat) return fromTagged([2, caveat["project_ids"]]);
  if (!("permissions" in caveat)) return UNKNOWN;
  const { permissions } = caveat;
  if (permissions === "user") return { kind: "user", user: null };
  const projects = typeof permissions === "object" && permissions !== null && "projects" in permissions ? permissions.projects : null;
  return fromTagged([1, projects]);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === "string");
}
