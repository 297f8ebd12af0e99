import { CATALOGUES, type Catalogue, type Phrasebook, phrasebook } from "./catalogue.ts";
import type { NoticeDocument } from "./document.ts";
import { renderHtml } from "./html-part.ts";
import type { Notice, NoticeTemplate } from "./notice.ts";
import { harmlessCopyDocument } from "./templates/harmless-copy.ts";
import { revokedDocument } from "./templates/revoked.ts";
import { renderText } from "./text.ts";

const TEMPLATES: Readonly<Record<NoticeTemplate, (notice: Notice, words: Phrasebook) => NoticeDocument>> = {
  revoked: revokedDocument,
  harmless_copy: harmlessCopyDocument,
};

export interface RenderedNotice {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** BCP 47 tag of what it is written in, not of what was asked for. */
  readonly language: string;
  readonly dir: "ltr" | "rtl";
}

/** The mail of a notice, in the owner's language where there is a catalogue for it. Pure; both parts say the same. */
export function renderNotice(notice: Notice, catalogues: readonly Catalogue[] = CATALOGUES): RenderedNotice {
  const words = phrasebook(notice.locale, catalogues);
  const { dir, language } = words;
  const document = TEMPLATES[notice.template](notice, words);
  return { subject: document.subject, text: renderText(document), html: renderHtml(document, language, dir), language, dir };
}
