import { z } from "zod";
import type { Queryable } from "../../../db/database.ts";
import {
  countDeadSince,
  type DeadLetterFilter,
  selectDeadGroups,
  selectDeadLetters,
} from "../../../incidents/recovering/dead-letters.sql.ts";
import type { Recovery } from "../../../incidents/recovering/recovery.ts";
import { OBLIGATION_POLICIES, type ObligationKind } from "../../../obligations/obligation.ts";
import { path } from "../../ui/links.tsx";
import { pageOf } from "../../ui/list/pages.tsx";
import { choiceOf, idParams, timeOrNothing } from "../../ui/list/read.ts";
import { Replay } from "../../ui/list/replayed.tsx";
import { type LiveList, liveRows } from "../../web/live-list.ts";
import { type Screen, screen } from "../../web/screen.ts";
import { DeadLetters } from "./list.tsx";

export interface DeadLettersNeeds {
  readonly db: Queryable;
  readonly recovery: Pick<Recovery, "replay" | "replayAll">;
}

const PAGE_ROWS = 50;
const GROUPS_SHOWN = 20;
const KINDS = Object.keys(OBLIGATION_POLICIES) as ObligationKind[];

const filterShape = {
  kind: choiceOf(KINDS),
  error: z
    .string()
    .max(400)
    .default("")
    .transform((text) => text || null),
  since: timeOrNothing,
};
const filterForm = z.object(filterShape);
const listQuery = filterForm.extend({
  after: z
    .string()
    .regex(/^(?:\d{1,17}-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?$/u)
    .default("")
    .transform((text) => text || null),
});

export function liveDeadLetters({ db }: Pick<DeadLettersNeeds, "db">): LiveList<DeadLetterFilter> {
  return liveRows({
    name: "dead-letters",
    permission: "health:read",
    filter: filterForm,
    countSince: async (filter, at, limit) => await countDeadSince(db, filter, at, limit),
  });
}

/** What was given up: why, what to mend, and trying it again, one or all that match. */
export function deadLetterScreens({ db, recovery }: DeadLettersNeeds): Screen[] {
  const live = liveDeadLetters({ db });
  return [
    screen({
      method: "get",
      path: "/admin/dead-letters",
      permission: "health:read",
      query: listQuery,
      handle: async ({ query: { after, ...filter }, words }) => {
        const news = await live.position(filter);
        const [groups, found] = await Promise.all([
          selectDeadGroups(db, GROUPS_SHOWN),
          selectDeadLetters(db, filter, after, PAGE_ROWS + 1),
        ]);
        const page = pageOf(found, PAGE_ROWS);
        const body = <DeadLetters {...page} after={news} groups={groups} filter={filter} kinds={KINDS} first={after === null} />;
        return { title: words.text("dead.title"), body };
      },
    }),
    screen({
      method: "post",
      path: "/admin/dead-letters/:id/replay",
      permission: "incidents:act",
      params: idParams,
      handle: async ({ params: { id }, visitor }) => {
        await recovery.replay(id, `admin:${visitor.session.name}`);
        return { to: path`/admin/dead-letters`, done: "replayed" };
      },
    }),
    screen({
      method: "post",
      path: "/admin/dead-letters/replay",
      permission: "incidents:act",
      fresh: true,
      form: filterForm,
      handle: async ({ form, visitor, words }) => {
        const outcome = await recovery.replayAll(form, `admin:${visitor.session.name}`);
        return { title: words.text("dead.replayed.title"), body: <Replay {...outcome} back={path`/admin/dead-letters`} /> };
      },
    }),
  ];
}
