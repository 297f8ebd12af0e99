import { randomInt } from "node:crypto";
import { Secret } from "../../kernel/secret.ts";
import type { Candidate, Credential, Fact, Format, LookupKey, Proof, ReadObserver } from "../format.ts";
import { loosest, type Outline, type Stretch } from "../shape.ts";
import type { Body } from "./body.ts";
import { proveByText } from "./proof.ts";
import { redact, type Shown } from "./redact.ts";

export interface TextFormatOptions {
  readonly id: string;
  readonly title: string;
  readonly issuer?: string | null;
  readonly reportedAs?: readonly string[];
  readonly prefixes: readonly string[];
  readonly body: Body;
  /** See `Format`. */
  readonly selfDelimiting?: true;
  /** What people are shown; by default as much as its length allows. */
  readonly shown?: Shown;
  /** How its issuer finds it; by default by its text. */
  readonly lookup?: (text: string) => LookupKey;
  /** For formats in which one token can be spelt in several ways: the one spelling that all are compared by. */
  readonly canonical?: (text: string) => string;
  /** What its text says, for people; see `Format`. A checksum that holds is told anyway. */
  readonly facts?: (text: string) => readonly Fact[];
  readonly prove?: (candidate: Candidate, credential: Credential) => Proof | Promise<Proof>;
}

/** Tokens that are a prefix and characters behind it, and that an issuer knows by their text. */
export function textFormat(options: TextFormatOptions): Format {
  const { id, title, issuer = null, reportedAs = [], body, lookup = byText, canonical = asItIs, prove = proveByText, shown } = options;
  const prefixes = options.prefixes.toSorted((a, b) => b.length - a.length);

  function read(text: string, start: number, observe?: ReadObserver): Candidate | null {
    let failed = false;
    for (const prefix of prefixes) {
      if (!text.startsWith(prefix, start)) continue;
      const from = start + prefix.length;
      const end = body.end(text, start, from);
      if (typeof end === "number") return candidateOf(prefix, start, text.slice(from, end));
      failed ||= end === "bad_checksum";
    }
    if (failed) observe?.badChecksum();
    return null;
  }

  function candidateOf(prefix: string, start: number, found: string): Candidate {
    const text = prefix + found;
    const spelt = canonical(text);
    return {
      format: id,
      start,
      end: start + text.length,
      text: new Secret(text),
      bytes: new Secret(Buffer.from(spelt)),
      lookup: lookup(text),
      wholeness: spelt === text ? "exact" : "normalised",
      redacted: redact(prefix, found, shown),
    };
  }

  function facts(candidate: Candidate): readonly Fact[] {
    const text = candidate.text.reveal("tell what anyone can read in it");
    const isSealed = prefixes.some((prefix) => text.startsWith(prefix) && body.isSealed?.(prefix, text.slice(prefix.length)) === true);
    return [...(isSealed ? [{ name: "checksum", text: "holds" }] : []), ...(options.facts?.(text) ?? [])];
  }

  function example(): string {
    const prefix = options.prefixes[randomInt(prefixes.length)]!;
    return prefix + body.sample(prefix);
  }

  const { selfDelimiting } = options;
  const shape = loosest(prefixes.map((prefix) => body.shape(prefix)));
  const behind = (prefix: string): Stretch | Outline | null => body.first?.(prefix) ?? null;
  return { id, title, issuer, reportedAs, prefixes, shape, behind, ...(selfDelimiting && { selfDelimiting }), read, prove, facts, example };
}

function byText(): LookupKey {
  return { by: "text" };
}

function asItIs(text: string): string {
  return text;
}
