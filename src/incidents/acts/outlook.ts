import { AppError } from "../../kernel/errors.ts";
import type { ActOfPeople } from "../state.ts";
import type { LockedForAction } from "./actions.sql.ts";
import { requireClosable, requireRevocable } from "./allowed.ts";
import { refusalToCheck } from "./checking.ts";
import { type RestoringNeeds, requireRestorable, type Undo, undoOf } from "./restoring.ts";

/** What is known of the acts on an incident before anybody tries one. */
export interface Outlook {
  /** Why an act that the state allows would be refused. */
  readonly refusals: Readonly<Partial<Record<ActOfPeople, string>>>;
  readonly undo: Undo;
  /** Why nobody can be asked how the token stands now. */
  readonly checkRefusal: string | null;
}

/** By the same rules as the acts themselves: what is offered is done, as long as nothing changes. */
export function outlookOf(needs: RestoringNeeds, incident: LockedForAction): Outlook {
  const tries: Readonly<Partial<Record<ActOfPeople, () => void>>> = {
    revoke: () => requireRevocable(needs.issuers, incident),
    restore: () => requireRestorable(needs, incident),
    close: () => requireClosable(incident),
  };
  const refusals = Object.entries(tries).flatMap(([act, attempt]) => {
    const why = refusalOf(attempt);
    return why === null ? [] : [[act, why]];
  });
  return {
    refusals: Object.fromEntries(refusals) as Outlook["refusals"],
    undo: undoOf(needs, incident),
    checkRefusal: refusalToCheck(needs.issuers, incident),
  };
}

function refusalOf(attempt: () => void): string | null {
  try {
    attempt();
    return null;
  } catch (error) {
    if (error instanceof AppError && error.code === "conflict") return error.message;
    throw error;
  }
}
