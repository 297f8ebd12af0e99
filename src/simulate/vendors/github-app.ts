import { createPublicKey, generateKeyPairSync, type KeyObject, verify } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import { post } from "../post.ts";
import { fakeGithubWebhooks } from "./github.ts";
import type { FakeVendor, Outgoing } from "./vendor.ts";

const APP_ID = 79_929_171;
const PAGE_MAX = 100;
// GitHub's own have grown past what a double holds exactly.
const FIRST_DELIVERY = 9_007_199_254_740_993n;

/** A secret that GitHub found, as its REST API tells it. */
export interface FakeAlert {
  readonly number: number;
  readonly repository: string;
  readonly secret: string;
  readonly isBase64: boolean;
  readonly locations: readonly object[];
  state: "open" | "resolved";
  resolution: string | null;
  comment: string | null;
}

interface FakeDelivery {
  readonly id: bigint;
  readonly guid: string;
  readonly status: string;
  readonly status_code: number;
  readonly delivered_at: string;
  readonly redelivery: boolean;
  readonly event: string;
}

interface Answer {
  readonly status?: number;
  readonly body?: unknown;
  readonly next?: Readonly<Record<string, string>>;
}

const OK = (body: unknown): Answer => ({ status: 200, body });
const NOT_FOUND = { status: 404, body: { message: "Not Found", documentation_url: "https://docs.github.com/rest" } };

/**
 * Plays GitHub to an App: tells of alerts by signed webhooks, answers what the App asks by REST, and asks for its tokens. It keeps what it
 * was asked and what became of its deliveries.
 */
export class FakeGithubApp {
  readonly installation = 2;
  /** What may be asked with instead of as the App. */
  readonly token = "ghp_fake";
  readonly repositories: string[] = ["octo/engine"];
  readonly alerts: FakeAlert[] = [];
  /** Newest first. */
  readonly deliveries: FakeDelivery[] = [];
  /** Method and path of every request, in order. */
  readonly asked: string[] = [];
  /** What resolving an alert is answered with instead; null: it is resolved. */
  refusal: { readonly status: number; readonly message: string } | null = null;
  /** What the App may do. */
  permissions: Readonly<Record<string, string>> = { secret_scanning_alerts: "write", contents: "read" };
  /** Every request is answered 503 as long as it is set. */
  down = false;
  /** What installations are told of the repositories besides their alerts. */
  contents: (url: URL) => Promise<{ readonly status?: number; readonly body: unknown }> = async () => await Promise.resolve(NOT_FOUND);
  /** Entries of a page, at most. */
  pageSize = PAGE_MAX;
  readonly #hooks: FakeVendor;
  /** Newest first: an App may have several. */
  readonly #keys = [newKey()];
  readonly #sent = new Map<string, { readonly outgoing: Outgoing; readonly url: string }>();
  readonly #server: Server;

  constructor(secrets: readonly string[]) {
    this.#hooks = fakeGithubWebhooks(secrets);
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  /** `port` 0 takes a free one. Only this machine can reach it. */
  static async start(secrets: readonly string[], port = 0): Promise<FakeGithubApp> {
    const app = new FakeGithubApp(secrets);
    await once(app.#server.listen(port, "127.0.0.1"), "listening");
    return app;
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close().closeAllConnections();
    await closed;
  }

  get apiUrl(): string {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("the fake GitHub was stopped");
    return `http://127.0.0.1:${address.port}`;
  }

  /** What the service has to be given. */
  get env(): Readonly<Record<string, string>> {
    // As GitHub hands keys out.
    const pem = this.#keys[0]!.export({ type: "pkcs1", format: "pem" }).toString();
    return {
      ...this.#hooks.env,
      GITHUB_API_URL: this.apiUrl,
      GITHUB_APP_ID: String(APP_ID),
      GITHUB_APP_PRIVATE_KEY: pem.replaceAll("\n", "\\n"),
    };
  }

  /** The App gets another private key, which `env` holds from now on; those before stay good. */
  addKey(): void {
    this.#keys.unshift(newKey());
  }

  /** Only the newest key is good from now on. */
  retireKeys(): void {
    this.#keys.splice(1);
  }

  /** Signs its webhooks with the next secret from now on. */
  rotateSecret(): void {
    this.#hooks.rotate();
  }

  /** GitHub finds a secret: `places` times in as many commits. */
  raise(secret: string, { isBase64 = false, places = 1, repository = "octo/engine" } = {}): FakeAlert {
    const number = this.alerts.length + 1;
    const locations = Array.from({ length: places }, (_, index) => commitLocation(repository, index));
    const text = isBase64 ? Buffer.from(secret).toString("base64") : secret;
    const alert: FakeAlert = { number, repository, secret: text, isBase64, locations, state: "open", resolution: null, comment: null };
    this.alerts.push(alert);
    return alert;
  }

  /** A signed delivery of any event. */
  hook(event: string, payload: object): Outgoing {
    const { body, headers, path } = this.#hooks.wrap(Buffer.from(JSON.stringify(payload)));
    return { path, body, headers: { ...headers, "X-GitHub-Event": event } };
  }

  alertHook(alert: FakeAlert, action = "created", event = "secret_scanning_alert"): Outgoing {
    return this.hook(event, {
      action,
      alert: this.#withoutSecret(alert),
      repository: this.#repository(alert.repository),
      sender: { login: "github", id: 9_919, type: "Organization" },
      installation: { id: this.installation },
    });
  }

  /** Posts it and keeps what became of it, as GitHub does. */
  async deliver(outgoing: Outgoing, serviceUrl: string, redelivery = false): Promise<number> {
    const guid = String(outgoing.headers["X-GitHub-Delivery"]);
    const url = serviceUrl + outgoing.path;
    this.#sent.set(guid, { outgoing, url: serviceUrl });
    const code = await post(url, outgoing.body, outgoing.headers, 10_000).then(
      ({ status }) => status,
      () => 0,
    );
    this.deliveries.unshift({
      id: FIRST_DELIVERY + BigInt(this.deliveries.length),
      guid,
      status: code >= 200 && code < 300 ? "OK" : code === 0 ? "failed to connect to host" : "Invalid HTTP Response",
      status_code: code,
      delivered_at: new Date().toISOString(),
      redelivery,
      event: String(outgoing.headers["X-GitHub-Event"]),
    });
    return code;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.apiUrl);
    this.asked.push(`${request.method} ${url.pathname}`);
    const body = request.method === "GET" ? null : await json(request).catch(() => null);
    const answer: Answer = this.down ? { status: 503, body: { message: "Service Unavailable" } } : await this.#answer(request, url, body);
    const next = answer.next === undefined ? {} : { link: `<${linkTo(url, answer.next)}>; rel="next"` };
    response.writeHead(answer.status ?? 200, { "content-type": "application/json; charset=utf-8", ...next });
    response.end(answer.body === undefined ? "" : jsonOf(answer.body));
  }

  async #answer(request: IncomingMessage, url: URL, body: unknown): Promise<Answer> {
    const by = request.headers.authorization ?? "";
    const path = `${request.method} ${url.pathname}`;
    const isApp = this.#isSignedByApp(by);
    if (/^POST \/app\/installations\/\d+\/access_tokens$/u.test(path)) {
      if (!isApp || !path.includes(`/${this.installation}/`)) return NOT_FOUND;
      return { status: 201, body: { token: "ghs_fake", expires_at: new Date(Date.now() + 3_600_000).toISOString(), permissions: {} } };
    }
    if (/^(?:GET|POST) \/app(?:\/|$)|\/installation$/u.test(path)) return isApp ? this.#answerApp(path, url) : unauthorized();
    if (!/^(?:token|bearer) (?:ghs_fake|ghp_fake)$/iu.test(by)) return unauthorized();
    return await this.#answerInstallation(path, url, body);
  }

  #answerApp(path: string, url: URL): Answer {
    if (path === "GET /app") return OK({ id: APP_ID, permissions: this.permissions, events: ["secret_scanning_alert", "push"] });
    if (path === "GET /app/installations") return OK([{ id: this.installation }]);
    if (path.endsWith("/installation")) {
      const known = this.repositories.includes(path.split("/").slice(2, 4).join("/"));
      return known ? OK({ id: this.installation }) : NOT_FOUND;
    }
    const attempt = /^POST \/app\/hook\/deliveries\/(?<id>\d+)\/attempts$/u.exec(path)?.groups?.["id"];
    if (attempt !== undefined) return this.#redeliver(attempt);
    return path === "GET /app/hook/deliveries" ? this.#page(this.deliveries, url, "cursor") : NOT_FOUND;
  }

  #redeliver(id: string): Answer {
    const failed = this.deliveries.find((one) => String(one.id) === id);
    const sent = failed === undefined ? undefined : this.#sent.get(failed.guid);
    if (sent === undefined) return NOT_FOUND;
    // GitHub answers before it delivers.
    setImmediate(() => void this.deliver(sent.outgoing, sent.url, true));
    return { status: 202, body: {} };
  }

  async #answerInstallation(path: string, url: URL, body: unknown): Promise<Answer> {
    if (path === "GET /rate_limit") return OK({ resources: {} });
    if (path === "GET /installation/repositories") {
      const page = this.#page(
        this.repositories.map((name) => this.#repository(name)),
        url,
        "page",
      );
      return { ...page, body: { total_count: this.repositories.length, repositories: page.body } };
    }
    const route = /^(?<method>GET|PATCH) \/repos\/(?<repository>[^/]+\/[^/]+)\/secret-scanning\/alerts(?<rest>.*)$/u.exec(path)?.groups;
    if (route === undefined) return await this.contents(url).catch(() => NOT_FOUND);
    const own = this.alerts.filter(({ repository }) => repository === route["repository"]);
    const [, number, within] = /^\/(\d+)(\/locations)?$/u.exec(route["rest"] ?? "") ?? [];
    if (number === undefined) return this.#open(own, url);
    const alert = own.find((one) => String(one.number) === number);
    if (alert === undefined) return NOT_FOUND;
    if (route["method"] === "PATCH")
      return this.#resolve(alert, body as { state: "resolved"; resolution: string; resolution_comment: string });
    return within === undefined ? OK(this.#told(alert)) : this.#page(alert.locations, url, "page");
  }

  #resolve(alert: FakeAlert, { resolution, resolution_comment: comment, state }: Readonly<Record<string, string>>): Answer {
    if (this.refusal !== null) return { status: this.refusal.status, body: { message: this.refusal.message } };
    if (state !== "resolved" || resolution === undefined) return { status: 422, body: { message: "Validation Failed" } };
    Object.assign(alert, { state, resolution, comment: comment ?? null });
    return OK(this.#told(alert));
  }

  /** By a cursor that stays where it is whatever is resolved meanwhile: the number of the last alert that was told. */
  #open(alerts: readonly FakeAlert[], url: URL): Answer {
    const after = Number(url.searchParams.get("after") ?? "0");
    const open = alerts.filter(({ number, state }) => state === "open" && number > after);
    const page = open.slice(0, this.#perPage(url));
    const more = page.length < open.length ? { next: { after: String(page.at(-1)!.number) } } : {};
    return { status: 200, body: page.map((alert) => this.#told(alert)), ...more };
  }

  #page(items: readonly unknown[], url: URL, name: "page" | "cursor"): Answer {
    const from =
      name === "page" ? (Number(url.searchParams.get(name) ?? "1") - 1) * this.#perPage(url) : Number(url.searchParams.get(name) ?? "0");
    const to = from + this.#perPage(url);
    const more = to < items.length ? { next: { [name]: String(name === "page" ? to / this.#perPage(url) + 1 : to) } } : {};
    return { status: 200, body: items.slice(from, to), ...more };
  }

  #perPage(url: URL): number {
    return Math.min(this.pageSize, Number(url.searchParams.get("per_page") ?? "30"));
  }

  #told(alert: FakeAlert): object {
    const { isBase64, locations, secret, state } = alert;
    const first = { first_location_detected: (locations[0] as { details?: object })?.details, has_more_locations: locations.length > 1 };
    return { ...this.#withoutSecret(alert), secret, state, is_base64_encoded: isBase64, ...first };
  }

  #withoutSecret({ number, repository, resolution }: FakeAlert): object {
    const url = `${this.apiUrl}/repos/${repository}/secret-scanning/alerts/${number}`;
    return {
      number,
      url,
      html_url: `https://github.com/${repository}/security/secret-scanning/${number}`,
      locations_url: `${url}/locations`,
      secret_type: "tokenward_api_token",
      resolution,
      created_at: new Date().toISOString(),
    };
  }

  #repository(name: string): object {
    return { id: 186_853_002 + this.repositories.indexOf(name), full_name: name, private: true };
  }

  #isSignedByApp(authorization: string): boolean {
    const [header = "", claims = "", signature = ""] = authorization.replace(/^bearer /iu, "").split(".");
    if (signature === "") return false;
    const { exp, iss } = JSON.parse(Buffer.from(claims, "base64url").toString()) as { exp: number; iss: unknown };
    const signed = Buffer.from(`${header}.${claims}`);
    const isGenuine = this.#keys.some((key) => verify("sha256", signed, createPublicKey(key), Buffer.from(signature, "base64url")));
    return isGenuine && String(iss) === String(APP_ID) && exp * 1_000 > Date.now();
  }
}

const newKey = (): KeyObject => generateKeyPairSync("rsa", { modulusLength: 2_048 }).privateKey;

/** JSON.stringify refuses whole numbers of any length; here they are numbers like all others. */
function jsonOf(body: unknown): string {
  return JSON.stringify(body, (_, value: unknown) => (typeof value === "bigint" ? `#${value}#` : value)).replaceAll(/"#(\d+)#"/gu, "$1");
}

function unauthorized(): Answer {
  return { status: 401, body: { message: "Bad credentials" } };
}

function linkTo(url: URL, next: Readonly<Record<string, string>>): string {
  const link = new URL(url);
  for (const [name, value] of Object.entries(next)) link.searchParams.set(name, value);
  return link.href;
}

function commitLocation(repository: string, index: number): object {
  const commit = (0xa0_00 + index).toString(16).padStart(40, "0");
  const api = `https://api.github.com/repos/${repository}`;
  const at = { path: `config/${index}.env`, start_line: 7, end_line: 7, start_column: 1, end_column: 40 };
  return {
    type: "commit",
    details: {
      ...at,
      commit_sha: commit,
      blob_sha: commit,
      commit_url: `${api}/git/commits/${commit}`,
      blob_url: `${api}/git/blobs/${commit}`,
    },
  };
}
