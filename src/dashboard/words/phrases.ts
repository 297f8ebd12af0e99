import type { MessageKey } from "./catalogue.ts";
import { phrases } from "./en/said/phrases.ts";

type Phrase = readonly [shape: RegExp, key: MessageKey];

/** What formats tell of a copy, by what it looks like; the first that fits. */
const CAVEATS: readonly Phrase[] = [
  [/^only from (?<from>\S+) until for ever$/u, "caveat.windowOpen"],
  [/^only from (?<from>\S+) until (?<until>\S+)$/u, "caveat.window"],
  [/^only for the projects with the ids (?<ids>.+)$/u, "caveat.projectIds"],
  [/^only for the projects (?<names>.+)$/u, "caveat.projects"],
  [/^for all projects of the user$/u, "caveat.allProjects"],
  [/^only as the user (?<user>.+)$/u, "caveat.asUser"],
  [/^only as the trusted publisher (?<publisher>.+)$/u, "caveat.publisher"],
  [/^only with a discharge from a third party$/u, "caveat.dischargeAny"],
  [/^only with a discharge from (?<who>.+)$/u, "caveat.discharge"],
  [/^limited by (?<what>.+)$/u, "caveat.limited"],
  [/^issued by (?<who>.+)$/u, "caveat.issuedBy"],
  [/^only to be used at (?<who>.+)$/u, "caveat.onlyAt"],
  [/^only for the scopes (?<names>.+)$/u, "caveat.scopes"],
  [/^for (?<who>.+)$/u, "caveat.forWhom"],
];

/** What is said of a caveat that is not understood; the others are in its own words, and stay so. */
const UNKNOWN_CAVEATS: readonly Phrase[] = [
  [/^and (?<count>\d+) more$/u, "caveat.more"],
  [/^(?<count>\d+) bytes that are not text$/u, "caveat.bytes"],
  [/^caveat number (?<number>\d+)$/u, "caveat.number"],
];

const TRACE =
  "(?<found>genuine|attenuated|expired copy|unverified|forged|unknown) → (?<act>revoke|suspend|notify|ask|ignore)(?<dry> \\(dry run: not done\\))?";

/** What the policies say of their decisions. */
const RULES: readonly Phrase[] = [
  [new RegExp(`^default: ${TRACE}$`, "u"), "rule.traceDefault"],
  [new RegExp(`^(?<rule>.+): ${TRACE}$`, "u"), "rule.trace"],
  [/^nothing to do: the token is (?<detail>[a-z_]+)$/u, "rule.nothing"],
];

/** What `doctor` finds, where there are values in it; the rest is looked up by what it says in English. */
const FINDINGS: readonly Phrase[] = [
  [/^BullMQ on (?<engine>\w+) answers$/u, "finding.queue"],
  [/^no SMTP_URL: mails become files in (?<folder>.+)$/u, "finding.noSmtp"],
  [/^not looked at: it needs (?<need>.+)$/u, "finding.needs"],
  [/^(?<count>\d+) migrations? (?:is|are) pending$/u, "finding.pending"],
  [/^(?<formats>\d+) format\(s\), (?<issuers>\d+) issuer\(s\) and (?<policies>\d+) policies fit together$/u, "finding.fits"],
  [/^not configured: (?<route>\S+) answers 404$/u, "finding.unconfigured"],
  [/^(?<count>\d+) key\(s\) from (?<where>.+), (?<current>\d+) current$/u, "finding.keys"],
  [/^(?<count>\d+) secret\(s\)$/u, "finding.secrets"],
  [/^last genuine delivery (?<at>\S+)$/u, "finding.last"],
  [/^every delivery is refused \((?<why>.+)\)$/u, "finding.refused"],
  [/^shared with (?<source>.+)$/u, "finding.shared"],
  [/^no keys from (?<where>[^:]+): (?<why>.+)$/u, "finding.noKeys"],
  [/^to take it, set (?<variables>.+)$/u, "finding.take"],
];

export function recogniseFinding(text: string): Recognised | null {
  const fixed = FIXED.get(text);
  return fixed === undefined ? recognise(FINDINGS, text) : { key: fixed, values: {} };
}

const FIXED: ReadonlyMap<string, MessageKey> = new Map(
  (Object.keys(phrases) as (keyof typeof phrases)[]).flatMap((key) => (key.startsWith("finding.") ? [[phrases[key], key] as const] : [])),
);

/** A message with the values that the text holds. */
export interface Recognised {
  readonly key: MessageKey;
  readonly values: Readonly<Record<string, string>>;
}

export function recogniseCaveat(kind: string, text: string): Recognised | null {
  return recognise(kind === "unknown" ? UNKNOWN_CAVEATS : CAVEATS, text);
}

export function recogniseRule(text: string): Recognised | null {
  const found = recognise(RULES, text);
  if (found === null || found.key === "rule.nothing") return found;
  const { act = "", dry = "", found: what = "", rule = "" } = found.values;
  return { key: found.key, values: { rule, found: what.replaceAll(" ", "_"), act, dry: dry === "" ? "no" : "yes" } };
}

function recognise(known: readonly Phrase[], text: string): Recognised | null {
  for (const [shape, key] of known) {
    const fit = shape.exec(text);
    if (fit !== null) return { key, values: { ...fit.groups } };
  }
  return null;
}
