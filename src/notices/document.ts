import { cleanLine } from "../kernel/text.ts";

/** Text that others wrote: cleaned to one line, and kept apart from ours where directions of writing mix. */
export interface Foreign {
  readonly kind: "foreign";
  readonly text: string;
}

/** The HTML part shows `text` as a link, the plain part `href`. Made by `ownLink` and the leak link rule only. */
export interface Link {
  readonly kind: "link";
  readonly href: string;
  readonly text: string;
  /** Whether it leads to a place that others control. */
  readonly outside: boolean;
}

export type Inline = string | Foreign | Link;
export type Phrase = readonly Inline[];

export type Block =
  | { readonly kind: "paragraph"; readonly content: Phrase }
  | { readonly kind: "heading"; readonly text: string }
  | { readonly kind: "facts"; readonly caption: string; readonly facts: readonly Fact[] }
  | { readonly kind: "steps"; readonly steps: readonly Phrase[] }
  | { readonly kind: "signature"; readonly lines: readonly Phrase[] };

export interface Fact {
  readonly label: string;
  readonly value: readonly Phrase[];
}

/** A mail's content before it has a form: both parts are made from it, so that they say the same in the same order. */
export interface NoticeDocument {
  readonly subject: string;
  readonly blocks: readonly Block[];
}

export function foreign(text: string, max = 120): Foreign {
  return { kind: "foreign", text: cleanLine(text, max) };
}

/** `url` as a link when it leads to our own origin, as text when not. */
export function ownLink(url: string, publicUrl: string): Inline {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  const web = parsed?.protocol === "https:" || parsed?.protocol === "http:";
  if (parsed === null || !web || parsed.origin !== new URL(publicUrl).origin) return foreign(url, 200);
  return { kind: "link", href: parsed.href, text: parsed.href, outside: false };
}
