import type { NoticeLine } from "./log.sql.ts";

/** Why a mail is not sent again. */
export type ResendRefusal = "under_way" | "suppressed" | "overtaken";

/** Null: it may be sent again. What is not true any more never is. */
export function refusalToResend(line: NoticeLine): ResendRefusal | null {
  if (line.state === "due" || line.state === "handed_over" || line.state === "folded") return "under_way";
  if (line.suppressed !== null) return "suppressed";
  return isStillTrue(line) ? null : "overtaken";
}

// As `follow-ups.sql.ts` numbers them.
const NUMBERED = 1_000;

function isStillTrue(line: NoticeLine): boolean {
  const round = line.template === "found_again" ? Math.floor(line.round / NUMBERED) : line.round;
  if (round !== line.incident_round) return false;
  switch (line.template) {
    case "revoked":
    case "admin_revoked":
      return line.revoked_at !== null && line.suspended_at === null;
    case "suspended":
      return line.suspended_at !== null;
    case "pending":
    case "exposed":
      return line.revoked_at === null && line.incident_state !== "dismissed";
    case "restored":
      return line.revoked_at === null;
    case "found_again":
    case "harmless_copy":
    case "unreachable":
      return true;
    default:
      return line.template satisfies never;
  }
}
