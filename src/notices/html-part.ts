import { createHash } from "node:crypto";
import type { Block, Fact, Inline, NoticeDocument, Phrase } from "./document.ts";
import { Html, html } from "./html.ts";

// Everything is in the mail: nothing is fetched, so nothing tells that it was opened. Colours are given in pairs for both
// schemes; a program that drops the style sheet shows its own colours, which are readable too.
export const MAIL_STYLE = `
:root { color-scheme: light dark; }
body { margin: 0; padding: 24px 16px; background: #ffffff; color: #1f2328; font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif; }
main { max-width: 36em; margin: 0 auto; overflow-wrap: anywhere; }
h2 { margin: 28px 0 6px; font-size: 16px; line-height: 1.4; }
p, ol { margin: 0 0 12px; }
ol { padding-inline-start: 1.6em; }
li { margin: 0 0 6px; }
main > p:first-child { font-size: 18px; }
table { width: 100%; margin: 20px 0; border-collapse: collapse; font-size: 15px; }
caption { padding: 0 0 6px; font-size: 13px; color: #59636e; }
th, td { padding: 6px 0; border-top: 1px solid #d8dee4; vertical-align: top; }
th, td { padding-inline-end: 12px; }
th[scope="row"] { width: 7.5em; overflow-wrap: normal; }
th { font-weight: normal; color: #59636e; }
a { color: #0a58ca; }
tbody + tbody > tr:first-child > * { border-top: 2px solid #8c959f; }
footer { margin: 32px 0 0; padding: 12px 0 0; border-top: 1px solid #d8dee4; font-size: 13px; color: #59636e; }
@media (prefers-color-scheme: dark) {
  body { background: #16191d; color: #e6e9ed; }
  caption, th, footer { color: #a3adb8; }
  th, td, footer { border-color: #3a4149; }
  tbody + tbody > tr:first-child > * { border-color: #7d8590; }
  a { color: #8ab8ff; }
}
`;

// Where programs drop the style sheet, what describes a cell still stands where people look for it.
const START = "text-align: start";

/** What a page that shows blocks needs of the policy that forbids everything else: this style sheet, and what blocks say themselves. */
export function stylePolicy(sheet: string): string {
  const digest = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  return `default-src 'none'; style-src 'unsafe-hashes' ${digest(sheet)} ${digest(START)}; base-uri 'none'`;
}

/** The HTML part: one column, no images, nothing remote, readable with and without its style sheet. */
export function renderHtml(document: NoticeDocument, language: string, dir: "ltr" | "rtl"): string {
  return html`<!doctype html>
<html lang="${language}" dir="${dir}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${document.subject}</title>
<style>${new Html(MAIL_STYLE)}</style>
</head>
<body>
<main>
${renderBlocks(document.blocks)}</main>
</body>
</html>
`.markup;
}

export function renderBlocks(blocks: readonly Block[]): Html[] {
  return blocks.map((block) => html`${renderBlock(block)}\n`);
}

function renderBlock(block: Block): Html {
  switch (block.kind) {
    case "paragraph":
      return html`<p>${renderPhrase(block.content)}</p>`;
    case "heading":
      return html`<h2>${block.text}</h2>`;
    case "facts":
      return html`<table>
<caption style="${START}">${block.caption}</caption>
${block.facts.map(renderFact)}</table>`;
    case "records":
      // Not a column for each label: on a phone, none would be wide enough for what it holds.
      return html`<table>
<caption style="${START}">${block.caption}</caption>
${block.records.map((record) => html`<tbody>\n${record.map((value, index) => renderFact({ label: block.labels[index]!, value }))}</tbody>\n`)}</table>`;
    case "steps":
      return html`<ol>
${block.steps.map((step) => html`<li>${renderPhrase(step)}</li>\n`)}</ol>`;
    case "signature":
      return html`<footer>${lines(block.lines)}</footer>`;
    default:
      return block satisfies never;
  }
}

function renderFact({ label, value }: Fact): Html {
  return html`<tr><th scope="row" style="${START}">${label}</th><td>${lines(value)}</td></tr>
`;
}

function lines(phrases: readonly Phrase[]): Html[] {
  return phrases.map((phrase, index) => (index === 0 ? html`${renderPhrase(phrase)}` : html`<br>${renderPhrase(phrase)}`));
}

function renderPhrase(phrase: Phrase): Html[] {
  return phrase.map(renderInline);
}

function renderInline(inline: Inline): Html {
  if (typeof inline === "string") return html`${inline}`;
  // An element of its own keeps a right-to-left name from reordering the sentence around it.
  if (inline.kind === "foreign") return html`<bdi>${inline.text}</bdi>`;
  return html`<a href="${inline.href}" rel="noopener noreferrer nofollow"><bdi>${inline.text}</bdi></a>`;
}
