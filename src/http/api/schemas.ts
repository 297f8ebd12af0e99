import { z } from "zod";
import { CLOSINGS } from "../../incidents/casework/closing.ts";
import { SEVERITIES } from "../../incidents/severity.ts";
import { INCIDENT_STATES } from "../../incidents/state.ts";
import { OWNER_ANSWERS } from "../../notices/owner-page/page.ts";

// The shapes that several routes answer with; the OpenAPI document is made from them.

const time = z.iso.datetime().meta({ description: "RFC 3339, UTC" });

export const ownerSchema = z.object({ name: z.string(), email: z.string().nullable() }).meta({ id: "Owner" });

const caveatSchema = z.object({ kind: z.string(), text: z.string() }).meta({ id: "Caveat" });

export const verdictSchema = z.enum(["genuine", "forged", "unknown", "inactive"]).meta({ id: "Verdict" });

export const incidentSchema = z
  .object({
    id: z.uuid(),
    state: z.enum(INCIDENT_STATES),
    verdict: verdictSchema,
    verdict_detail: z.string(),
    format: z.string(),
    issuer: z.string(),
    token_id: z.string().nullable(),
    token_name: z.string().nullable(),
    token_hint: z.string(),
    token_created_at: time.nullable(),
    token_used_at: time.nullable(),
    severity: z
      .enum(SEVERITIES)
      .meta({ description: "What the leaked copy is good for in the wrong hands, before anything is done about it" }),
    caveats: z.array(caveatSchema).meta({ description: "What the leaked copy may do, by its own words" }),
    copy_expires_at: time.nullable().meta({ description: "When the leaked copy ends by itself, whatever its token may do" }),
    fingerprint: z.string(),
    owner: ownerSchema.nullable(),
    source: z.string(),
    occurrence_count: z.int(),
    attention_reason: z.string().nullable(),
    unreachable_at: time.nullable().meta({ description: "Since when it is known that no address of the owner takes our mail" }),
    owner_says: z.enum(OWNER_ANSWERS).nullable().meta({ description: "What the owner answered on the page of the case" }),
    owner_said_at: time.nullable(),
    assigned_to: z.string().nullable().meta({ description: "Whose it is among those who work in the dashboard" }),
    closed_as: z.enum(CLOSINGS).nullable(),
    risk_until: time.nullable().meta({ description: "Until when its risk is accepted, or asked to be" }),
    risk_asked_by: z.string().nullable(),
    reported_at: time,
    verified_at: time.nullable(),
    revoked_at: time.nullable(),
    notified_at: time.nullable(),
    closed_at: time.nullable(),
  })
  .meta({ id: "Incident" });

export const incidentDetailSchema = incidentSchema
  .extend({
    occurrences: z.array(
      z.object({
        id: z.string(),
        source: z.string(),
        type: z.string().nullable(),
        url: z.string().nullable(),
        place: z.string().nullable(),
        copy: z.string(),
        seen_at: time,
        last_seen_at: time.nullable(),
        purged_at: time.nullable(),
      }),
    ),
    timeline: z.array(z.object({ at: time, actor: z.string(), action: z.string(), detail: z.record(z.string(), z.unknown()).nullable() })),
    notices: z.array(
      z.object({
        id: z.uuid(),
        template: z.string(),
        to: z.string(),
        state: z.string(),
        attempts: z.int(),
        last_response: z.string().nullable(),
        created_at: time,
        attempted_at: time.nullable(),
        sent_at: time.nullable(),
        message_id: z.string(),
      }),
    ),
  })
  .meta({ id: "IncidentDetail" });

export const problemSchema = z
  .object({ type: z.string(), title: z.string(), status: z.int(), code: z.string(), detail: z.string().optional() })
  .meta({ id: "Problem" });
