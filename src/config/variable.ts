import type { z } from "zod";
import { Secret } from "../kernel/secret.ts";

/** One environment variable: how its text becomes a value, and everything people are told about it. */
export interface Variable<T> {
  readonly schema: z.ZodType<T>;
  /** A sentence or two for the documentation, in Markdown. */
  readonly about: string;
  /** Completes "allowed: …" in the documentation and in every complaint. */
  readonly allowed: string;
  /** The text that is read when it is not set. Null: there is none, and its value is null. */
  readonly fallback: string | null;
  /** What the documentation gives as the default. */
  readonly otherwise: string;
  /** Its value is never shown, and `NAME_FILE` may name a file that holds it. */
  readonly secret: boolean;
}

export type Variables = Readonly<Record<string, Variable<unknown>>>;

/** The values of a group of variables, by variable name. */
export type Values<Group extends Variables> = {
  readonly [Name in keyof Group]: Group[Name] extends Variable<infer T> ? T : never;
};

interface Words {
  readonly about: string;
  readonly allowed: string;
}

/** A variable that always has a value; its default is text, read like any other. */
export function setting<T>(schema: z.ZodType<T>, words: Words & { readonly fallback: string }): Variable<T> {
  return { schema, ...words, otherwise: `\`${words.fallback}\``, secret: false };
}

/** A variable that may be left out; `otherwise` tells what happens then. */
export function optional<T>(schema: z.ZodType<T>, words: Words & { readonly otherwise: string }): Variable<T | null> {
  return { schema, ...words, fallback: null, secret: false };
}

/** A variable that may be left out and whose value nobody may see. */
export function secret<T>(schema: z.ZodType<T>, words: Words & { readonly otherwise: string }): Variable<Secret<T> | null> {
  return { schema: schema.transform((value) => new Secret(value)), ...words, fallback: null, secret: true };
}
