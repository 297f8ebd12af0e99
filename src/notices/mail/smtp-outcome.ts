import { messageOf } from "../../kernel/errors.ts";
import { cleanLine } from "../../kernel/text.ts";
import type { MailOutcome } from "./mailer.ts";

const MAX_REASON = 300;
// Greylisting servers want to see the sender again after some minutes (RFC 6647 section 4.5).
const GREYLIST_SECONDS = 300;
const BUSY_SECONDS = 120;

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
  if (permanent === true && aboutThisMail) {
    return { kind: "refused", reason: `the relay refused the mail: ${reason}`, badAddress: isBadAddress(command, responseCode, reason) };
  }
  return {
    kind: "deferred",
    reason: `the relay did not take the mail: ${reason}`,
    ...(aboutThisMail ? patience(command, responseCode, reason) : {}),
  };
}

/** Whether it is what the relay says to this mail, and not that it does not want the connection any more (RFC 5321 section 3.8). */
export function hasSpoken(error: unknown): boolean {
  const { responseCode = 0 } = error as { responseCode?: number };
  return responseCode >= 400 && responseCode !== 421;
}

// Enhanced status codes (RFC 3463): x.1.* the address, x.2.1 the mailbox is disabled; x.7.* what we are or say.
const ADDRESS = /\b5\.(?:1\.[0-9]+|2\.1)\b/u;
const NOT_THE_ADDRESS = /\b5\.[0-9]{1,3}\.[0-9]{1,3}\b/u;

/** Whether no mail will ever reach this address. Without an enhanced code, 550, 551 and 553 to RCPT say so (RFC 5321 section 4.2.3). */
function isBadAddress(command: string | undefined, code: number, reason: string): boolean {
  if (ADDRESS.test(reason)) return true;
  return command === "RCPT TO" && (code === 550 || code === 551 || code === 553) && !NOT_THE_ADDRESS.test(reason);
}

function patience(command: string | undefined, code: number, reason: string): { retrySeconds?: number; busySeconds?: number } {
  if (command === "RCPT TO" && (code === 450 || code === 451) && /gr[ea]y-?list|\b4\.(?:7\.1|2\.0)\b/iu.test(reason)) {
    return { retrySeconds: GREYLIST_SECONDS };
  }
  return code === 421 || code === 452 || /\b4\.7\.28\b|too (?:many|fast)|rate limit/iu.test(reason) ? { busySeconds: BUSY_SECONDS } : {};
}
