import { CATALOGUES, type Catalogue, type Phrasebook, phrasebook } from "./catalogue.ts";
import type { Block } from "./document.ts";
import { renderHtml } from "./html-part.ts";
import type { Notice, NoticeOf, NoticeTemplate } from "./notice.ts";
import { adminRevoked } from "./templates/admin-revoked.ts";
import { exposed } from "./templates/exposed.ts";
import { foundAgain } from "./templates/found-again.ts";
import { harmlessCopy } from "./templates/harmless-copy.ts";
import { many } from "./templates/many.ts";
import { pending } from "./templates/pending.ts";
import { restored } from "./templates/restored.ts";
import { revoked } from "./templates/revoked.ts";
import { briefly, type Draft, pageLink } from "./templates/sections.ts";
import { suspended } from "./templates/suspended.ts";
import { test } from "./templates/test.ts";
import { unreachable } from "./templates/unreachable.ts";
import { renderText } from "./text.ts";

const TEMPLATES: { readonly [T in NoticeTemplate]: (notice: NoticeOf<T>, words: Phrasebook) => Draft } = {
  revoked,
  harmless_copy: harmlessCopy,
  exposed,
  pending,
  found_again: foundAgain,
  many,
  admin_revoked: adminRevoked,
  restored,
  suspended,
  test,
  unreachable,
};

export const NOTICE_TEMPLATES = Object.keys(TEMPLATES) as readonly NoticeTemplate[];

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
  const draft = draftOf(notice, words);
  const document = { subject: draft.subject, blocks: blocksOf(draft, notice, words) };
  return { subject: document.subject, text: renderText(document), html: renderHtml(document, language, dir), language, dir };
}

function draftOf<T extends NoticeTemplate>(notice: NoticeOf<T>, words: Phrasebook): Draft {
  return TEMPLATES[notice.template](notice, words);
}

function blocksOf({ body, closing, opening }: Draft, notice: Notice, words: Phrasebook): Block[] {
  if (notice.brief) return [...opening, ...briefly(notice, words), ...closing];
  return [...opening, ...body, ...pageLink(notice, words), ...closing];
}
