import { z } from "zod";
import { lineOf } from "../../../kernel/check.ts";
import { countSuppressionsSince } from "../../../notices/bounces/bounces.sql.ts";
import { Suppressions } from "../../../notices/bounces/suppressions.ts";
import { CATALOGUES } from "../../../notices/catalogue.ts";
import { PREVIEW_POLICY, type Preview, type PreviewSender, previews } from "../../../notices/preview/preview.ts";
import { NOTICE_TEMPLATES } from "../../../notices/render.ts";
import { path } from "../../ui/links.tsx";
import { Live } from "../../ui/list/live.tsx";
import { Pages, pageOf } from "../../ui/list/pages.tsx";
import { startOf } from "../../ui/list/read.ts";
import { type LiveList, liveRows } from "../../web/live-list.ts";
import { type Screen, screen } from "../../web/screen.ts";
import { Sample } from "./sample.tsx";
import { SuppressionList } from "./suppression-list.tsx";

export interface MailsNeeds {
  readonly db: ConstructorParameters<typeof Suppressions>[0];
  readonly product: string;
  readonly supportAddress: string | null;
  readonly legalLine: string | null;
  /** Where browsers find us, once it is known. */
  readonly origin: () => string;
}

const PERMISSION = "health:read";
const PAGE_ROWS = 50;

const choice = z.object({
  template: z.enum(NOTICE_TEMPLATES).default("revoked"),
  locale: z.enum(CATALOGUES.map(({ language }) => language)).default("en"),
});

type Choice = z.infer<typeof choice>;

const lifted = z.object({ address: z.string().trim().min(1).max(254), reason: lineOf(300) });

export function liveSuppressions({ db }: Pick<MailsNeeds, "db">): LiveList {
  return liveRows({
    name: "mails",
    permission: PERMISSION,
    filter: z.object({}),
    countSince: async (_all, at, limit) => await countSuppressionsSince(db, at, limit),
  });
}

/** Who gets no mail, and every mail as owners get it. */
export function mailScreens({ db, legalLine, origin, product, supportAddress }: MailsNeeds): Screen[] {
  const live = liveSuppressions({ db });
  const suppressions = new Suppressions(db);
  const sender = (): PreviewSender => ({ product, supportAddress, legalLine, publicUrl: origin() });
  const sampleOf = (chosen: Choice): Preview => previews(chosen, sender())[0]!;
  return [
    screen({
      method: "get",
      path: "/admin/mails",
      permission: PERMISSION,
      onRecord: true,
      query: choice.extend({ from: startOf }),
      handle: async ({ query: { from, ...chosen }, visitor, words }) => {
        const after = await live.position({});
        const { last, rows } = pageOf(await suppressions.list(from, PAGE_ROWS + 1), PAGE_ROWS);
        const older = last === null ? null : path`/admin/mails?from=${String(from + PAGE_ROWS)}`;
        const body = (
          <>
            <Live list="mails" after={after} to={path`/admin/mails`} />
            <SuppressionList suppressions={rows} mayLift={visitor.may("incidents:act")} />
            <Pages newest={from === 0 ? null : path`/admin/mails`} older={older} />
            <Sample sample={sampleOf(chosen)} />
          </>
        );
        return { title: words.text("mails.title"), body };
      },
    }),
    screen({
      method: "get",
      path: "/admin/mails/sample",
      permission: PERMISSION,
      query: choice,
      handle: async ({ query }) => await Promise.resolve({ document: sampleOf(query).html, policy: PREVIEW_POLICY }),
    }),
    screen({
      method: "post",
      path: "/admin/mails/release",
      permission: "incidents:act",
      form: lifted,
      handle: async ({ form: { address, reason }, visitor }) => {
        await suppressions.lift(address, reason, `admin:${visitor.session.name}`);
        return { to: path`/admin/mails`, done: "address_released" };
      },
    }),
  ];
}
