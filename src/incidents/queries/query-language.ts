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

/** What is not understood of a query: which of its characters, and why. It repeats nothing: people paste tokens into search fields. */
export interface QueryFault {
  readonly why: string;
  readonly from: number;
  readonly to: number;
}

/** Reads `state:revoked owner:"ada@example.com"`. @throws AppError `invalid_request` that says what is not understood and what is allowed */
export function parseQuery(query: string): IncidentFilter {
  const { fault, filter } = readQuery(query);
  if (fault !== null) throw new AppError("invalid_request", `q: ${fault.why}`);
  return filter;
}

/** The same for whoever shows the fault in its place; the filter is then what was understood before it. */
export function readQuery(query: string): { readonly filter: IncidentFilter; readonly fault: QueryFault | null } {
  const filter: Record<keyof IncidentFilter, string | null> = { ...EMPTY };
  if (query.length > MAX_QUERY) {
    return { filter, fault: { why: `longer than ${MAX_QUERY} characters`, from: MAX_QUERY, to: query.length } };
  }
  for (let at = pastSpaces(query, 0); at < query.length; at = pastSpaces(query, TERM.lastIndex)) {
    TERM.lastIndex = at;
    const { bare, key = "", quoted } = TERM.exec(query)?.groups ?? {};
    if (!isKey(key)) return { filter, fault: { why: notUnderstood(at), from: at, to: endOfWord(query, at) } };
    const value = quoted ?? bare!;
    const why = filter[key] === null ? whyNot(key, value) : `${key} is given twice`;
    if (why !== null) return { filter, fault: { why, from: at, to: TERM.lastIndex } };
    filter[key] = value;
  }
  return { filter, fault: null };
}

function pastSpaces(query: string, from: number): number {
  let at = from;
  while (at < query.length && query[at]!.trim() === "") at += 1;
  return at;
}

function endOfWord(query: string, from: number): number {
  const space = query.indexOf(" ", from);
  return space === -1 ? query.length : space;
}

/** Why a value is not allowed; null: it is. */
function whyNot(key: keyof IncidentFilter, value: string): string | null {
  const allowed = QUERY_KEYS[key];
  if (allowed === null) return null;
  if ("fits" in allowed) return allowed.fits(value) ? null : `the value of ${key} is not understood; allowed: ${allowed.like}`;
  return allowed.includes(value) ? null : `there is no such ${key}; allowed: ${allowed.join(", ")}`;
}

/** Writes a filter as a query, the keys in their usual order. */
export function writeQuery(filter: IncidentFilter): string {
  return Object.keys(QUERY_KEYS)
    .flatMap((key) => {
      const value = isKey(key) ? filter[key] : null;
      return value === null ? [] : [writeTerm(key, value)];
    })
    .join(" ");
}

export function writeTerm(key: string, value: string): string {
  return /^[^\s"]+$/u.test(value) ? `${key}:${value}` : `${key}:"${value}"`;
}

function isKey(word: string): word is keyof IncidentFilter {
  return Object.hasOwn(QUERY_KEYS, word);
}

function notUnderstood(at: number): string {
  return `not understood from character ${at + 1} on; allowed: key:value or key:"value" with the keys ${Object.keys(QUERY_KEYS).join(", ")}`;
}
