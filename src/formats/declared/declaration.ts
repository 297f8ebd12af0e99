import type { Shown } from "../text/redact.ts";

interface Common {
  readonly id: string;
  readonly title?: string | undefined;
  /** Id of the issuer that can look its tokens up. */
  readonly issuer?: string | undefined;
  /** What sources call its tokens. */
  readonly types?: readonly string[] | undefined;
}

/** What the configuration says of a format that is built in. */
export interface Assignment extends Common {
  readonly kind?: undefined;
}

interface Shortened extends Common {
  readonly redaction?: Shown | undefined;
}

/** A format of the operator's own, validated. */
export type Declaration =
  | (Common & {
      readonly kind: "macaroon";
      readonly prefix: string;
      readonly location: string;
      readonly identifier?: "uuid" | "any" | undefined;
    })
  | (Shortened & {
      readonly kind: "crc32-base62";
      readonly prefixes: readonly string[];
      /** Characters between prefix and checksum. */
      readonly length: number;
    })
  | (Shortened & {
      readonly kind: "pattern";
      readonly prefix: string;
      /** Either these two or `pattern`. */
      readonly alphabet?: string | undefined;
      readonly length?: number | readonly [number, number] | undefined;
      readonly pattern?: string | undefined;
    });
