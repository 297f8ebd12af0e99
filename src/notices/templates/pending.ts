import type { Phrasebook } from "../catalogue.ts";
import { foreign } from "../document.ts";
import type { NoticeOf } from "../notice.ts";
import { closing, type Draft, factsBlock, paragraph, stepsSection, strangerSection, subjectOf, tokenName } from "./sections.ts";

/** "Your token was found in public, and we could not revoke it yet": whoever can revoke it should not wait for us. */
export function pending(notice: NoticeOf<"pending">, words: Phrasebook): Draft {
  return {
    subject: subjectOf(notice, "pending", words),
    opening: [paragraph(words.phrase("pending.opening", { product: foreign(notice.product), name: tokenName(notice) }))],
    body: [
      factsBlock(notice, words),
      ...stepsSection(["pending.steps.revoke", "steps.replace", "steps.prevent", "steps.review"], words),
      ...strangerSection(notice, words),
    ],
    closing: closing(notice, "exposed.reason", words, notice.found.sourceTitle),
  };
}
