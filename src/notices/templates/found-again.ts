import type { Phrasebook } from "../catalogue.ts";
import { foreign } from "../document.ts";
import type { NoticeOf } from "../notice.ts";
import { closing, type Draft, factsBlock, paragraph, stepsSection, subjectOf, tokenName } from "./sections.ts";

/** "Your token was found again": a follow-up of the mail that told of it first. */
export function foundAgain(notice: NoticeOf<"found_again">, words: Phrasebook): Draft {
  const { newPlaces: count, product, revokedAt } = notice;
  const opening = { product: foreign(product), name: tokenName(notice), count };
  return {
    subject: subjectOf(notice, "again", words),
    opening: [
      paragraph(
        revokedAt === null
          ? words.phrase("again.opening.alive", opening)
          : words.phrase("again.opening.revoked", { ...opening, at: words.time(revokedAt) }),
      ),
    ],
    body: [
      factsBlock(notice, words),
      ...stepsSection([...(revokedAt === null ? (["exposed.steps.revoke"] as const) : []), "again.steps.remove", "steps.prevent"], words),
    ],
    closing: closing(notice, "again.reason", words, notice.found.sourceTitle),
  };
}
