import type { Config } from "../config/config.ts";
import type { FilePolicy } from "../config/file/policies.ts";
import type { Format } from "../formats/format.ts";
import { AppError } from "../kernel/errors.ts";
import type { Logger } from "../kernel/log.ts";
import { DEFAULT_POLICY, Decider, type Policy } from "../policy/policy.ts";
import { ANYONE, IMPORTED, SCANNED } from "../sources/direct.ts";
import type { Source } from "../sources/source.ts";
import type { Issuers } from "./issuers.ts";

/** What the file says is done about leaked tokens. @throws AppError `invalid_config` that names every mistake */
export function composePolicy({ file }: Config, formats: readonly Format[], issuers: Issuers): Decider {
  const policies = file.policies.map((policy, index) => policyOf(policy, `policies[${index}]`, file.dry_run));
  const exemptions = file.exempt.map(({ fingerprint, format, why }, index) => {
    return { name: `exempt[${index}]`, format: format ?? null, fingerprint: fingerprint ?? null, why };
  });
  const named = [...policies, ...exemptions];
  const mistakes = [
    ...named.flatMap(({ format, name }) => unknownFormat(name, format, formats)),
    ...policies.flatMap((policy) => cannotSuspend(policy, formats, issuers)),
  ];
  if (mistakes.length > 0)
    throw new AppError("invalid_config", ["the policies of TOKENWARD_CONFIG have mistakes:", ...mistakes].join("\n  "));
  const otherwise = { ...DEFAULT_POLICY, dryRun: file.dry_run };
  return new Decider({ policies: [...policies, otherwise], exemptions });
}

// Whoever reports without being a configured source.
const DIRECT = [IMPORTED.id, SCANNED.id, ANYONE.id];

/** A policy for a source that is not configured decides nothing: it may be meant, and it may be a slip. */
export function warnOfUnknownSources({ file }: Config, sources: ReadonlyMap<string, Source>, log: Logger): void {
  for (const [index, { source }] of file.policies.entries()) {
    if (source !== "*" && !DIRECT.includes(source) && !sources.has(source))
      log.warn({ policy: `policies[${index}]`, source }, "a policy names a source that is not configured");
  }
}

function policyOf(policy: FilePolicy, name: string, dryRun: boolean): Policy {
  const { action, expired_copy, forged, format, late_label, source, unknown, unverified } = policy;
  return {
    name,
    format,
    source,
    acts: { genuine: action, attenuated: policy.attenuated ?? action, expired_copy, unverified, forged, unknown },
    lateLabel: late_label === "none" ? null : late_label,
    dryRun: dryRun || policy.dry_run,
    restoreHours: policy.restore_hours ?? null,
    suspendHours: policy.suspend_hours ?? null,
  };
}

function unknownFormat(name: string, format: string | null, formats: readonly Format[]): string[] {
  if (format === null || format === "*" || formats.some(({ id }) => id === format)) return [];
  return [`${name}.format is "${format}", which no token format is; allowed: ${formats.map(({ id }) => id).join(", ")}`];
}

function cannotSuspend({ acts, format, name }: Policy, formats: readonly Format[], { byId }: Issuers): string[] {
  if (acts.genuine !== "suspend" && acts.attenuated !== "suspend") return [];
  const meant = formats.filter(({ id, issuer }) => issuer !== null && (format === "*" || format === id));
  const unable = meant.flatMap(({ issuer: id }) => {
    const issuer = byId.get(id!);
    return issuer?.where === "elsewhere" && issuer.suspend !== null ? [] : [id];
  });
  if (unable.length === 0) return [];
  return [
    `${name} suspends tokens, which the issuer ${[...new Set(unable)].join(" and the issuer ")} cannot; allowed: revoke, notify, ask or ignore`,
  ];
}
