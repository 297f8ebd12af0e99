import { cleanLine } from "../../kernel/text.ts";
import type { MessageKey, Phrasebook } from "../catalogue.ts";
import { type Block, type Fact, type Foreign, foreign, type Inline, type Phrase } from "../document.ts";
import { leakLink } from "../leak-link.ts";
import type { LeakState, NoticeBase, NoticeFinding, Story } from "../notice.ts";

// What the mails have in common.

/** A mail's content. Of a brief one, `body` is left out. */
export interface Draft {
  readonly subject: string;
  readonly opening: readonly Block[];
  readonly body: readonly Block[];
  readonly closing: readonly Block[];
}

/** One leaked token and what is said about it. */
export type TokenNotice = NoticeBase & Story;

const MAX_SUBJECT = 69;
const MAX_PRODUCT_IN_SUBJECT = 20;
const MAX_SCOPES = 8;

/** What the owner calls the token; its hint where it has no name. */
export function tokenName({ token }: { readonly token: Pick<Story["token"], "name" | "hint"> }): Foreign {
  return foreign(foreign(token.name).text || token.hint);
}

export function paragraph(content: Phrase): Block {
  return { kind: "paragraph", content };
}

function heading(text: string): Block {
  return { kind: "heading", text };
}

/** What to do now, in order. */
export function stepsSection(keys: readonly MessageKey[], words: Phrasebook): Block[] {
  return [heading(words.text("steps.heading")), { kind: "steps", steps: keys.map((key) => words.phrase(key)) }];
}

/** Where the owner sees the whole case and can answer. */
export function pageLink({ ownerPage, publicUrl }: NoticeBase, words: Phrasebook): Block[] {
  if (ownerPage === null) return [];
  const link = { kind: "link", href: ownerPage, text: new URL(publicUrl).host } as const;
  return [paragraph(words.phrase("page.link", { link }))];
}

/** In place of all that an address that was never confirmed is not told. */
export function briefly({ caseNumber, product }: NoticeBase, words: Phrasebook): Block[] {
  return [
    paragraph(words.phrase("brief.note", { product: foreign(product) })),
    { kind: "facts", caption: words.text("facts.caption"), facts: [{ label: words.text("facts.case"), value: [[foreign(caseNumber)]] }] },
  ];
}

/** How a token fares, in a few words. */
export function stateOf(state: LeakState, words: Phrasebook): string {
  return "at" in state ? words.text(`state.${state.kind}`, { at: words.time(state.at) }) : words.text(`state.${state.kind}`);
}

/** What to do when somebody else published the token. */
export function strangerSection(notice: NoticeBase, words: Phrasebook): Block[] {
  return [heading(words.text("stranger.heading")), paragraph(words.phrase("stranger.recover")), paragraph(contact(notice, words))];
}

/** Whether it was used, as far as anybody knows. */
export function useSection({ found, token }: TokenNotice, words: Phrasebook): Block[] {
  const used = token.lastUsedAt;
  const key = used === null ? "use.unknown" : used < found.firstSeenAt ? "use.before" : "use.after";
  const values = used === null ? {} : { used: words.time(used), seen: words.time(found.firstSeenAt) };
  return [heading(words.text("use.heading")), paragraph(words.phrase(key, values))];
}

/** Why this mail came, how to know that it is real, and who sent it. */
export function closing(notice: NoticeBase, reason: MessageKey, words: Phrasebook, source = ""): Block[] {
  const product = foreign(notice.product);
  return [
    heading(words.text("why.heading")),
    paragraph(words.phrase(reason, { product, source: foreign(source) })),
    paragraph(words.phrase("why.check", { product })),
    signature(notice, "signature.automatic", words),
  ];
}

/** The same for mails to those who run this: no account of theirs is affected, and there is nobody else to turn to. */
export function ownClosing(notice: NoticeBase, reason: MessageKey, words: Phrasebook): Block[] {
  return [
    heading(words.text("why.heading")),
    paragraph(words.phrase(reason, { product: foreign(notice.product) })),
    signature(notice, "signature.plain", words),
  ];
}

function signature({ legalLine, product, publicUrl }: NoticeBase, last: MessageKey, words: Phrasebook): Block {
  const legal = legalLine === null ? [] : [[foreign(legalLine, 200)]];
  return { kind: "signature", lines: [[foreign(product)], [new URL(publicUrl).host], ...legal, words.phrase(last)] };
}

/** What is known of the token and of where it was found. */
export function factsBlock(notice: TokenNotice, words: Phrasebook): Block {
  return { kind: "facts", caption: words.text("facts.caption"), facts: facts(notice, tokenName(notice), words) };
}

type Subject = Extract<MessageKey, `${string}.subject.short`> extends `${infer Key}.subject.short` ? Key : never;

/** Mail lists cut a subject at about 70 characters; the name says more to its owner than the end of the sentence. */
export function subjectOf(notice: TokenNotice, key: Subject, words: Phrasebook): string {
  const { product } = notice;
  const name = tokenName(notice).text;
  const whole = words.text(`${key}.subject`, { product: cleanLine(product, MAX_SUBJECT), name });
  if (whole.length <= MAX_SUBJECT) return whole;
  const short = (shown: string): string =>
    words.text(`${key}.subject.short`, { product: cleanLine(product, MAX_PRODUCT_IN_SUBJECT), name: shown });
  // A hint has an ellipsis of its own, which may be where it is cut.
  return short(cleanLine(name, MAX_SUBJECT - short("").length).replace(/…+$/u, "…"));
}

function facts({ caseNumber, found, recipient, token }: TokenNotice, name: Foreign, words: Phrasebook): Fact[] {
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

/** Where it was found, as it may be shown. */
export function places({ linkable, otherPlaces, place, url }: NoticeFinding, words: Phrasebook): Phrase[] {
  const link = url === null ? null : leakLink(url, () => linkable);
  const where: Inline =
    link === null
      ? words.text("facts.found.unknown")
      : link.linkable
        ? { kind: "link", href: link.href, text: link.display }
        : foreign(link.display, 200);
  const first = place === null ? [where] : words.phrase("facts.found.kind", { where, kind: foreign(place, 60) });
  return otherPlaces > 0 ? [first, words.phrase("facts.found.others", { count: otherPlaces })] : [first];
}

function contact({ product, supportAddress }: NoticeBase, words: Phrasebook): Phrase {
  return supportAddress === null
    ? words.phrase("stranger.contact.unknown", { product: foreign(product) })
    : words.phrase("stranger.contact", { address: foreign(supportAddress, 254) });
}
