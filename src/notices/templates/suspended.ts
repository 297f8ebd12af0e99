import type { Phrasebook } from "../catalogue.ts";
import { foreign } from "../document.ts";
import type { NoticeOf } from "../notice.ts";
import { closing, type Draft, factsBlock, paragraph, stepsSection, strangerSection, subjectOf, tokenName, useSection } from "./sections.ts";

/** "We suspended your token": it is dead for now, and its owner has a say before it is for good. */
export function suspended(notice: NoticeOf<"suspended">, words: Phrasebook): Draft {
  const { product, suspendedAt, until } = notice;
  const opening = { product: foreign(product), name: tokenName(notice), at: words.time(suspendedAt) };
  const term =
    until === null ? words.phrase("suspended.open") : words.phrase("suspended.until", { days: until.days, until: words.time(until.at) });
  return {
    subject: subjectOf(notice, "suspended", words),
    opening: [paragraph(words.phrase("suspended.opening", opening)), paragraph(term)],
    body: [
      factsBlock(notice, words),
      ...stepsSection(["suspended.steps.confirm", "steps.replace", "steps.review", "steps.prevent"], words),
      ...useSection(notice, words),
      ...strangerSection(notice, words),
    ],
    closing: closing(notice, "suspended.reason", words, notice.found.sourceTitle),
  };
}
