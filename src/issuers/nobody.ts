import { type LocalIssuer, NOBODY } from "./issuer.ts";

/** Stands in for the issuer of formats that have none: their tokens are recognised and redacted, and nothing is known of them. */
export const nobody: LocalIssuer = {
  id: NOBODY,
  title: "No issuer configured",
  where: "here",
  lookup: async (candidates) => candidates.map(() => null),
  revoke: async (requests) => requests.map(() => ({ kind: "unknown" })),
  restore: async () => undefined,
  standingOf: async () => null,
};
