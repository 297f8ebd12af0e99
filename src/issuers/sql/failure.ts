import { AppError, isUnavailable, messageOf } from "../../kernel/errors.ts";
import { IssuerTrouble } from "../kit/trouble.ts";

function sqlStateOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

/** Values that do not fit (22) or break a constraint (23): the fault of one row, never of the statement. */
export function isPoison(error: unknown): boolean {
  return /^2[23]/u.test(sqlStateOf(error));
}

/** What is wrong, without values: only messages on syntax, names and rights (42) hold nothing but the statement. */
export function sqlTrouble(error: unknown): IssuerTrouble {
  if (error instanceof IssuerTrouble) return error;
  if (isUnavailable(error)) return new IssuerTrouble("fault", "its database cannot be reached");
  if (error instanceof AppError) return new IssuerTrouble("misconfigured", messageOf(error));
  const state = sqlStateOf(error);
  const detail = state.startsWith("42") ? `: ${messageOf(error)}` : "";
  const message = `its database refuses (SQLSTATE ${state === "" ? "unknown" : state}${detail})`;
  return new IssuerTrouble(isPoison(error) ? "refused" : "misconfigured", message);
}
