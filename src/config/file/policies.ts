import { z } from "zod";
import { fields, id, text } from "./schemas.ts";

const one = <const Values extends readonly string[]>(...values: Values) =>
  z.enum(values, { error: `${values.slice(0, -1).join(", ")} or ${values.at(-1)}` });
const some = text(/^(?:\*|[a-z][a-z0-9_-]{0,39})$/u, "an id, or * for any");
const hours = z.number({ error: "a number of hours" }).positive({ error: "more than 0 hours" }).max(8_760, { error: "at most 8760 hours" });
const flag = z.boolean({ error: "true or false" });

const act = one("revoke", "suspend", "notify", "ask", "ignore");

/** One rule of what is done about leaked tokens. The first that names a token's format and its source decides, alone. */
const policy = fields({
  format: some.default("*"),
  source: some.default("*"),
  /** For a live token that was proven. */
  action: act.default("revoke"),
  /** For a live token whose leaked copy was narrowed by its holder; as `action` when absent. */
  attenuated: act.optional(),
  /** For a genuine copy whose own limits have run out, of a token that lives. */
  expired_copy: one("revoke", "notify", "ask", "ignore").default("notify"),
  /** For a token that only its issuer can judge, by being asked to revoke it. */
  unverified: one("revoke", "ask", "ignore").default("revoke"),
  forged: one("ask", "ignore").default("ignore"),
  unknown: one("ask", "ignore").default("ignore"),
  /** What a source is told of a token whose verdict is not known in time. */
  late_label: one("true_positive", "false_positive", "none").default("none"),
  /** Decide and record; do nothing. */
  dry_run: flag.default(false),
  /** How long after it was revoked a token may be restored. */
  restore_hours: hours.optional(),
  /** How long a suspended token waits for a person before it is revoked for good. */
  suspend_hours: hours.optional(),
});

/** The `policies` of the file. */
export const policiesSection = z.array(policy, { error: "a list of policies" });

export type FilePolicy = z.infer<typeof policy>;

/** The `exempt` of the file: tokens about which nothing is done. */
export const exemptSection = z.array(
  fields({
    format: id.optional(),
    /** As the incident shows it. */
    fingerprint: text(/^[0-9a-f]{64}$/u, "the 64 hex digits that an incident shows as its fingerprint").optional(),
    why: text(/^\P{Cc}{1,200}$/u, "1 to 200 characters on one line, for the timeline"),
  }).refine(({ fingerprint, format }) => (format === undefined) !== (fingerprint === undefined), {
    error: "either a format or a fingerprint",
  }),
  { error: "a list of exemptions" },
);

export type FileExemption = z.infer<typeof exemptSection>[number];

/** The `dry_run` of the file, for all policies. */
export const dryRunSection = flag;
