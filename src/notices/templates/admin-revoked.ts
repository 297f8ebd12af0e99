import { cleanLine } from "../../kernel/text.ts";
import type { Phrasebook } from "../catalogue.ts";
import { foreign } from "../document.ts";
import type { NoticeOf } from "../notice.ts";
import { closing, type Draft, factsBlock, paragraph, stepsSection, subjectOf, tokenName, useSection } from "./sections.ts";

const MAX_REASON = 300;

/** "An administrator revoked your token": a person decided it, and says why. */
export function adminRevoked(notice: NoticeOf<"admin_revoked">, words: Phrasebook): Draft {
  const reason = cleanLine(notice.reason, MAX_REASON);
  const opening = { product: foreign(notice.product), name: tokenName(notice), at: words.time(notice.revokedAt) };
  return {
    subject: subjectOf(notice, "admin", words),
    opening: [paragraph(words.phrase("admin.opening", opening))],
    body: [
      ...(reason === "" ? [] : [paragraph(words.phrase("admin.given", { reason: foreign(reason, MAX_REASON) }))]),
      factsBlock(notice, words),
      ...stepsSection(["steps.replace", "steps.prevent", "steps.review"], words),
      ...useSection(notice, words),
    ],
    closing: closing(notice, "admin.reason", words),
  };
}
