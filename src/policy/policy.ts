/** What is done about a leaked token. `suspend` revokes in two steps · `notify` tells the owner and lets the token live · `ask` waits for a person. */
export const ACTS = ["revoke", "suspend", "notify", "ask", "ignore"] as const;

export type Act = (typeof ACTS)[number];

/** Which findings of a policy's formats and sources there are. */
export const CASES = ["genuine", "attenuated", "expired_copy", "unverified", "forged", "unknown"] as const;

export type Case = (typeof CASES)[number];

/** One rule: the first that names a token's format and its source decides, alone. */
export interface Policy {
  /** Where it stands in the configuration, for people: `policies[0]`. */
  readonly name: string;
  /** Id of a format or source; `*` is any. */
  readonly format: string;
  readonly source: string;
  readonly acts: Readonly<Record<Case, Act>>;
  /** The label of a token whose verdict is not known when the source is answered. */
  readonly lateLabel: "true_positive" | "false_positive" | null;
  /** Decide and record; do nothing. */
  readonly dryRun: boolean;
  /** How long after it was revoked a token may be restored; null: for ever. */
  readonly restoreHours: number | null;
  /** How long a suspended token waits for a person before it is revoked for good; null: for ever. */
  readonly suspendHours: number | null;
}

/** Tokens about which nothing is done: a whole format that is public by design, or one token by its incident's fingerprint. */
export interface Exemption {
  readonly name: string;
  readonly format: string | null;
  readonly fingerprint: string | null;
  readonly why: string;
}

export interface PolicyBook {
  /** In order; where none names a format and source, the default decides. */
  readonly policies: readonly Policy[];
  readonly exemptions: readonly Exemption[];
}

/** What is known when it is decided. */
export interface Facts {
  readonly verdict: "genuine" | "forged" | "unknown" | "inactive";
  readonly detail: string;
  readonly format: string;
  readonly source: string;
  readonly fingerprint: string;
}

export interface Decision {
  readonly act: Act;
  /** Decided and not done. */
  readonly dryRun: boolean;
  /** Public by design or a known fixture: a false positive, whatever the token is. */
  readonly exempt: boolean;
  /** One line for the timeline. */
  readonly why: string;
  readonly lateLabel: Policy["lateLabel"];
}

/** Without configuration: what is proven dies, what is not proven is left alone, and an issuer that must be asked by revoking is. */
export const DEFAULT_ACTS: Policy["acts"] = {
  genuine: "revoke",
  attenuated: "revoke",
  expired_copy: "notify",
  unverified: "revoke",
  forged: "ignore",
  unknown: "ignore",
};

export const DEFAULT_POLICY: Policy = {
  name: "default",
  format: "*",
  source: "*",
  acts: DEFAULT_ACTS,
  lateLabel: null,
  dryRun: false,
  restoreHours: null,
  suspendHours: null,
};

/** Decides, and says why. The same facts give the same decision. */
export class Decider {
  readonly #book: PolicyBook;
  readonly #exemptFormats: ReadonlyMap<string, Exemption>;
  readonly #exemptTokens: ReadonlyMap<string, Exemption>;
  readonly #decided = new Map<string, Decision>();

  constructor(book: PolicyBook) {
    this.#book = book;
    this.#exemptFormats = new Map(book.exemptions.flatMap((one) => (one.format === null ? [] : [[one.format, one]])));
    this.#exemptTokens = new Map(book.exemptions.flatMap((one) => (one.fingerprint === null ? [] : [[one.fingerprint, one]])));
  }

  decide(facts: Facts): Decision {
    const exemption = this.#exemptTokens.get(facts.fingerprint) ?? this.#exemptFormats.get(facts.format);
    if (exemption !== undefined) {
      return { act: "ignore", dryRun: false, exempt: true, why: `${exemption.name}: ${exemption.why}`, lateLabel: null };
    }
    // A delivery of thousands has a handful of cases.
    const key = `${facts.format} ${facts.source} ${facts.verdict} ${facts.detail}`;
    const decided = this.#decided.get(key) ?? decisionOf(facts, this.policyFor(facts.format, facts.source));
    this.#decided.set(key, decided);
    return decided;
  }

  policyFor(format: string, source: string): Policy {
    return this.#book.policies.find((policy) => names(policy.format, format) && names(policy.source, source)) ?? DEFAULT_POLICY;
  }
}

function names(pattern: string, id: string): boolean {
  return pattern === "*" || pattern === id;
}

function decisionOf(facts: Facts, policy: Policy): Decision {
  const found = caseOf(facts);
  const { dryRun, lateLabel } = policy;
  if (found === null) return { act: "ignore", dryRun, exempt: false, why: `nothing to do: the token is ${facts.detail}`, lateLabel };
  const act = policy.acts[found];
  const why = `${policy.name}: ${found.replaceAll("_", " ")} → ${act}${dryRun && act !== "ignore" ? " (dry run: not done)" : ""}`;
  return { act, dryRun, exempt: false, why, lateLabel };
}

/** Null: the token is dead already, whatever anybody wants. */
function caseOf({ detail, verdict }: Facts): Case | null {
  if (verdict === "genuine") return detail === "attenuated" ? "attenuated" : "genuine";
  if (verdict === "inactive") return detail === "expired_copy" ? "expired_copy" : null;
  if (verdict === "unknown") return detail === "issuer_decides" ? "unverified" : "unknown";
  return "forged";
}
