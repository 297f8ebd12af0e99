import { AppError } from "../../kernel/errors.ts";
import { isUuid } from "../../kernel/ids.ts";
import type { ListPosition } from "./queries.sql.ts";

/** A position in a list as text that nobody needs to understand. */
export function encodeCursor({ id, reportedAt }: ListPosition): string {
  return Buffer.from(`${reportedAt.getTime()} ${id}`).toString("base64url");
}

/** @throws AppError `invalid_request` for anything that `encodeCursor` did not make */
export function decodeCursor(cursor: string): ListPosition {
  const [ms = "", id = ""] = Buffer.from(cursor, "base64url").toString().split(" ");
  const reportedAt = new Date(/^\d{1,15}$/u.test(ms) ? Number(ms) : Number.NaN);
  if (!isUuid(id) || Number.isNaN(reportedAt.getTime())) {
    throw new AppError("invalid_request", "cursor: not one that this list gave; leave it out to begin at the newest");
  }
  return { id, reportedAt };
}
