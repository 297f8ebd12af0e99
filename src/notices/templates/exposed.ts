import type { Phrasebook } from "../catalogue.ts";
import { foreign } from "../document.ts";
import type { NoticeOf } from "../notice.ts";
import { closing, type Draft, factsBlock, paragraph, stepsSection, strangerSection, subjectOf, tokenName } from "./sections.ts";

/** "Your token was found in public, and it still works": for issuers who leave revoking to the owner. */
export function exposed(notice: NoticeOf<"exposed">, words: Phrasebook): Draft {
  return {
    subject: subjectOf(notice, "exposed", words),
    opening: [paragraph(words.phrase("exposed.opening", { product: foreign(notice.product), name: tokenName(notice) }))],
    body: [
      factsBlock(notice, words),
      ...stepsSection(["exposed.steps.revoke", "steps.replace", "steps.prevent", "steps.review"], words),
      ...strangerSection(notice, words),
    ],
    closing: closing(notice, "exposed.reason", words, notice.found.sourceTitle),
  };
}
