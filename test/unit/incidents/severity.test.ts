import { expect, test } from "vitest";
import { type SeverityFacts, severityOf } from "../../../src/incidents/severity.ts";

const NOW = new Date("2026-06-01T00:00:00Z");
const whole: SeverityFacts = {
  verdict: "genuine",
  detail: "exact",
  caveats: [{ kind: "user", text: "only as the user 7" }],
  copyExpiresAt: null,
};
const narrowed = { ...whole, detail: "attenuated", caveats: [...whole.caveats, { kind: "project", text: "only for the projects a" }] };

test.each<[string, SeverityFacts, string]>([
  ["a token of a user: all that the user may do", whole, "full"],
  ["one project", narrowed, "limited"],
  ["a caveat that nobody here can read", { ...whole, caveats: [{ kind: "unknown", text: "?" }] }, "limited"],
  ["for a time", { ...whole, copyExpiresAt: new Date("2026-06-01T00:15:00Z") }, "limited"],
  ["harmless when it was reported", { ...narrowed, verdict: "inactive", detail: "expired_copy" }, "none"],
  ["harmless by now, because it has expired", { ...narrowed, copyExpiresAt: NOW }, "none"],
  ["forged", { ...whole, verdict: "forged", detail: "bad_signature" }, "none"],
  ["only its issuer can say", { ...whole, verdict: "unknown", detail: "issuer_decides" }, "unproven"],
])("how bad a leaked copy is: %s", (_what, facts, severity) => {
  expect(severityOf(facts, NOW)).toBe(severity);
});
