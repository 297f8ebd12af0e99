import { createHash } from "node:crypto";

const STYLE = `:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:38rem;margin:3rem auto;padding:0 1rem}
textarea,input{font:inherit;width:100%;box-sizing:border-box;padding:.5rem;margin:.25rem 0 1rem}textarea{font-family:ui-monospace,monospace}
button{font:inherit;padding:.5rem 1.25rem}p.note{opacity:.8}`;

/** What a page needs of the policy that forbids everything else: its own style, and its own form. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

/** The form for people. No script, nothing from elsewhere. */
export function formPage(product: string): string {
  return page(
    product,
    `Found a leaked token?`,
    `<p>Paste it here. If it is one of ours it is revoked at once, and its owner is told. Several tokens, and text around them, do no harm.</p>
<form method="post" action="/revoke" accept-charset="utf-8">
<label for="token">Token</label>
<textarea id="token" name="token" rows="6" required autocomplete="off" autocapitalize="off" spellcheck="false"></textarea>
<label for="url">Where it was found (optional)</label>
<input id="url" name="url" type="text" inputmode="url" maxlength="2000" autocomplete="off">
<button type="submit">Report and revoke</button>
</form>
<p class="note">We never say whether a token was real, and keep only what proves to be one of ours.</p>`,
  );
}

/** What follows the form, whatever was in it. */
export function donePage(product: string): string {
  return page(
    product,
    "Thank you",
    '<p>Whatever of it is a token of ours is revoked, and its owner is told.</p><p><a href="/revoke">Report another</a></p>',
  );
}

/** When something was wrong with the request itself. */
export function refusalPage(product: string, sentence: string): string {
  return page(product, "That did not work", `<p>${escape(sentence)}</p><p><a href="/revoke">Back to the form</a></p>`);
}

function page(product: string, heading: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<title>${heading} · ${escape(product)}</title><style>${STYLE}</style></head>
<body><main><h1>${heading}</h1>
${body}
</main></body>
</html>
`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
