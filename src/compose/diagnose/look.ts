import type { Diagnosis } from "../../cli/root.ts";
import { explanationOf } from "../../kernel/errors.ts";

/** What was found of one part. */
export type Finding = Omit<Diagnosis, "name">;

/** @param advice for when it fails; undefined where the error's own sentence says what to do */
export async function look(name: string, advice: string | undefined, work: () => Promise<Finding>): Promise<Diagnosis> {
  try {
    return { name, ...(await work()) };
  } catch (error) {
    return { name, verdict: "failed", found: explanationOf(error), ...(advice !== undefined && { advice }) };
  }
}

export const ok = (found: string): Finding => ({ verdict: "ok", found });
export const warning = (found: string, advice: string): Finding => ({ verdict: "warning", found, advice });
