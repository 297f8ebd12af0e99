import { z } from "zod";
import { lineOf } from "../../../kernel/check.ts";
import { Suppressions } from "../../../notices/bounces/suppressions.ts";
import { CATALOGUES } from "../../../notices/catalogue.ts";
import { PREVIEW_POLICY, type Preview, type PreviewSender, previews } from "../../../notices/preview/preview.ts";
import { NOTICE_TEMPLATES } from "../../../notices/render.ts";
import { path } from "../../ui/links.tsx";
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

const choice = z.object({
  template: z.enum(NOTICE_TEMPLATES).default("revoked"),
  locale: z.enum(CATALOGUES.map(({ language }) => language)).default("en"),
});

type Choice = z.infer<typeof choice>;

const lifted = z.object({ address: z.string().trim().min(1).max(254), reason: lineOf(300) });

/** Who gets no mail, and every mail as owners get it. */
export function mailScreens({ db, legalLine, origin, product, supportAddress }: MailsNeeds): Screen[] {
  const suppressions = new Suppressions(db);
  const sender = (): PreviewSender => ({ product, supportAddress, legalLine, publicUrl: origin() });
  const sampleOf = (chosen: Choice): Preview => previews(chosen, sender())[0]!;
  return [
    screen({
      method: "get",
      path: "/admin/mails",
      permission: PERMISSION,
      query: choice,
      handle: async ({ query, visitor, words }) => ({
        title: words.text("mails.title"),
        body: (
          <>
            <SuppressionList suppressions={await suppressions.list()} mayLift={visitor.may("incidents:act")} />
            <Sample sample={sampleOf(query)} />
          </>
        ),
      }),
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
