import type { Secret } from "../kernel/secret.ts";

/** One token in one place, as the walkers find it. */
export interface Sighting {
  /** Id of the token format. */
  readonly format: string;
  readonly path: string;
  /** Both counted from 1, in bytes of the file or of the archive's member. */
  readonly line: number;
  readonly column: number;
  /** Bytes, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** Decoders passed, outermost first; empty: these bytes are the token. */
  readonly via: readonly string[];
  /** Of an archive; null: the file itself. */
  readonly member: string | null;
  /** The git object it stands in; null outside of a history. */
  readonly object: string | null;
  readonly redacted: string;
  readonly token: Secret;
}

/** What a report says of a sighting. */
export interface Finding extends Sighting {
  readonly commit: string | null;
  readonly fingerprint: string;
  /** What the issuer says, where it was asked. */
  readonly verdict?: string | null;
}

/** What was not scanned, and why. */
export interface Skip {
  readonly path: string;
  readonly member: string | null;
  readonly reason: string;
  /** It should have been: the scan is not complete. */
  readonly failed: boolean;
}

/** How much was looked at. */
export interface Scanned {
  readonly files: number;
  readonly bytes: number;
}

/** What a report ends with. */
export interface Summary {
  readonly scanned: Scanned;
  readonly skipped: readonly Skip[];
  /** It was stopped before the end: what is reported is true, and there may be more. */
  readonly interrupted: boolean;
}
