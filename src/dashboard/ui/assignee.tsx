import type { JSX } from "preact";
import { ROLES } from "../../access/roles.ts";
import { roleOfAssignee } from "../../incidents/casework/assignees.ts";
import type { Words } from "../words/words.ts";
import { usePage } from "./page.ts";
import { Foreign } from "./text.tsx";

/** Whose it is, in words: a person's name, or everybody of a role. */
export function assigneeText(assignee: string, words: Words): string {
  const role = ROLES.find((one) => one === roleOfAssignee(assignee));
  return role === undefined ? assignee : words.text("casework.everybody", { role: words.text(`role.${role}`) });
}

export function Assignee({ of: assignee }: { readonly of: string | null }): JSX.Element {
  const { words } = usePage();
  if (assignee === null) return <span class="quiet">{words.text("casework.nobody")}</span>;
  return <Foreign text={assigneeText(assignee, words)} max={60} />;
}
