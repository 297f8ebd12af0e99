import { AUDIT_ACTIONS } from "../../src/audit/event.ts";
import { encodeCursor } from "../../src/incidents/queries/cursor.ts";
import type { Known } from "./work.ts";

/** An address of the dashboard, and what people look for there. */
export interface Asked {
  readonly what: string;
  readonly path: string;
}

const ZERO = "00000000-0000-0000-0000-000000000000";

/** Every list with every menu and search that it offers, every chart and every page of one thing. */
export function addressesOf(known: Known): Asked[] {
  const { dead, delivery, endpoint, incident, jobs, longDelivery, longIncident, longNotice, notice } = known;
  return [
    { what: "what needs a person", path: "/admin" },
    ...searches(known),
    ...logs(known),
    { what: "incident", path: `/admin/incidents/${incident}` },
    { what: "incident with 1,000 places, events and long texts", path: `/admin/incidents/${longIncident}` },
    { what: "delivery", path: `/admin/deliveries/${delivery}` },
    { what: "delivery of 1,000 places with long texts", path: `/admin/deliveries/${longDelivery}` },
    { what: "mail", path: `/admin/notices/${notice}` },
    { what: "mail with a long answer", path: `/admin/notices/${longNotice}` },
    { what: "what was given up, one", path: `/admin/dead-letters?error=${dead}` },
    { what: "bulk jobs", path: "/admin/bulk" },
    { what: "bulk job of 50,000, drafted", path: `/admin/bulk/${jobs.draft}` },
    { what: "bulk job of 50,000, its end", path: `/admin/bulk/${jobs.draft}?after=49900` },
    { what: "bulk job of 50,000, done", path: `/admin/bulk/${jobs.done}` },
    { what: "bulk job of 50,000, what failed", path: `/admin/bulk/${jobs.done}?show=failed` },
    { what: "bulk job of 50,000, what could not be done", path: `/admin/bulk/${jobs.done}?show=cannot&after=25000` },
    ...["24h", "7d", "30d", "90d"].map((range) => ({ what: `figures of ${range}`, path: `/admin/figures?range=${range}` })),
    { what: "endpoints", path: "/admin/endpoints" },
    { what: "endpoint with its messages", path: `/admin/endpoints/${endpoint}` },
    ...["health", "sessions", "settings", "setup", "mails", "views", "check"].map((name) => ({ what: name, path: `/admin/${name}` })),
  ];
}

function searches({ owner, token }: Known): Asked[] {
  const middle = encodeCursor({ reportedAt: new Date(Date.now() - 250 * 86_400_000), id: ZERO });
  const queries = [
    "state:received",
    "state:revoking",
    "state:revoked",
    "state:dismissed",
    "state:needs_attention",
    "state:closed",
    "verdict:genuine",
    "verdict:forged",
    "verdict:unknown",
    "format:tokenward",
    "format:npm",
    "source:gitlab",
    "issuer:none",
    "issuer:builtin verdict:unknown state:closed",
    `token:${token}`,
    "token:none",
    `owner:${owner}`,
    "owner:nobody@bench.test",
    "owner:long@bench.test state:closed",
    "age:<7d",
    "age:>300d",
    "occurrences:>5",
    "occurrences:<1",
    "assignee:Grace",
    "assignee:nobody",
    "assignee:Grace state:closed",
  ];
  return [
    { what: "incidents", path: "/admin/incidents" },
    { what: "incidents, a page in the middle", path: `/admin/incidents?cursor=${middle}` },
    ...queries.map((q) => ({ what: `incidents, ${q.replace(token, "…")}`, path: `/admin/incidents?q=${encodeURIComponent(q)}` })),
    { what: "incidents, a query that is not understood", path: "/admin/incidents?q=nonsense" },
    { what: "news of a list", path: "/admin/live?after=1&q=state:closed" },
  ];
}

function logs({ middleDelivery }: Known): Asked[] {
  return [
    { what: "deliveries", path: "/admin/deliveries" },
    { what: "deliveries, a page in the middle", path: `/admin/deliveries?before=${middleDelivery}` },
    ...["github-partner", "gitlab"].map((one) => ({ what: `deliveries, ${one}`, path: `/admin/deliveries?source=${one}` })),
    ...["accepted", "waiting", "given_up"].map((one) => ({ what: `deliveries, ${one}`, path: `/admin/deliveries?state=${one}` })),
    { what: "mails", path: "/admin/notices" },
    ...["waiting", "sent", "failed", "folded"].map((one) => ({ what: `mails, ${one}`, path: `/admin/notices?state=${one}` })),
    ...["revoked", "restored", "pending"].map((one) => ({ what: `mails, ${one}`, path: `/admin/notices?template=${one}` })),
    { what: "mails, restored and failed", path: "/admin/notices?state=failed&template=restored" },
    { what: "what was given up", path: "/admin/dead-letters" },
    ...["notify", "revoke", "classify"].map((one) => ({ what: `what was given up, ${one}`, path: `/admin/dead-letters?kind=${one}` })),
    { what: "what was given up, with an error", path: "/admin/dead-letters?error=nobody%20said%20so" },
    { what: "audit", path: "/admin/audit" },
    { what: "audit, of an actor", path: "/admin/audit?actor=admin:nobody" },
    ...Object.keys(AUDIT_ACTIONS)
      .slice(0, 3)
      .map((one) => ({ what: `audit, ${one}`, path: `/admin/audit?action=${one}` })),
    { what: "audit, of an incident", path: `/admin/audit?incident=${ZERO}` },
    { what: "audit, a page in the middle", path: "/admin/audit?before=20000" },
  ];
}
