import type { Phrasebook } from "../catalogue.ts";
import { foreign, type NoticeDocument, ownLink } from "../document.ts";
import type { Notice } from "../notice.ts";
import { closing, factsBlock, heading, paragraph, strangerSection, subjectOf, tokenName } from "./sections.ts";

/** "A copy that had expired was found": nothing was revoked, and why its owner should look at it all the same. */
export function harmlessCopyDocument(notice: Notice, words: Phrasebook): NoticeDocument {
  const { product, publicUrl, replaceUrl } = notice;
  return {
    subject: subjectOf(notice, "harmless", words),
    blocks: [
      paragraph(words.phrase("harmless.opening", { product: foreign(product), name: tokenName(notice) })),
      factsBlock(notice, words),
      heading(words.text("steps.heading")),
      {
        kind: "steps",
        steps: [
          words.phrase("harmless.steps.look"),
          words.phrase("harmless.steps.replace", { url: ownLink(replaceUrl, publicUrl) }),
          words.phrase("steps.prevent"),
        ],
      },
      ...strangerSection(notice, words),
      ...closing(notice, "harmless.reason", words),
    ],
  };
}
