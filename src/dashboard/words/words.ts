import { IntlMessageFormat } from "intl-messageformat";
import { type Permission, rolesThatMay } from "../../access/roles.ts";
import { forLocale } from "../../notices/language.ts";
import type { Catalogue, MessageKey } from "./catalogue.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";
import { he } from "./he.ts";
import { ja } from "./ja.ts";
import { recogniseCaveat, recogniseFinding, recogniseRule } from "./phrases.ts";
import { ptBr } from "./pt-br.ts";
import { ru } from "./ru.ts";
import { zhHans } from "./zh-hans.ts";

export type { MessageKey } from "./catalogue.ts";
export type Values = Readonly<Record<string, string | number>>;

/** Every language of the dashboard: those of the notices. */
export const CATALOGUES: readonly Catalogue[] = [en, de, es, fr, he, ja, ptBr, ru, zhHans];

/** Speaks one language: messages, numbers, times and lists. Times are in UTC, as in the log. */
export class Words {
  readonly language: string;
  readonly dir: "ltr" | "rtl";
  readonly #messages: Catalogue["messages"];
  readonly #read = new Map<MessageKey, Message>();
  readonly #time: Intl.DateTimeFormat;
  readonly #number: Intl.NumberFormat;
  readonly #ago: Intl.RelativeTimeFormat;
  readonly #list: Intl.ListFormat;

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
    this.#ago = new Intl.RelativeTimeFormat(language, { style: "short" });
    this.#list = new Intl.ListFormat(language, { type: "conjunction" });
  }

  /** @throws when a placeholder has no value */
  text(key: MessageKey, values: Values = {}): string {
    let message = this.#read.get(key);
    if (message === undefined) {
      message = readMessage(this.#messages[key], this.language);
      this.#read.set(key, message);
    }
    return String(message.format.format<string>(this.dir === "rtl" ? isolated(values, message.shown) : { ...values }));
  }

  /** Whether there is a message of this name: names that come from an address are looked up by it. */
  has(key: string): key is MessageKey {
    return Object.hasOwn(this.#messages, key);
  }

  /** A sentence of another room; as it is, when the catalogue does not know it. What follows its colon may be anybody's. */
  said(text: string): string {
    return this.sentences(text).join(": ");
  }

  /** The same, apart at its colons: what stands behind one may run in another direction. */
  sentences(text: string): readonly string[] {
    const whole = `said.${text}`;
    if (this.has(whole)) return [this.text(whole)];
    const rule = recogniseRule(text);
    if (rule !== null) return [this.text(rule.key, { ...rule.values, detail: this.said(rule.values["detail"] ?? "") })];
    const colon = text.indexOf(": ");
    const first = `said.${text.slice(0, Math.max(colon, 0))}`;
    return this.has(first) ? [this.text(first), ...this.sentences(text.slice(colon + 2))] : [text];
  }

  /** What a format tells of a copy. */
  caveat(kind: string, text: string): string {
    const known = recogniseCaveat(kind, text);
    return known === null ? text : this.text(known.key, known.values);
  }

  /** What `doctor` found, or advises; of several remarks each. */
  finding(text: string): string {
    const known = recogniseFinding(text);
    if (known !== null) {
      const { need } = known.values;
      return this.text(known.key, { ...known.values, ...(need !== undefined && { need: this.finding(need) }) });
    }
    const remarks = text.split("; ");
    return remarks.length === 1 ? text : remarks.map((one) => this.finding(one)).join("; ");
  }

  /** What happens while a setting is not set. */
  otherwise(text: string): string {
    const key = `otherwise.${text}`;
    return this.has(key) ? this.text(key) : text;
  }

  number(value: number): string {
    return this.#number.format(value);
  }

  /** A share between 0 and 1. */
  percent(share: number): string {
    return new Intl.NumberFormat(this.language, { style: "percent", maximumFractionDigits: 1 }).format(share);
  }

  /** Whoever may do something. */
  roles(permission: Permission): string {
    return this.#list.format(rolesThatMay(permission).map((role) => this.text(`role.${role}`)));
  }

  /** The exact time. */
  time(at: Date): string {
    return `${this.#time.format(at)} UTC`;
  }

  /** How long before `now`, in the largest unit. */
  ago(at: Date, now: Date): string {
    const seconds = Math.floor((now.getTime() - at.getTime()) / 1_000);
    if (seconds < 5) return this.text("time.now");
    const [unit, size] = unitOf(seconds);
    return this.#ago.format(-Math.floor(seconds / size), unit);
  }

  /** A span of time, short and in one unit. */
  lapse(ms: number): string {
    if (ms < 1_000) return this.#span(Math.max(0, Math.round(ms)), "millisecond");
    const seconds = ms / 1_000;
    if (seconds < 60) return this.#span(Math.floor(seconds * 10) / 10, "second", 1);
    // Hours of two days are told as hours.
    const [unit, size] = seconds < 172_800 && seconds >= 3_600 ? (["hour", 3_600] as const) : unitOf(seconds);
    return this.#span(Math.floor(seconds / size), unit);
  }

  #span(value: number, unit: string, digits = 0): string {
    return new Intl.NumberFormat(this.language, { style: "unit", unit, unitDisplay: "short", minimumFractionDigits: digits }).format(value);
  }
}

interface Message {
  readonly format: IntlMessageFormat;
  /** The values that stand in it as they are, and do not choose a text. */
  readonly shown: ReadonlySet<string>;
}

/** What is looked at of the parser's tree. */
interface Node {
  readonly type: number;
  readonly value?: string;
  readonly options?: Readonly<Record<string, { readonly value: readonly Node[] }>>;
}

// A value that is shown as it is.
const SHOWN = 1;

function nodesOf(nodes: readonly Node[]): Node[] {
  return nodes.flatMap((node) => [node, ...Object.values(node.options ?? {}).flatMap(({ value }) => nodesOf(value))]);
}

function readMessage(message: string, language: string): Message {
  // What looks like a tag is text.
  const format = new IntlMessageFormat(message, language, undefined, { ignoreTag: true });
  const names = nodesOf(format.getAst()).flatMap(({ type, value }) => (type === SHOWN && value !== undefined ? [value] : []));
  return { format, shown: new Set(names) };
}

/** With marks around each text that keep its direction and that of the message apart (UAX #9, FSI and PDI). */
function isolated(values: Values, shown: Message["shown"]): Values {
  const isolate = (name: string, value: string | number) => (typeof value === "string" && shown.has(name) ? `\u2068${value}\u2069` : value);
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, isolate(name, value)]));
}

function unitOf(seconds: number): readonly ["day" | "hour" | "minute" | "second", number] {
  if (seconds >= 86_400) return ["day", 86_400];
  if (seconds >= 3_600) return ["hour", 3_600];
  return seconds >= 60 ? ["minute", 60] : ["second", 1];
}

const ALL = CATALOGUES.map((catalogue) => new Words(catalogue));
// An address line may name hundreds; nobody reads that many.
const MAX_WANTED = 20;

/** In the first language of `wanted` that there is a catalogue for; in English otherwise. */
export function wordsFor(wanted: readonly string[]): Words {
  for (const locale of wanted.slice(0, MAX_WANTED)) {
    const words = forLocale(locale, ALL);
    if (words !== undefined) return words;
  }
  return ALL[0]!;
}
