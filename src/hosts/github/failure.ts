import { RequestError } from "@octokit/request-error";
import { AppError } from "../../kernel/errors.ts";
import { HttpFailure } from "../../kernel/http-client.ts";
import { retryAfter } from "../../kernel/net/retry-after.ts";

/** GitHub says no, and will again. */
export class GithubRefusal extends Error {
  override readonly name = "GithubRefusal";
  readonly status: number;

  /** @param said GitHub's own words: any text at all */
  constructor(status: number, said: string) {
    super(said);
    this.status = status;
  }
}

const REFUSALS: ReadonlySet<number> = new Set([400, 403, 404, 409, 410, 422, 451]);
const MAX_WAIT_SECONDS = 3_600;

/** Asks GitHub. @throws GithubRefusal, or AppError `unavailable` to ask again later; neither holds an address */
export async function asking<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw translated(error);
  }
}

function translated(error: unknown): unknown {
  if (!(error instanceof RequestError)) return error;
  const { cause, message, response, status } = error;
  if (cause instanceof HttpFailure) return cause.reason === "moved" ? gone(cause) : new AppError("unavailable", cause.message);
  const headers = (response?.headers ?? {}) as Readonly<Record<string, string | undefined>>;
  const wait = waitOf(headers);
  const isLimited = headers["x-ratelimit-remaining"] === "0" || headers["retry-after"] !== undefined || /\brate limit/iu.test(message);
  if (REFUSALS.has(status) && !(status === 403 && isLimited)) return new GithubRefusal(status, message);
  // Wrong credentials are ours to change: until then it is asked again.
  return new AppError("unavailable", `GitHub's API answers ${status}`, wait === undefined ? {} : { retryAfter: wait });
}

/** What was renamed is followed; what lives elsewhere for good is not GitHub's to show any more. */
function gone({ message }: HttpFailure): GithubRefusal {
  return new GithubRefusal(410, message);
}

function waitOf(headers: Readonly<Record<string, string | undefined>>): number | undefined {
  const wished = retryAfter(headers["retry-after"] ?? null, MAX_WAIT_SECONDS);
  const reset = headers["x-ratelimit-remaining"] === "0" ? Number(headers["x-ratelimit-reset"]) - Date.now() / 1_000 : Number.NaN;
  return wished ?? (Number.isNaN(reset) ? undefined : Math.min(Math.max(reset, 1), MAX_WAIT_SECONDS));
}
