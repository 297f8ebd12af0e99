import type { Source } from "./source.ts";

/** Whoever reports, as owners are told of them. */
export type Reporter = Pick<Source, "id" | "title" | "ownsHost">;

/** Scanner reports that somebody with an admin token hands in. */
export const IMPORTED: Reporter = { id: "import", title: "A scanner", ownsHost: () => false };

/** What our own scanner found, handed in by whoever ran it, with an admin token. */
export const SCANNED: Reporter = { id: "scan", title: "A scan", ownsHost: () => false };

/** Reports that need no more than the token itself. */
export const ANYONE: Reporter = { id: "anyone", title: "Somebody who found it", ownsHost: () => false };

/** Everybody who reports, with a hook of their own or without. */
export function allReporters(sources: ReadonlyMap<string, Reporter>): ReadonlyMap<string, Reporter> {
  return new Map([...sources.values(), IMPORTED, SCANNED, ANYONE].map((reporter) => [reporter.id, reporter]));
}
