import type { JSX } from "preact";
import type { NoticeState } from "../../../notices/delivery/attempts.sql.ts";
import type { Words } from "../../words/words.ts";
import { usePage } from "../page.ts";
import { Badge, Foreign, type Tone } from "../text.tsx";

const TONES: Readonly<Record<NoticeState, Tone>> = {
  due: "warn",
  handed_over: "warn",
  sent: "good",
  failed: "bad",
  folded: "calm",
  bounced: "bad",
};

/** A mail by what it tells. */
export function nameOfMail(template: string, words: Words): string {
  const key = `mails.of.${template}`;
  return words.has(key) ? words.text(key) : template;
}

/** What became of a mail. */
export function NoticeMark({ state }: { readonly state: NoticeState }): JSX.Element {
  return <Badge tone={TONES[state]} text={usePage().words.text(`notice.${state}`)} />;
}

const CLASSES = { "2": "notice.class.taken", "4": "notice.class.later", "5": "notice.class.refused" } as const;

/** An answer of a relay with its class in words (RFC 5321 section 4.2.1). */
export function Answer({ of: text }: { readonly of: string | null }): JSX.Element {
  const { words } = usePage();
  if (text === null) return <span class="quiet">{words.text("notice.class.none")}</span>;
  const digit = /\b(?<digit>[245])\d\d\b/u.exec(text)?.groups?.["digit"] as keyof typeof CLASSES | undefined;
  return (
    <span>
      {digit !== undefined && <small>{words.text(CLASSES[digit])}: </small>}
      <Foreign text={text} max={160} />
    </span>
  );
}
