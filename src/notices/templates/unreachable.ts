import { cleanLine } from "../../kernel/text.ts";
import type { Phrasebook } from "../catalogue.ts";
import { foreign } from "../document.ts";
import type { NoticeOf } from "../notice.ts";
import { type Draft, factsBlock, ownClosing, paragraph, stepsSection, subjectOf, tokenName } from "./sections.ts";

const MAX_REASON = 300;

/** "Nobody could be told": to those who run the installation. */
export function unreachable(notice: NoticeOf<"unreachable">, words: Phrasebook): Draft {
  const reason = foreign(cleanLine(notice.reason, MAX_REASON), MAX_REASON);
  return {
    subject: subjectOf(notice, "unreachable", words),
    opening: [paragraph(words.phrase("unreachable.opening", { product: foreign(notice.product), name: tokenName(notice) }))],
    body: [
      paragraph(words.phrase("unreachable.last", { reason })),
      factsBlock(notice, words),
      ...stepsSection(["unreachable.steps.find", "unreachable.steps.close"], words),
    ],
    closing: ownClosing(notice, "unreachable.reason", words),
  };
}
