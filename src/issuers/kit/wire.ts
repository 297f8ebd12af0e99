import { exchange, type IncomingAnswer } from "../../kernel/http-client.ts";
import { guardedFetch } from "../../kernel/net/guarded-fetch.ts";
import { retryAfter } from "../../kernel/net/retry-after.ts";
import type { OverHttp } from "./options.ts";
import { Pace, type PaceObserver } from "./pace.ts";
import { IssuerTrouble, type TroubleKind } from "./trouble.ts";

export interface Post {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How an issuer is reached over HTTP: at its pace, within its time, not into private networks, following no redirect. */
export class Wire {
  readonly #options: OverHttp;
  readonly #pace: Pace;
  readonly #fetch: typeof fetch;

  constructor(options: OverHttp, observer: PaceObserver) {
    this.#options = options;
    this.#pace = new Pace({ concurrency: options.concurrency, rate: options.rate ?? null }, observer);
    this.#fetch = guardedFetch(options.allow_addresses);
  }

  /** What `read` makes of a 2xx. @throws IssuerTrouble for everything else */
  async post<T>(url: string, { body, headers }: Post, read: (answer: IncomingAnswer) => T): Promise<T> {
    return await this.#pace.run(async () => {
      const answer = await exchange(url, {
        method: "POST",
        headers,
        body,
        timeoutMs: this.#options.timeout_seconds * 1_000,
        fetch: this.#fetch,
      });
      if (answer.status < 200 || answer.status >= 300) throw statusTrouble(answer);
      return read(answer);
    });
  }
}

/** The body as JSON; null when it is none. */
export function jsonOf({ body }: IncomingAnswer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return null;
  }
}

const MAX_RETRY_SECONDS = 3_600;

function statusTrouble({ headers, status }: IncomingAnswer): IssuerTrouble {
  return new IssuerTrouble(kindOf(status), `it answered ${status}`, retryAfter(headers.get("retry-after"), MAX_RETRY_SECONDS));
}

/** A status speaks of the call, not of a token: the address, our credentials, or the state it is in. */
function kindOf(status: number): TroubleKind {
  if (status === 429) return "not_now";
  if (status === 408 || status >= 500) return "fault";
  return [401, 403, 404, 405, 410].includes(status) ? "misconfigured" : "refused";
}
