import type { MessageKey, Phrasebook } from "../catalogue.ts";
import { type Block, foreign } from "../document.ts";
import { Html, html } from "../html.ts";
import { MAIL_STYLE, renderBlocks, stylePolicy } from "../html-part.ts";
import type { LeakState } from "../notice.ts";
import { factsBlock, paragraph, stateOf, type TokenNotice, tokenName } from "../templates/sections.ts";

export const OWNER_ANSWERS = ["replaced", "not_me", "false_positive"] as const;

/** What an owner can say about a case. */
export type OwnerAnswer = (typeof OWNER_ANSWERS)[number];

/** What can stand in the timeline of a case. */
export type CaseEvent = Extract<MessageKey, `page.event.${string}`> extends `page.event.${infer Event}` ? Event : never;

/** One incident as its owner sees it. */
export interface OwnerCase extends TokenNotice {
  readonly state: LeakState;
  readonly timeline: readonly { readonly at: Date; readonly event: CaseEvent }[];
  readonly answer: { readonly kind: OwnerAnswer; readonly at: Date } | null;
  readonly expiresAt: Date;
}

const STYLE = `${MAIL_STYLE}
h1 { margin: 0 0 8px; font-size: 22px; line-height: 1.3; }
form { margin: 0 0 12px; display: flex; flex-wrap: wrap; gap: 8px; }
button { font: inherit; padding: 8px 16px; }
`;

/** What the page needs of the policy that forbids everything else: its own style, and its own form. */
export const OWNER_PAGE_POLICY = `${stylePolicy(STYLE)}; form-action 'self'; frame-ancestors 'none'`;

/** The page of a case. No script, nothing from elsewhere; opening it changes nothing. */
export function ownerPage(shown: OwnerCase, words: Phrasebook): string {
  const name = tokenName(shown);
  const source = foreign(shown.found.sourceTitle);
  const said: Block[] =
    shown.answer === null
      ? []
      : [
          paragraph(
            words.phrase("page.answered", { at: words.time(shown.answer.at), answer: words.text(`page.answer.${shown.answer.kind}`) }),
          ),
        ];
  return page(
    name.text,
    html`<h1><bdi>${name.text}</bdi></h1>
<p><strong>${stateOf(shown.state, words)}</strong></p>
${renderBlocks([factsBlock(shown, words)])}
<h2>${words.text("page.timeline")}</h2>
<ul>
${shown.timeline.map(({ at, event }) => html`<li>${words.time(at)}: ${renderPhraseOf(words, event, source.text)}</li>\n`)}</ul>
<h2>${words.text("page.ask")}</h2>
${renderBlocks(said)}
<form method="post" accept-charset="utf-8">
${OWNER_ANSWERS.map((answer) => html`<button name="answer" value="${answer}">${words.text(`page.answer.${answer}`)}</button>\n`)}</form>
<p>${words.text("page.promise")}</p>
<p>${words.text("page.until", { at: words.time(shown.expiresAt) })}</p>
${renderBlocks([paragraph(words.phrase("why.check", { product: foreign(shown.product) }))])}`,
    words,
  );
}

/** For a link that opens nothing. */
export function gonePage(product: string, words: Phrasebook): string {
  const blocks = [paragraph([words.text("page.gone")]), paragraph(words.phrase("page.gone.help", { product: foreign(product) }))];
  return page(foreign(product).text, renderBlocks(blocks), words);
}

function renderPhraseOf(words: Phrasebook, event: CaseEvent, source: string): string {
  return words.text(`page.event.${event}`, { source });
}

function page(title: string, body: Html | readonly Html[], { dir, language }: Phrasebook): string {
  return html`<!doctype html>
<html lang="${language}" dir="${dir}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`.markup;
}
