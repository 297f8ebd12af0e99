import { cleanLine } from "../../kernel/text.ts";
import type { Phrasebook } from "../catalogue.ts";
import { foreign } from "../document.ts";
import type { NoticeOf } from "../notice.ts";
import { type Draft, ownClosing, paragraph } from "./sections.ts";

const MAX_PRODUCT = 40;

/** "Mails reach you": for whoever has set this up. */
export function test(notice: NoticeOf<"test">, words: Phrasebook): Draft {
  return {
    subject: words.text("test.subject", { product: cleanLine(notice.product, MAX_PRODUCT) }),
    opening: [paragraph(words.phrase("test.opening", { product: foreign(notice.product) }))],
    body: [paragraph(words.phrase("test.nothing"))],
    closing: ownClosing(notice, "test.reason", words),
  };
}
