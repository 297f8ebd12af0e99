import type { JSX } from "preact";
import { cleanLine } from "../../kernel/text.ts";
import { usePage } from "./page.ts";

const MAX_SHOWN = 300;

/** Of what holds a name and can hold no `bdi`. As an object, because preact takes a boolean for it, and leaves a false one out. */
export const UNTRANSLATED: object = { translate: "no" };

/** Text of somebody else: one line without control and bidi characters, which reorders nothing around it. */
export function Foreign({ max = MAX_SHOWN, text }: { readonly text: string; readonly max?: number }): JSX.Element {
  return <bdi>{cleanLine(text, max)}</bdi>;
}

/** A sentence that another room wrote, or that it was told: in the language of the page when there are words for it. */
export function Said({ max = MAX_SHOWN, text }: { readonly text: string; readonly max?: number }): JSX.Element {
  return (
    <span>
      {usePage()
        .words.sentences(text)
        .map((sentence, index) => (
          <>
            {index > 0 && ": "}
            <Foreign text={sentence} max={max} />
          </>
        ))}
    </span>
  );
}

/** A time as people say it; the exact one is there for whoever points at it, and for programs. */
export function Ago({ at }: { readonly at: Date | null }): JSX.Element {
  const { now, words } = usePage();
  if (at === null) return <span class="quiet">{words.text("time.never")}</span>;
  return (
    <time dateTime={at.toISOString()} title={words.time(at)}>
      {words.ago(at, now)}
    </time>
  );
}

/** The exact time. */
export function At({ at }: { readonly at: Date }): JSX.Element {
  return <time dateTime={at.toISOString()}>{usePage().words.time(at)}</time>;
}

export type Tone = "good" | "bad" | "warn" | "calm";

const SIGNS: Readonly<Record<Tone, string>> = { good: "✓", bad: "✕", warn: "!", calm: "·" };

/** A state in a word, with a sign: never by colour alone. */
export function Badge({ text, tone }: { readonly text: string; readonly tone: Tone }): JSX.Element {
  return (
    <span class={`badge ${tone}`}>
      <span aria-hidden="true">{SIGNS[tone]}</span> {text}
    </span>
  );
}
