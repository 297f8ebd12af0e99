import { CATALOGUES } from "../catalogue.ts";
import { MAIL_STYLE, stylePolicy } from "../html-part.ts";
import type { Notice, NoticeBase, NoticeTemplate } from "../notice.ts";
import { NOTICE_TEMPLATES, type RenderedNotice, renderNotice } from "../render.ts";
import { SAMPLES } from "./samples.ts";

export interface PreviewChoice {
  /** Null: all of them. */
  readonly template: NoticeTemplate | null;
  /** Null: every language there is a catalogue for. */
  readonly locale: string | null;
}

export interface Preview extends RenderedNotice {
  readonly template: NoticeTemplate;
  readonly locale: string;
}

/** In whose name. */
export type PreviewSender = Pick<NoticeBase, "product" | "publicUrl" | "supportAddress" | "legalLine">;

/** The mails as owners would get them, about a token that nobody has, in the name of this installation. */
export function previews(choice: PreviewChoice, sender: PreviewSender): Preview[] {
  const locales = choice.locale === null ? CATALOGUES.map(({ language }) => language) : [choice.locale];
  const templates = choice.template === null ? NOTICE_TEMPLATES : [choice.template];
  const page = new URL("/owner/sample", sender.publicUrl).href;
  return locales.flatMap((locale) =>
    templates.map((template) => ({ template, locale, ...renderNotice({ ...withPage(SAMPLES[template], page), ...sender, locale }) })),
  );
}

/** Where a sample leads to a page, it is one of this installation. */
function withPage(sample: Notice, page: string): Notice {
  const ownerPage = sample.ownerPage === null ? null : page;
  return sample.template === "many"
    ? { ...sample, leaks: sample.leaks.map((leak) => ({ ...leak, ownerPage: page })) }
    : { ...sample, ownerPage };
}

/** With this, a browser shows a mail as a mail program does: nothing is fetched, no script, no form; links lead nowhere, and only we frame it. */
export const PREVIEW_POLICY = `${stylePolicy(MAIL_STYLE)}; form-action 'none'; frame-ancestors 'self'; sandbox`;
