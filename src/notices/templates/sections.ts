import { cleanLine } from "../../kernel/text.ts";
import type { MessageKey, Phrasebook } from "../catalogue.ts";
import { type Block, type Fact, type Foreign, foreign, type Inline, ownLink, type Phrase } from "../document.ts";
import { leakLink } from "../leak-link.ts";
import type { Notice } from "../notice.ts";

// What the mails about one leaked token have in common.

const MAX_SUBJECT = 69;
const MAX_PRODUCT_IN_SUBJECT = 20;
const MAX_SCOPES = 8;

/** What the owner calls the token; its hint where it has no name. */
export function tokenName({ token }: Notice): Foreign {
  return foreign(foreign(token.name).text || token.hint);
}

export function paragraph(content: Phrase): Block {
  return { kind: "paragraph", content };
}

export function heading(text: string): Block {
  return { kind: "heading", text };
}

/** What to do when somebody else published the token. */
export function strangerSection(notice: Notice, words: Phrasebook): Block[] {
  return [heading(words.text("stranger.heading")), paragraph(words.phrase("stranger.recover")), paragraph(contact(notice, words))];
}

/** Why this mail came, how to know that it is real, and who sent it. */
export function closing({ found, product, publicUrl }: Notice, reason: MessageKey, words: Phrasebook): Block[] {
  return [
    heading(words.text("why.heading")),
    paragraph(words.phrase(reason, { source: foreign(found.sourceTitle) })),
    paragraph(words.phrase("why.check", { host: new URL(publicUrl).host })),
    { kind: "signature", lines: [[foreign(product)], [ownLink(publicUrl, publicUrl)], words.phrase("signature.automatic")] },
  ];
}

/** What is known of the token and of where it was found. */
export function factsBlock(notice: Notice, words: Phrasebook): Block {
  return { kind: "facts", caption: words.text("facts.caption"), facts: facts(notice, tokenName(notice), words) };
}

/** Mail lists cut a subject at about 70 characters; the name says more to its owner than the end of the sentence. */
export function subjectOf(notice: Notice, key: "revoked" | "harmless", words: Phrasebook): string {
  const { product } = notice;
  const name = tokenName(notice).text;
  const whole = words.text(`${key}.subject`, { product: cleanLine(product, MAX_SUBJECT), name });
  if (whole.length <= MAX_SUBJECT) return whole;
  const short = (shown: string): string =>
    words.text(`${key}.subject.short`, { product: cleanLine(product, MAX_PRODUCT_IN_SUBJECT), name: shown });
  // A hint has an ellipsis of its own, which may be where it is cut.
  return short(cleanLine(name, MAX_SUBJECT - short("").length).replace(/…+$/u, "…"));
}

function facts({ caseNumber, found, recipient, token }: Notice, name: Foreign, words: Phrasebook): Fact[] {
  const fact = (label: string, ...value: Inline[]): Fact => ({ label, value: value.map((line) => [line]) });
  const { createdAt, expiresAt, lastUsedAt, scopes } = token;
  return [
    fact(words.text("facts.token"), name),
    fact(words.text("facts.id"), foreign(token.id)),
    fact(words.text("facts.hint"), foreign(token.hint)),
    fact(words.text("facts.account"), foreign(recipient.name || recipient.email)),
    ...(createdAt === null ? [] : [fact(words.text("facts.created"), words.time(createdAt))]),
    fact(words.text("facts.used"), lastUsedAt === null ? words.text("facts.used.unknown") : words.time(lastUsedAt)),
    ...(expiresAt === null ? [] : [fact(words.text("facts.expires"), words.time(expiresAt))]),
    ...(scopes.length === 0 ? [] : [fact(words.text("facts.scopes"), ...scopeLines(scopes, words))]),
    { label: words.text("facts.found"), value: places(found, words) },
    fact(words.text("facts.reporter"), foreign(found.sourceTitle)),
    fact(words.text("facts.seen"), words.time(found.firstSeenAt)),
    fact(words.text("facts.case"), foreign(caseNumber)),
  ];
}

function scopeLines(scopes: readonly string[], words: Phrasebook): Inline[] {
  const shown = scopes.slice(0, MAX_SCOPES).map((scope) => foreign(scope, 160));
  const more = scopes.length - shown.length;
  return more === 0 ? shown : [...shown, words.text("facts.scopes.more", { count: more })];
}

function places({ linkable, otherPlaces, place, url }: Notice["found"], words: Phrasebook): Phrase[] {
  const link = url === null ? null : leakLink(url, () => linkable);
  const where: Inline =
    link === null
      ? words.text("facts.found.unknown")
      : link.linkable
        ? { kind: "link", href: link.href, text: link.display, outside: true }
        : foreign(link.display, 200);
  const first = place === null ? [where] : words.phrase("facts.found.kind", { where, kind: foreign(place, 60) });
  return otherPlaces > 0 ? [first, words.phrase("facts.found.others", { count: otherPlaces })] : [first];
}

function contact({ product, supportAddress }: Notice, words: Phrasebook): Phrase {
  return supportAddress === null
    ? words.phrase("stranger.contact.unknown", { product: foreign(product) })
    : words.phrase("stranger.contact", { address: foreign(supportAddress, 254) });
}
