import { z } from "zod";
import type { Queryable } from "../../../db/database.ts";
import type { Recovery } from "../../../incidents/recovering/recovery.ts";
import { AppError } from "../../../kernel/errors.ts";
import type { MailMessage } from "../../../notices/mail/mailer.ts";
import {
  countNoticesSince,
  type NoticeFilter,
  type NoticeLine,
  selectNoticeLine,
  selectNoticeLines,
} from "../../../notices/outbox/log.sql.ts";
import type { OwedTemplate } from "../../../notices/outbox/outbox.sql.ts";
import { NOTICE_TEMPLATES } from "../../../notices/render.ts";
import { path } from "../../ui/links.tsx";
import { pageOf } from "../../ui/list/pages.tsx";
import { choiceOf, idOrNothing, idParams, timeOrNothing } from "../../ui/list/read.ts";
import { Replay } from "../../ui/list/replayed.tsx";
import { type LiveList, liveRows } from "../../web/live-list.ts";
import { type Screen, screen } from "../../web/screen.ts";
import { NOTICE_GROUPS, type NoticeGroup } from "./groups.ts";
import { NoticeList } from "./list.tsx";
import { NoticePage } from "./notice.tsx";

export interface NoticesNeeds {
  readonly db: Queryable;
  readonly recovery: Pick<Recovery, "replayAll" | "resend">;
  /** The mail of a notice as it would be written now, with how many others it tells; null when there is none. */
  readonly mailOf: (noticeId: string) => Promise<{ readonly mail: MailMessage; readonly others: number } | null>;
}

const PAGE_ROWS = 50;
const TEMPLATES = NOTICE_TEMPLATES.filter((one): one is OwedTemplate => one !== "many" && one !== "test");
const filter = z.object({ state: choiceOf(Object.keys(NOTICE_GROUPS) as NoticeGroup[]), template: choiceOf(TEMPLATES) });

const filterOf = ({ state, template }: z.infer<typeof filter>): NoticeFilter => ({
  states: state === null ? null : NOTICE_GROUPS[state],
  template,
});

export function liveNotices({ db }: Pick<NoticesNeeds, "db">): LiveList<z.infer<typeof filter>> {
  return liveRows({
    name: "notices",
    permission: "incidents:read",
    filter,
    countSince: async (asked, at, limit) => await countNoticesSince(db, filterOf(asked), at, limit),
  });
}

/** The mails: to whom, what became of each attempt, when the next is made; and sending them again. */
export function noticeScreens({ db, mailOf, recovery }: NoticesNeeds): Screen[] {
  const live = liveNotices({ db });
  return [
    screen({
      method: "get",
      path: "/admin/notices",
      permission: "incidents:read",
      query: filter.extend({ before: idOrNothing }),
      handle: async ({ query: { before, ...asked }, words }) => {
        const after = await live.position(asked);
        const page = pageOf(await selectNoticeLines(db, filterOf(asked), before ?? null, PAGE_ROWS + 1), PAGE_ROWS);
        const [newest] = page.rows.length > 0 ? page.rows : await selectNoticeLines(db, { states: null, template: null }, null, 1);
        const owed = newest?.created_at ?? null;
        const body = <NoticeList {...page} {...asked} owed={owed} after={after} templates={TEMPLATES} first={before === undefined} />;
        return { title: words.text("notices.title"), body };
      },
    }),
    screen({
      method: "post",
      path: "/admin/notices/recover",
      permission: "incidents:act",
      fresh: true,
      form: z.object({ since: timeOrNothing }),
      handle: async ({ form: { since }, visitor, words }) => {
        const outcome = await recovery.replayAll({ kind: "notify", error: null, since }, `admin:${visitor.session.name}`);
        return { title: words.text("dead.replayed.title"), body: <Replay {...outcome} back={path`/admin/notices`} /> };
      },
    }),
    screen({
      method: "get",
      path: "/admin/notices/:id",
      permission: "incidents:read",
      onRecord: true,
      params: idParams,
      handle: async ({ params: { id }, visitor, words }) => {
        const line = await requireLine(db, id);
        const rendered = visitor.may("addresses:read") ? await mailOf(line.folded_into ?? id) : null;
        return { title: words.text("notice.title"), body: <NoticePage line={line} rendered={rendered} /> };
      },
    }),
    screen({
      method: "post",
      path: "/admin/notices/:id/resend",
      permission: "incidents:act",
      params: idParams,
      handle: async ({ params: { id }, visitor }) => {
        await recovery.resend(id, `admin:${visitor.session.name}`);
        return { to: path`/admin/notices/${id}`, done: "resent" };
      },
    }),
  ];
}

async function requireLine(db: Queryable, id: string): Promise<NoticeLine> {
  const line = await selectNoticeLine(db, id);
  if (line === null) throw new AppError("not_found", "there is no mail with this id");
  return line;
}
