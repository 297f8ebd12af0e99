import { cleanLine } from "../kernel/text.ts";

/** Text that others wrote: cleaned to one line, and kept apart from ours where directions of writing mix. */
export interface Foreign {
  readonly kind: "foreign";
  readonly text: string;
}

/** To our own page, or to a place that others control: that only by the leak link rule. The HTML part shows `text`, the plain part `href`. */
export interface Link {
  readonly kind: "link";
  readonly href: string;
  readonly text: string;
}

export type Inline = string | Foreign | Link;
export type Phrase = readonly Inline[];

export type Block =
  | { readonly kind: "paragraph"; readonly content: Phrase }
  | { readonly kind: "heading"; readonly text: string }
  | { readonly kind: "facts"; readonly caption: string; readonly facts: readonly Fact[] }
  | {
      readonly kind: "records";
      readonly caption: string;
      readonly labels: readonly string[];
      readonly records: readonly (readonly Phrase[][])[];
    }
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
