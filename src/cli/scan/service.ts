import { z } from "zod";
import { check } from "../../kernel/check.ts";
import { AppError } from "../../kernel/errors.ts";
import { exchange, HttpFailure } from "../../kernel/http-client.ts";
import type { Secret } from "../../kernel/secret.ts";
import type { Finding } from "../../scan/finding.ts";

// An issuer elsewhere may be asked, and a batch may be waited for.
const TIMEOUT_MS = 30_000;

const lookupSchema = z.object({ verdict: z.string().max(100).nullable() });
const importSchema = z.object({ labels: z.object({ true_positive: z.int().min(0) }) });

/** A running Tokenward, as a scan talks to it. Tokens travel in bodies only, and no answer is repeated to anybody. */
export class Service {
  readonly #url: string;
  readonly #bearer: Secret;

  /** @throws AppError `invalid_request` when it is no address of a service */
  constructor(url: string, bearer: Secret) {
    const { protocol } = URL.canParse(url) ? new URL(url) : { protocol: "" };
    if (!["http:", "https:"].includes(protocol)) {
      throw new AppError("invalid_request", `The service's address has to begin with https:// or http://.`);
    }
    this.#url = url.replace(/\/+$/u, "");
    this.#bearer = bearer;
  }

  get host(): string {
    return new URL(this.#url).host;
  }

  /** Null when it is no token of an issuer that the service knows. @throws AppError */
  async verdictOf(token: Secret): Promise<string | null> {
    const body = JSON.stringify({ token: token.reveal("ask the service about it") });
    return (await this.#post("/api/lookup", body, lookupSchema)).verdict;
  }

  /** Hands findings in as one delivery. Answers how many are tokens of ours. @throws AppError; then nothing was taken */
  async report(findings: readonly Finding[], backFill: boolean): Promise<number> {
    const body = findings.map((finding) => `${JSON.stringify(recordOf(finding))}\n`).join("");
    return (await this.#post(`/api/import?source=scan${backFill ? "&backfill=1" : ""}`, body, importSchema)).labels.true_positive;
  }

  async #post<T>(path: string, body: string, schema: z.ZodType<T>): Promise<T> {
    const headers = { authorization: `Bearer ${this.#bearer.reveal("call the service")}`, "content-type": "application/json" };
    const answer = await exchange(`${this.#url}${path}`, { method: "POST", headers, body, timeoutMs: TIMEOUT_MS }).catch(unavailable);
    if (answer.status === 401) throw new AppError("unauthorized", `${this.host} does not accept the admin token.`);
    if (answer.status !== 200) throw new AppError("unavailable", `${this.host} answered ${answer.status} to ${path.split("?")[0]!}.`);
    return check(schema, parsed(answer.body, this.host));
  }
}

function recordOf({ commit, format, line, member, path, token }: Finding): object {
  const place = member === null ? path : `${path}!${member}`;
  return { token: token.reveal("hand it in"), type: format, path: place, line, ...(commit !== null && { commit }) };
}

function parsed(body: Buffer, host: string): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new AppError("unavailable", `${host} did not answer in JSON: is it a Tokenward?`);
  }
}

function unavailable(error: unknown): never {
  if (error instanceof HttpFailure) throw new AppError("unavailable", `${error.message}.`);
  throw error;
}
