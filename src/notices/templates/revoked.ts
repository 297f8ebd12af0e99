import type { Phrasebook } from "../catalogue.ts";
import { foreign, type NoticeDocument, ownLink, type Phrase } from "../document.ts";
import type { Notice } from "../notice.ts";
import { closing, factsBlock, heading, paragraph, strangerSection, subjectOf, tokenName } from "./sections.ts";

/** "We revoked your token": what happened, which token, what to do, and how to know that the mail is real. */
export function revokedDocument(notice: Notice, words: Phrasebook): NoticeDocument {
  const opening = { product: foreign(notice.product), name: tokenName(notice), at: words.time(notice.revokedAt) };
  return {
    subject: subjectOf(notice, "revoked", words),
    blocks: [
      paragraph(words.phrase("revoked.opening", opening)),
      ...(notice.attenuated ? [paragraph(words.phrase("revoked.attenuated"))] : []),
      factsBlock(notice, words),
      heading(words.text("steps.heading")),
      { kind: "steps", steps: steps(notice, words) },
      heading(words.text("use.heading")),
      paragraph(use(notice, words)),
      ...strangerSection(notice, words),
      ...closing(notice, "why.reason", words),
    ],
  };
}

function steps({ publicUrl, replaceUrl }: Notice, words: Phrasebook): Phrase[] {
  const replace = words.phrase("steps.replace", { url: ownLink(replaceUrl, publicUrl) });
  return [replace, words.phrase("steps.prevent"), words.phrase("steps.review")];
}

function use({ found, token }: Notice, words: Phrasebook): Phrase {
  const used = token.lastUsedAt;
  if (used === null) return words.phrase("use.unknown");
  const key = used < found.firstSeenAt ? "use.before" : "use.after";
  return words.phrase(key, { used: words.time(used), seen: words.time(found.firstSeenAt) });
}
