import { AppError } from "../../kernel/errors.ts";
import { INCIDENT_STATES } from "../state.ts";
import type { IncidentFilter } from "./queries.sql.ts";
import { readAge, readCount } from "./ranges.ts";

interface Shape {
  readonly fits: (text: string) => boolean;
  /** Examples. */
  readonly like: string;
}

const VERDICTS = ["genuine", "forged", "unknown", "inactive"];

/** The keys of a query, with the values that are allowed where they are few, or what a value has to look like. */
export const QUERY_KEYS: Readonly<Record<keyof IncidentFilter, readonly string[] | Shape | null>> = {
  state: INCIDENT_STATES,
  verdict: VERDICTS,
  format: null,
  issuer: null,
  source: null,
  token: null,
  owner: null,
  age: { fits: (text) => readAge(text) !== null, like: "<7d, >12h; m, h, d or w" },
  occurrences: { fits: (text) => readCount(text) !== null, like: ">5, <3, 4" },
  assignee: { fits: (text) => text.length <= 100, like: "Ada, role:responder, none" },
  mentions: null,
};

const EMPTY: IncidentFilter = {
  state: null,
  verdict: null,
  format: null,
  issuer: null,
  source: null,
  token: null,
  owner: null,
  age: null,
  occurrences: null,
  assignee: null,
  mentions: null,
};
const MAX_QUERY = 500;
// PostgreSQL takes no NUL, and no other control character is part of a value.
const TERM = /(?<key>[a-z]+):(?:"(?<quoted>[^"\p{Cc}]*)"|(?<bare>[^\s\p{Cc}]+))/uy;

/**
 * Reads `state:revoked owner:"ada@example.com"`.
 * @throws AppError `invalid_request` that points at what it did not understand and says what is allowed; it repeats nothing:
 *   people paste tokens into search fields
 */
export function parseQuery(query: string): IncidentFilter {
  if (query.length > MAX_QUERY) throw new AppError("invalid_request", `q is longer than ${MAX_QUERY} characters`);
  const filter: Record<keyof IncidentFilter, string | null> = { ...EMPTY };
  const terms = query.trim();
  let at = 0;
  while (at < terms.length) {
    TERM.lastIndex = at;
    const groups = TERM.exec(terms)?.groups;
    if (groups === undefined || !isKey(groups["key"]!)) throw notUnderstood(at);
    const value = groups["quoted"] ?? groups["bare"]!;
    assertAllowed(groups["key"], value);
    if (filter[groups["key"]] !== null) throw new AppError("invalid_request", `q: ${groups["key"]} is given twice`);
    filter[groups["key"]] = value;
    at = TERM.lastIndex;
    while (terms[at] === " ") at += 1;
  }
  return filter;
}

function assertAllowed(key: keyof IncidentFilter, value: string): void {
  const allowed = QUERY_KEYS[key];
  if (allowed === null) return;
  if ("fits" in allowed) {
    if (!allowed.fits(value)) throw new AppError("invalid_request", `q: the value of ${key} is not understood; allowed: ${allowed.like}`);
  } else if (!allowed.includes(value)) {
    throw new AppError("invalid_request", `q: there is no such ${key}; allowed: ${allowed.join(", ")}`);
  }
}

/** Writes a filter as a query, the keys in their usual order. */
export function writeQuery(filter: IncidentFilter): string {
  return Object.keys(QUERY_KEYS)
    .flatMap((key) => {
      const value = isKey(key) ? filter[key] : null;
      if (value === null) return [];
      return [/^[^\s"]+$/u.test(value) ? `${key}:${value}` : `${key}:"${value}"`];
    })
    .join(" ");
}

function isKey(word: string): word is keyof IncidentFilter {
  return Object.hasOwn(QUERY_KEYS, word);
}

function notUnderstood(at: number): AppError {
  return new AppError(
    "invalid_request",
    `q: not understood from character ${at + 1} on; allowed: key:value or key:"value" with the keys ${Object.keys(QUERY_KEYS).join(", ")}`,
  );
}
