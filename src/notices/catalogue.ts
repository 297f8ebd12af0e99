import { IntlMessageFormat } from "intl-messageformat";
import type { Foreign, Inline, Link, Phrase } from "./document.ts";
import { en } from "./locales/en.ts";

export type MessageKey = keyof typeof en.messages;

/** One language: its messages in ICU syntax, and the direction it is written in. */
export interface Catalogue {
  /** BCP 47 tag. */
  readonly language: string;
  readonly dir: "ltr" | "rtl";
  readonly messages: Readonly<Record<MessageKey, string>>;
}

/** Every language mails are written in. */
export const CATALOGUES: readonly Catalogue[] = [en];

// Reading a message costs as much as writing a whole mail; each is read once.
const compiled = new WeakMap<Catalogue, Map<MessageKey, IntlMessageFormat>>();

/** Speaks one catalogue's language. Times are in UTC, written the way of the owner's region where the language is the same. */
export class Phrasebook {
  readonly #catalogue: Catalogue;
  readonly #time: Intl.DateTimeFormat;

  constructor(catalogue: Catalogue, region: string) {
    this.#catalogue = catalogue;
    this.#time = new Intl.DateTimeFormat(region, {
      year: "numeric",
      month: "long",
      day: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
      timeZone: "UTC",
      timeZoneName: "short",
    });
  }

  get language(): string {
    return this.#catalogue.language;
  }

  get dir(): "ltr" | "rtl" {
    return this.#catalogue.dir;
  }

  /** @throws when a placeholder has no value */
  text(key: MessageKey, values: Readonly<Record<string, string | number>> = {}): string {
    return String(messageOf(this.#catalogue, key).format<string>({ ...values }));
  }

  /** As `text`, with links and foreign text kept as what they are. */
  phrase(key: MessageKey, values: Readonly<Record<string, Inline | number>> = {}): Phrase {
    const formatted = messageOf(this.#catalogue, key).format<Foreign | Link>({ ...values });
    return Array.isArray(formatted) ? formatted : [formatted];
  }

  time(at: Date): string {
    return this.#time.format(at);
  }
}

function messageOf(catalogue: Catalogue, key: MessageKey): IntlMessageFormat {
  const messages = compiled.get(catalogue) ?? new Map<MessageKey, IntlMessageFormat>();
  compiled.set(catalogue, messages);
  const message = messages.get(key) ?? new IntlMessageFormat(catalogue.messages[key], catalogue.language, undefined, { ignoreTag: true });
  messages.set(key, message);
  return message;
}

/** The catalogue for a locale: its own, else its language's (RFC 4647 section 3.4), else English. Never throws. */
export function phrasebook(locale: string, catalogues: readonly Catalogue[] = CATALOGUES): Phrasebook {
  const wanted = baseName(locale);
  for (let range = wanted; range !== ""; range = range.slice(0, Math.max(range.lastIndexOf("-"), 0))) {
    const found = catalogues.find(({ language }) => language === range);
    if (found !== undefined) return new Phrasebook(found, wanted);
  }
  return new Phrasebook(en, en.language);
}

// Without extensions: a locale must not choose digits or calendars. `pt_BR` is how gettext writes it.
function baseName(locale: string): string {
  try {
    return new Intl.Locale(locale.slice(0, 64).replaceAll("_", "-")).baseName;
  } catch {
    return en.language;
  }
}
