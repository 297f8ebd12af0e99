import { z } from "zod";

/** What is the same for every program that speaks the contract. */
export const asked = {
  /** Whether it answers lookups. Without, it is shown the token when it is asked to revoke it, and decides itself. */
  lookup: z.boolean().default(true),
  /** What else it can do. */
  can: z.array(z.enum(["suspend", "restore"])).default([]),
  /** Whether it tells owners itself, so that we do not. */
  tells_owners: z.boolean().default(false),
  /** Tokens per call at most. */
  batch: z.int().min(1).max(1_000).default(100),
};
