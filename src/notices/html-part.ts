import type { Block, Fact, Inline, NoticeDocument, Phrase } from "./document.ts";
import { Html, html } from "./html.ts";

// Everything is in the mail: nothing is fetched, so nothing tells that it was opened. Colours are given in pairs for both
// schemes; a program that drops the style sheet shows its own colours, which are readable too.
const STYLE = new Html(`
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
th { width: 7.5em; padding-inline-end: 12px; font-weight: normal; color: #59636e; }
a { color: #0a58ca; }
footer { margin: 32px 0 0; padding: 12px 0 0; border-top: 1px solid #d8dee4; font-size: 13px; color: #59636e; }
@media (prefers-color-scheme: dark) {
  body { background: #16191d; color: #e6e9ed; }
  caption, th, footer { color: #a3adb8; }
  th, td, footer { border-color: #3a4149; }
  a { color: #8ab8ff; }
}
`);

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
<style>${STYLE}</style>
</head>
<body>
<main>
${document.blocks.map((block) => html`${renderBlock(block)}\n`)}</main>
</body>
</html>
`.markup;
}

function renderBlock(block: Block): Html {
  switch (block.kind) {
    case "paragraph":
      return html`<p>${renderPhrase(block.content)}</p>`;
    case "heading":
      return html`<h2>${block.text}</h2>`;
    case "facts":
      return html`<table>
<caption style="text-align: start">${block.caption}</caption>
${block.facts.map(renderFact)}</table>`;
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
  return html`<tr><th scope="row" style="text-align: start">${label}</th><td>${lines(value)}</td></tr>
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
  const rel = inline.outside ? html` rel="noopener noreferrer nofollow"` : html``;
  return html`<a href="${inline.href}"${rel}><bdi>${inline.text}</bdi></a>`;
}
