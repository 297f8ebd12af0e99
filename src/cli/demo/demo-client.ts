import { setTimeout as delay } from "node:timers/promises";
import { AppError } from "../../kernel/errors.ts";
import { exchange } from "../../kernel/http-client.ts";

/** What the demo reads of an incident. */
export interface DemoIncident {
  readonly token_id: string | null;
  readonly verdict: string;
  readonly reported_at: string;
  readonly verified_at: string | null;
  readonly revoked_at: string | null;
  readonly notified_at: string | null;
}

const POLL_MS = 10;

/** The public API as a script uses it. */
export class DemoClient {
  readonly #url: string;
  readonly #authorization: string;

  constructor(url: string, adminToken: string) {
    this.#url = url;
    this.#authorization = `Bearer ${adminToken}`;
  }

  async mint(owner: object, name: string): Promise<{ id: string; token: string }> {
    return await this.#call("POST", "/api/tokens", "application/json", JSON.stringify({ owner, name }));
  }

  async isActive(token: string): Promise<boolean> {
    const body = new URLSearchParams({ token }).toString();
    return (await this.#call<{ active: boolean }>("POST", "/introspect", "application/x-www-form-urlencoded", body)).active;
  }

  /** The newest incident of a token, once its owner has been told. */
  async untilNotified(tokenId: string, patienceMs: number): Promise<DemoIncident> {
    const end = performance.now() + patienceMs;
    for (;;) {
      const { incidents } = await this.#call<{ incidents: DemoIncident[] }>("GET", `/api/incidents?q=token:${tokenId}`);
      const incident = incidents[0];
      if (incident !== undefined && incident.notified_at !== null) return incident;
      if (performance.now() > end) throw new AppError("internal", `the owner was not told within ${patienceMs / 1_000} s`);
      await delay(POLL_MS);
    }
  }

  async #call<Answer>(method: string, path: string, contentType?: string, body?: string): Promise<Answer> {
    const headers = { authorization: this.#authorization, ...(contentType === undefined ? {} : { "content-type": contentType }) };
    const answer = await exchange(`${this.#url}${path}`, { method, headers, timeoutMs: 10_000, ...(body === undefined ? {} : { body }) });
    if (answer.status >= 300)
      throw new AppError("internal", `${method} ${path.split("?")[0]} was answered with ${answer.status}: ${answer.body.toString()}`);
    return JSON.parse(answer.body.toString()) as Answer;
  }
}
