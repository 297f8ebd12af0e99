import type { Phrasebook } from "../catalogue.ts";
import { foreign } from "../document.ts";
import type { NoticeOf } from "../notice.ts";
import { closing, type Draft, factsBlock, paragraph, stepsSection, subjectOf, tokenName } from "./sections.ts";

/** "Your token works again": it was a false alarm. */
export function restored(notice: NoticeOf<"restored">, words: Phrasebook): Draft {
  return {
    subject: subjectOf(notice, "restored", words),
    opening: [paragraph(words.phrase("restored.opening", { product: foreign(notice.product), name: tokenName(notice) }))],
    body: [factsBlock(notice, words), ...stepsSection(["restored.steps.check", "restored.steps.extra"], words)],
    closing: closing(notice, "restored.reason", words),
  };
}
