import type { Transaction } from "../db/database.ts";
import { uuidv7 } from "../kernel/ids.ts";
import type { NoticeTemplate } from "./notice.ts";
import { insertNotices } from "./outbox.sql.ts";

/** A message somebody is to get about an incident. */
export interface NoticeRequest {
  readonly incidentId: string;
  readonly template: NoticeTemplate;
  /** Which of the incident's revocations it tells about: one mail per owner and round. */
  readonly round: number;
  readonly name: string;
  readonly email: string;
  readonly locale: string | null;
}

/**
 * Writes notices and the obligations to send them in the transaction of what caused them; a notice that exists already
 * is left alone. Its Message-ID is fixed here, so that every attempt carries the same. Answers how many are new.
 */
export async function createNotices(tx: Transaction, requests: readonly NoticeRequest[], mailHost: string): Promise<number> {
  if (requests.length === 0) return 0;
  const rows = requests.map((request) => {
    const id = uuidv7();
    return { ...request, id, obligationId: uuidv7(), messageId: `<${request.incidentId}.${id}@${mailHost}>` };
  });
  return await insertNotices(tx, rows);
}
