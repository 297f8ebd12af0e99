import { AppError, messageOf } from "../../kernel/errors.ts";
import { HttpFailure } from "../../kernel/http-client.ts";
import { NotNow, type RevokeOutcome } from "../issuer.ts";

/**
 * What can keep an issuer from answering. `fault` it is down, slow or talks nonsense · `not_now` it asks for patience, or we
 * hold back · `refused` it says no and will again · `misconfigured` it cannot work before somebody changes something.
 */
export type TroubleKind = "fault" | "not_now" | "refused" | "misconfigured";

/** The message is shown to people and stored: it holds no token and no value. */
export class IssuerTrouble extends Error {
  override readonly name = "IssuerTrouble";
  readonly kind: TroubleKind;
  readonly afterSeconds: number | undefined;

  constructor(kind: TroubleKind, message: string, afterSeconds?: number) {
    super(message);
    this.kind = kind;
    this.afterSeconds = afterSeconds;
  }
}

/** Whatever was thrown, as trouble. A mistake of ours is a fault without details: its message may hold anything. */
export function troubleOf(thrown: unknown): IssuerTrouble {
  if (thrown instanceof IssuerTrouble) return thrown;
  if (thrown instanceof HttpFailure) return new IssuerTrouble(isSetup(thrown) ? "misconfigured" : "fault", messageOf(thrown));
  return new IssuerTrouble("fault", "an unexpected error on our side");
}

function isSetup({ reason }: HttpFailure): boolean {
  return reason === "invalid_request" || reason === "forbidden_address" || reason === "redirect" || reason === "moved";
}

export function outcomeOf(thrown: unknown): RevokeOutcome {
  const { afterSeconds, kind, message } = troubleOf(thrown);
  if (kind === "refused") return { kind, reason: message };
  if (kind === "misconfigured") return { kind: "action_needed", reason: message };
  return { kind: "retry_later", reason: message, ...(afterSeconds === undefined ? {} : { afterSeconds }) };
}

const RETRY_SECONDS = 5;

/** Of several questions what was answered, and `otherwise` for each of the rest, with why. @throws AppError `unavailable` when none was */
export async function asFarAsAnswered<T>(
  issuer: string,
  asked: readonly Promise<T>[],
  otherwise: (why: NotNow, index: number) => T,
): Promise<T[]> {
  const outcomes = await Promise.allSettled(asked);
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (failed !== undefined && outcomes.every(({ status }) => status === "rejected")) throw lookupFailed(issuer, failed.reason);
  return outcomes.map((outcome, index) =>
    outcome.status === "fulfilled" ? outcome.value : otherwise(new NotNow(lookupFailed(issuer, outcome.reason).message), index),
  );
}

/** A lookup that could not be made may be made later, whatever went wrong: the token may be alive. */
export function lookupFailed(issuer: string, thrown: unknown): AppError {
  const { afterSeconds, message } = troubleOf(thrown);
  return new AppError("unavailable", `the issuer "${issuer}" cannot be asked now: ${message}`, {
    cause: thrown,
    retryAfter: afterSeconds ?? RETRY_SECONDS,
  });
}
