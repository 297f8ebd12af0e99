/** One attempt to do what is owed, and what was answered. */
export interface Try {
  /** RFC 3339. */
  readonly at: string;
  readonly answer: string;
}

const KEPT = 30;

/** SQL that adds an attempt to a column of them, of which the newest are kept. */
export function withTry(column: string, answer: string): string {
  const before = `coalesce(${column}, '[]'::jsonb)`;
  return `case when jsonb_array_length(${before}) >= ${KEPT} then ${before} - 0 else ${before} end || jsonb_build_object('at', now(), 'answer', ${answer})`;
}
