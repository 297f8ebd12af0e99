import type { Phrasebook } from "../catalogue.ts";
import { foreign } from "../document.ts";
import type { NoticeOf } from "../notice.ts";
import { closing, type Draft, factsBlock, paragraph, stepsSection, strangerSection, subjectOf, tokenName } from "./sections.ts";

/** "A copy that had expired was found": nothing was revoked, and why its owner should look at it all the same. */
export function harmlessCopy(notice: NoticeOf<"harmless_copy">, words: Phrasebook): Draft {
  return {
    subject: subjectOf(notice, "harmless", words),
    opening: [paragraph(words.phrase("harmless.opening", { product: foreign(notice.product), name: tokenName(notice) }))],
    body: [
      factsBlock(notice, words),
      ...stepsSection(["harmless.steps.look", "harmless.steps.replace", "steps.prevent"], words),
      ...strangerSection(notice, words),
    ],
    closing: closing(notice, "harmless.reason", words, notice.found.sourceTitle),
  };
}
