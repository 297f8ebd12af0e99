import type { Transaction } from "../../db/database.ts";
import { uuidv7 } from "../../kernel/ids.ts";
import type { Recipient } from "../recipients.ts";
import { insertNotices, type NoticeRow, type OwedTemplate } from "./outbox.sql.ts";

/** A message somebody is to get about an incident. */
export interface NoticeRequest {
  readonly incidentId: string;
  readonly template: OwedTemplate;
  /** Which of the incident's revocations it tells about: one mail per owner and round. */
  readonly round: number;
  readonly to: Recipient;
  /** What the mail quotes. */
  readonly reason?: string;
  /** Of a token that was found by looking back. */
  readonly backfill?: boolean;
}

/** What the outbox needs to know of this installation. */
export interface OutboxSettings {
  /** The domain of Message-IDs. */
  readonly mailHost: string;
  /** Whom the installation's operators have told of trouble. */
  readonly operator: string | null;
  /** Who gets a copy of what owners get. */
  readonly copyTo: string | null;
  /** Of those of whom no language is known; BCP 47 tag. */
  readonly locale: string;
  /** How long what was found by looking back is gathered into one mail; 0: it is told like everything else. */
  readonly digestHours: number;
}

// Of a token that still works, or that its owner is to decide about, nobody is told later than at once.
const CAN_WAIT: readonly OwedTemplate[] = ["revoked", "harmless_copy"];

/**
 * Writes notices and the obligations to send them in the transaction of what caused them; a notice that exists already
 * is left alone. Its Message-ID is fixed here, so that every attempt carries the same.
 */
export function createNotices(tx: Transaction, requests: readonly NoticeRequest[], settings: OutboxSettings): void {
  if (requests.length === 0) return;
  const { copyTo, digestHours } = settings;
  const copies = copyTo === null ? [] : copiesOf(requests, copyTo);
  insertNotices(
    tx,
    [...requests.map((request) => ({ ...request, audience: "owner" as const })), ...copies].map((request) => rowOf(request, settings)),
    digestHours,
  );
}

/** Tells those who run the installation, where there is an address for that. */
export function alertOperator(tx: Transaction, requests: readonly Omit<NoticeRequest, "to">[], settings: OutboxSettings): void {
  const { digestHours, operator } = settings;
  if (operator === null || requests.length === 0) return;
  insertNotices(
    tx,
    requests.map((request) => rowOf({ ...request, audience: "operator", to: operatorAt(operator) }, settings)),
    digestHours,
  );
}

/** One copy of a message, however many got it. */
function copiesOf(requests: readonly NoticeRequest[], address: string) {
  const first = new Map(requests.map((request) => [`${request.incidentId} ${request.template} ${request.round}`, request]));
  return Array.from(first.values(), (request) => ({ ...request, audience: "operator" as const, to: operatorAt(address) }));
}

function operatorAt(email: string): Recipient {
  return { name: "", email, locale: null, brief: false, concerns: null };
}

function rowOf(
  { backfill = false, to, ...request }: NoticeRequest & Pick<NoticeRow, "audience">,
  { digestHours, locale, mailHost }: OutboxSettings,
): NoticeRow {
  const id = uuidv7();
  const digest = backfill && digestHours > 0 && CAN_WAIT.includes(request.template);
  return {
    reason: null,
    digest,
    ...request,
    ...to,
    locale: to.locale ?? locale,
    id,
    obligationId: uuidv7(),
    messageId: `<${request.incidentId}.${id}@${mailHost}>`,
  };
}
