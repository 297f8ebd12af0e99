import { AppError } from "../../../src/kernel/errors.ts";
import type { FaultName } from "../../../src/simulate/key-endpoint-faults.ts";
import type { KeyStore } from "../../../src/sources/signing/key-store.ts";

export const FAULTY: readonly FaultName[] = ["down", "slow", "rateLimited", "error", "garbage", "empty", "redirect", "notModified", "huge"];

/** `found`, why it is refused, or the code of the error. */
export async function verdictOn(store: KeyStore, id: string): Promise<string> {
  try {
    const found = await store.find(id);
    return found.ok ? "found" : found.reason;
  } catch (error) {
    return error instanceof AppError ? error.code : "crashed";
  }
}

/** The different verdicts on all of them at once. */
export async function verdictsOn(store: KeyStore, ids: readonly string[]): Promise<string[]> {
  return [...new Set(await Promise.all(ids.map(async (id) => await verdictOn(store, id))))];
}
