import type { Phrasebook } from "../catalogue.ts";
import { foreign } from "../document.ts";
import type { NoticeOf } from "../notice.ts";
import { closing, type Draft, factsBlock, paragraph, stepsSection, strangerSection, subjectOf, tokenName, useSection } from "./sections.ts";

/** "We revoked your token": what happened, which token, what to do, and how to know that the mail is real. */
export function revoked(notice: NoticeOf<"revoked">, words: Phrasebook): Draft {
  const opening = { product: foreign(notice.product), name: tokenName(notice), at: words.time(notice.revokedAt) };
  return {
    subject: subjectOf(notice, "revoked", words),
    opening: [paragraph(words.phrase("revoked.opening", opening))],
    body: [
      ...(notice.attenuated ? [paragraph(words.phrase("revoked.attenuated"))] : []),
      factsBlock(notice, words),
      ...stepsSection(["steps.replace", "steps.prevent", "steps.review"], words),
      ...useSection(notice, words),
      ...strangerSection(notice, words),
    ],
    closing: closing(notice, "why.reason", words, notice.found.sourceTitle),
  };
}
