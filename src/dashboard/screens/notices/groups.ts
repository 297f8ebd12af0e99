import type { NoticeState } from "../../../notices/delivery/attempts.sql.ts";

/** What people narrow the log to, and the states that belong to it. */
export const NOTICE_GROUPS = {
  waiting: ["due", "handed_over"],
  sent: ["sent"],
  failed: ["failed", "bounced"],
  folded: ["folded"],
} as const satisfies Readonly<Record<string, readonly NoticeState[]>>;

export type NoticeGroup = keyof typeof NOTICE_GROUPS;
