import type { Database, Transaction } from "../../db/database.ts";
import { isUuid } from "../../kernel/ids.ts";
import { cleanLine } from "../../kernel/text.ts";
import type { NoticeEnd } from "../delivery/delivery.ts";
import { type BouncedNotice, lockSent, markBounced, suppress } from "./bounces.sql.ts";
import type { ReturnPaths } from "./return-paths.ts";

/** What somebody who carries our mails says of one that did not arrive. */
export interface BounceReport {
  /** `bounce` for good · `soft` for now: its sender goes on trying · `complaint`: the recipient does not want it. */
  readonly kind: "bounce" | "soft" | "complaint";
  /** Where the bounce came to. */
  readonly returnPath: string | null;
  /** Of the mail that bounced, with its angle brackets. */
  readonly messageId: string | null;
  readonly reason: string;
}

export interface BouncesNeeds {
  readonly db: Database;
  /** Null: mails have no return paths of their own. */
  readonly returnPaths: ReturnPaths | null;
  /** Records the ends of notices with their incidents, in the same transaction. */
  readonly onEnd: (tx: Transaction, ends: readonly NoticeEnd[]) => Promise<unknown>;
  readonly wake: () => void;
}

const MAX_REASON = 300;

/** Mails that came back: their address gets no more, and the next one is tried. */
export class Bounces {
  readonly #needs: BouncesNeeds;

  constructor(needs: BouncesNeeds) {
    this.#needs = needs;
  }

  /** Answers how many were about a mail of ours that counted as sent; the same report again is about none. */
  async take(reports: readonly BounceReport[]): Promise<number> {
    let taken = 0;
    for (const report of reports) if (await this.#takeOne(report)) taken += 1;
    if (taken > 0) this.#needs.wake();
    return taken;
  }

  async #takeOne({ kind, messageId, reason, returnPath }: BounceReport): Promise<boolean> {
    const { db, onEnd, returnPaths } = this.#needs;
    const returned = returnPath === null ? null : (returnPaths?.read(returnPath) ?? null);
    const noticeId = returned ?? noticeIn(messageId ?? "");
    if (kind === "soft" || noticeId === null) return false;
    const why = cleanLine(`${kind === "bounce" ? "bounced" : "complained of"}: ${reason}`, MAX_REASON);
    return await db.transaction(async (tx) => {
      const notices = await lockSent(tx, noticeId, returned === null ? messageId : null);
      if (notices.length === 0) return false;
      for (const address of new Set(notices.map((notice) => notice.address))) suppress(tx, address, why);
      // A mail that its recipient complains of has arrived.
      if (kind === "complaint") return true;
      markBounced(
        tx,
        notices.map(({ id }) => id),
        why,
      );
      await onEnd(
        tx,
        notices.map((notice) => endOf(notice, why)),
      );
      return true;
    });
  }
}

/** The notice that a Message-ID of ours names; null for all others. */
function noticeIn(messageId: string): string | null {
  const id = /^<[0-9a-f-]{36}\.(?<id>[0-9a-f-]{36})@/u.exec(messageId)?.groups?.["id"];
  return id !== undefined && isUuid(id) ? id : null;
}

function endOf({ audience, id, incidentId }: BouncedNotice, reason: string): NoticeEnd {
  return { audience, incidentId, noticeId: id, sent: false, uncertain: false, reason };
}
