import { IntlMessageFormat } from "intl-messageformat";
import { en } from "./en.ts";

export type MessageKey = keyof typeof en.messages;
export type Values = Readonly<Record<string, string | number>>;

/** One language of the dashboard. */
export interface Catalogue {
  /** BCP 47 tag. */
  readonly language: string;
  readonly dir: "ltr" | "rtl";
  readonly messages: Readonly<Record<MessageKey, string>>;
}

const CATALOGUES: readonly Catalogue[] = [en];

/** Speaks one language: messages, numbers and times. Times are in UTC, as in the log. */
export class Words {
  readonly language: string;
  readonly dir: "ltr" | "rtl";
  readonly #messages: Catalogue["messages"];
  readonly #read = new Map<MessageKey, IntlMessageFormat>();
  readonly #time: Intl.DateTimeFormat;
  readonly #number: Intl.NumberFormat;

  constructor({ dir, language, messages }: Catalogue) {
    this.language = language;
    this.dir = dir;
    this.#messages = messages;
    this.#time = new Intl.DateTimeFormat(language, {
      dateStyle: "medium",
      timeStyle: "medium",
      hourCycle: "h23",
      timeZone: "UTC",
    });
    this.#number = new Intl.NumberFormat(language);
  }

  /** @throws when a placeholder has no value */
  text(key: MessageKey, values: Values = {}): string {
    let message = this.#read.get(key);
    if (message === undefined) {
      message = new IntlMessageFormat(this.#messages[key], this.language);
      this.#read.set(key, message);
    }
    return String(message.format<string>({ ...values }));
  }

  /** Whether there is a message of this name: names that come from an address are looked up by it. */
  has(key: string): key is MessageKey {
    return Object.hasOwn(this.#messages, key);
  }

  number(value: number): string {
    return this.#number.format(value);
  }

  /** The exact time. */
  time(at: Date): string {
    return `${this.#time.format(at)} UTC`;
  }

  /** How long before `now`, in the largest unit. */
  ago(at: Date, now: Date): string {
    const seconds = Math.floor((now.getTime() - at.getTime()) / 1_000);
    if (seconds < 5) return this.text("time.now");
    const [unit, size] = UNITS.find(([, length]) => seconds >= length) ?? ["second", 1];
    return this.text("time.ago", { value: Math.floor(seconds / size), unit });
  }
}

const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

const ALL = new Map(CATALOGUES.map((catalogue) => [catalogue.language, new Words(catalogue)]));

/** In the first language of `wanted` that there is a catalogue for; in English otherwise. */
export function wordsFor(wanted: readonly string[]): Words {
  for (const tag of wanted) {
    const words = ALL.get(tag) ?? ALL.get(tag.split("-")[0] ?? "");
    if (words !== undefined) return words;
  }
  return ALL.get("en")!;
}
