import { z } from "zod";
import { rolesThatMay } from "../../../access/roles.ts";
import type { Sessions } from "../../../access/sessions.ts";
import { assigneeOfRole, mentionedIn } from "../../../incidents/casework/assignees.ts";
import type { Casework } from "../../../incidents/casework/casework.ts";
import { lineOf } from "../../../kernel/check.ts";
import { AppError } from "../../../kernel/errors.ts";
import { path } from "../../ui/links.tsx";
import { idParams } from "../../ui/list/read.ts";
import { type Screen, screen } from "../../web/screen.ts";

const NAME_MAX = 60;
const assignForm = z.object({ to: z.union([z.literal(""), lineOf(NAME_MAX)]) });
const commentForm = z.object({ text: lineOf(1_000) });
const riskForm = z.object({ answer: z.enum(["accept", "refuse"]) });

/** What people do about an incident among themselves. `isClean`: it holds no token. */
export function caseworkScreens(casework: Casework, sessions: Pick<Sessions, "people">, isClean: (text: string) => boolean): Screen[] {
  const names = async (): Promise<string[]> => (await sessions.people()).map(({ name }) => name);
  return [
    screen({
      method: "post",
      path: "/admin/incidents/:id/assign",
      permission: "incidents:act",
      params: idParams,
      form: assignForm,
      handle: async ({ form: { to }, params: { id }, visitor, words }) => {
        const known = [visitor.session.name, ...rolesThatMay("incidents:act").map(assigneeOfRole), ...(await names())];
        if (to !== "" && !known.includes(to)) throw new AppError("invalid_request", words.text("casework.unknownPerson"));
        await casework.assign(id, to === "" ? null : to, visitor.session.name);
        return { to: path`/admin/incidents/${id}`, done: "assigned" };
      },
    }),
    screen({
      method: "post",
      path: "/admin/incidents/:id/comment",
      permission: "incidents:act",
      params: idParams,
      form: commentForm,
      handle: async ({ form: { text }, params: { id }, visitor, words }) => {
        if (!isClean(text)) throw new AppError("invalid_request", words.text("casework.noTokens"));
        await casework.comment(id, text, visitor.session.name, mentionedIn(text, await names()));
        return { to: path`/admin/incidents/${id}`, done: "commented" };
      },
    }),
    screen({
      method: "post",
      path: "/admin/incidents/:id/risk",
      permission: "risk:approve",
      params: idParams,
      form: riskForm,
      handle: async ({ form: { answer }, params: { id }, visitor }) => {
        await casework.answerRisk(id, answer === "accept", visitor.session.name);
        return { to: path`/admin/incidents/${id}`, done: answer === "accept" ? "risk_accepted" : "risk_refused" };
      },
    }),
  ];
}
