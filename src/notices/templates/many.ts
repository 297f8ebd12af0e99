import { cleanLine } from "../../kernel/text.ts";
import type { Phrasebook } from "../catalogue.ts";
import { foreign, type Phrase } from "../document.ts";
import type { LeakLine, NoticeOf } from "../notice.ts";
import { closing, type Draft, paragraph, places, stateOf, stepsSection, strangerSection, tokenName } from "./sections.ts";

const MAX_PRODUCT = 20;

/** "Several of your tokens were found": one mail, a line for each. */
export function many(notice: NoticeOf<"many">, words: Phrasebook): Draft {
  const { leaks, product } = notice;
  const count = leaks.length;
  return {
    subject: words.text("many.subject", { product: cleanLine(product, MAX_PRODUCT), count }),
    opening: [paragraph(words.phrase("many.opening", { product: foreign(product), count }))],
    body: [
      {
        kind: "records",
        caption: words.text("facts.caption"),
        labels: (["facts.token", "many.state", "facts.found", "facts.case"] as const).map((key) => words.text(key)),
        records: leaks.map((leak) => recordOf(leak, words)),
      },
      ...stepsSection(["many.steps.replace", "steps.prevent", "steps.review"], words),
      ...strangerSection(notice, words),
    ],
    closing: closing(notice, "many.reason", words),
  };
}

function recordOf(leak: LeakLine, words: Phrasebook): Phrase[][] {
  const { caseNumber, found, hint, ownerPage, state } = leak;
  return [
    [[tokenName({ token: leak })], ...(leak.name === "" ? [] : [[foreign(hint)]])],
    [[stateOf(state, words)]],
    places(found, words),
    [[foreign(caseNumber)], ...(ownerPage === null ? [] : [[{ kind: "link", href: ownerPage, text: new URL(ownerPage).host } as const]])],
  ];
}
