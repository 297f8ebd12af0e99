import { messageOf } from "../../kernel/errors.ts";
import { cleanLine } from "../../kernel/text.ts";
import type { MailOutcome } from "./mailer.ts";

const MAX_REASON = 300;

/**
 * What a failed attempt means. An answer of the relay is certain even after the mail was handed over. Only what it says to
 * the recipient or to the mail itself is about this mail; all else (who we are, who we send as) may be mended by an operator.
 */
export function failedOutcome(error: unknown, handedOver: boolean): MailOutcome {
  const reason = cleanLine(messageOf(error), MAX_REASON);
  const { command, permanent, responseCode = 0 } = error as { command?: string; permanent?: boolean; responseCode?: number };
  const answered = responseCode >= 400;
  if (handedOver && !answered) return { kind: "uncertain", reason: `the relay got the mail and did not answer: ${reason}` };
  const aboutThisMail = command === "RCPT TO" || command === "DATA";
  if (permanent === true && aboutThisMail) return { kind: "refused", reason: `the relay refused the mail: ${reason}` };
  return { kind: "deferred", reason: `the relay did not take the mail: ${reason}` };
}
