export const BULK_ACTS = ["revoke", "notify", "close"] as const;

/** What a bulk job does to its incidents. `notify`: tells the owners of tokens that another job revoked. */
export type BulkAct = (typeof BULK_ACTS)[number];

/** `draft`: picked, and nothing is done · `waiting` for another person · `running` · `done` · `cancelled`: what was done stays done. */
export type BulkState = "draft" | "waiting" | "running" | "done" | "cancelled";

export interface BulkJob {
  id: string;
  act: BulkAct;
  /** Null: the incidents were given one by one. */
  query: string | null;
  reason: string;
  author: string;
  approver: string | null;
  holdsNotices: boolean;
  state: BulkState;
  /** Why it was ended by us and not by a person. */
  endedReason: string | null;
  createdAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
}

/** How a line of a job stands: `under_way` and `failed` are what became of a revocation that was begun. */
export const STANDINGS = ["open", "under_way", "done", "already", "failed", "cannot"] as const;

export type Standing = (typeof STANDINGS)[number];
