import { IntlMessageFormat } from "intl-messageformat";
import type { Foreign, Inline, Link, Phrase } from "./document.ts";
import { baseName, forLocale } from "./language.ts";
import { de } from "./locales/de.ts";
import { en } from "./locales/en.ts";
import { es } from "./locales/es.ts";
import { fr } from "./locales/fr.ts";
import { he } from "./locales/he.ts";
import { ja } from "./locales/ja.ts";
import { ptBr } from "./locales/pt-br.ts";
import { ru } from "./locales/ru.ts";
import { zhHans } from "./locales/zh-hans.ts";

export type MessageKey = keyof typeof en.messages;

/** One language: its messages in ICU syntax, and the direction it is written in. */
export interface Catalogue {
  /** BCP 47 tag. */
  readonly language: string;
  readonly dir: "ltr" | "rtl";
  readonly messages: Readonly<Record<MessageKey, string>>;
}

/** Every language mails are written in. */
export const CATALOGUES: readonly Catalogue[] = [en, de, es, fr, he, ja, ptBr, ru, zhHans];

// Reading a message costs as much as writing a whole mail; each is read once.
const compiled = new WeakMap<Catalogue, Map<MessageKey, IntlMessageFormat>>();

/** Speaks one catalogue's language. Times are in UTC, written the way of the owner's region where the language is the same. */
export class Phrasebook {
  readonly #catalogue: Catalogue;
  readonly #time: Intl.DateTimeFormat;

  constructor(catalogue: Catalogue, region: string) {
    this.#catalogue = catalogue;
    this.#time = timeFormat(region);
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

// Making one takes 0.1 ms. Regions come from owners: no more are kept than there are in use.
const MAX_TIME_FORMATS = 100;
const timeFormats = new Map<string, Intl.DateTimeFormat>();

function timeFormat(region: string): Intl.DateTimeFormat {
  const known = timeFormats.get(region);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat(region, {
    year: "numeric",
    month: "long",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: "UTC",
    timeZoneName: "short",
  });
  if (timeFormats.size >= MAX_TIME_FORMATS) timeFormats.clear();
  timeFormats.set(region, format);
  return format;
}

function messageOf(catalogue: Catalogue, key: MessageKey): IntlMessageFormat {
  const messages = compiled.get(catalogue) ?? new Map<MessageKey, IntlMessageFormat>();
  compiled.set(catalogue, messages);
  const message = messages.get(key) ?? new IntlMessageFormat(catalogue.messages[key], catalogue.language, undefined, { ignoreTag: true });
  messages.set(key, message);
  return message;
}

/** The catalogue for a locale; English when it has none. Never throws. */
export function phrasebook(locale: string, catalogues: readonly Catalogue[] = CATALOGUES): Phrasebook {
  const found = forLocale(locale, catalogues);
  return found === undefined ? new Phrasebook(en, en.language) : new Phrasebook(found, baseName(locale)!);
}
