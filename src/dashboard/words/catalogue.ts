import type { en } from "./en.ts";

export type MessageKey = keyof typeof en.messages;

/** One language of the dashboard. */
export interface Catalogue {
  /** BCP 47 tag. */
  readonly language: string;
  readonly dir: "ltr" | "rtl";
  readonly messages: Readonly<Record<MessageKey, string>>;
}

/** A part of English in another language: exactly its messages. */
export type Translated<English> = Readonly<Record<keyof English, string>>;
