/** Counted up to here; above it, the exact number tells nobody more. */
export const NEWS_LIMIT = 100;

/** Counts what of a list is new since it was shown. */
export interface Tally {
  count(): Promise<number>;
}
