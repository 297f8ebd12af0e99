import type { z } from "zod";
import type { Logger } from "../kernel/log.ts";
import type { RemoteIssuer } from "./issuer.ts";
import type { PaceObserver } from "./kit/pace.ts";

/** One entry of `issuers` in the configuration, its secrets already fetched from where the entry says they are. */
export interface IssuerEntry {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  /** What only its kind understands. */
  readonly options: unknown;
}

/** What an issuer needs of the process it runs in. */
export interface IssuerNeeds {
  readonly log: Logger;
  /** Counts the calls to one issuer. */
  readonly observe: (issuer: string) => PaceObserver;
}

/** An entry that was understood; nothing is opened before `create`. */
export type Configured = { readonly create: (needs: IssuerNeeds) => RemoteIssuer } | { readonly mistakes: readonly string[] };

/** A kind of revocation target: the default export of one file of `known/`. */
export interface IssuerKind {
  readonly kind: string;
  /** Reads an entry's options; each mistake is a sentence that begins with its path inside the entry. */
  configure(entry: IssuerEntry): Configured;
}

/** Puts a kind together from the shape of its options and what makes an issuer of them. */
export function issuerKind<Options>(
  kind: string,
  shape: z.ZodType<Options>,
  create: (entry: IssuerEntry, options: Options, needs: IssuerNeeds) => RemoteIssuer,
): IssuerKind {
  return {
    kind,
    configure: (entry) => {
      const read = shape.safeParse(entry.options);
      if (read.success) return { create: (needs) => create(entry, read.data, needs) };
      return { mistakes: read.error.issues.map(({ message, path }) => `${path.map(String).join(".")}: ${message}`) };
    },
  };
}
