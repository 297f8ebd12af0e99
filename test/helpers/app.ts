import { pino } from "pino";
import { startService } from "../../src/compose/service.ts";
import type { Role } from "../../src/config/config.ts";
import { loadConfig } from "../../src/config/load.ts";
import type { FakeGithub } from "../../src/simulate/fake-github.ts";
import { atEnd } from "./at-end.ts";
import { type TestDatabase, testDatabase } from "./database.ts";
import { temporaryFolder } from "./folder.ts";
import { startGithub } from "./service.ts";

export const ADMIN_TOKEN = "admin-token-of-these-tests";
const TABLES = ["deliveries", "incidents", "occurrences", "obligations", "notices", "audit_blocks", "audit_events"] as const;

export interface AppOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly role?: Role;
  /** Those of another app, so that two share what they know. */
  readonly database?: TestDatabase;
  readonly github?: FakeGithub;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** What the text says as JSON; null when there is none. Tests look into it freely. */
  readonly body: Json;
}

/** JSON of which a test states the shape by looking. */
export type Json = { readonly [key: string]: Json } & readonly Json[] & (string | number | boolean | null);

/** The real service in this process, with every log line kept; ends with the test file. `web` owes jobs but never runs them. */
export async function startApp({ database, env = {}, github, role = "web" }: AppOptions = {}) {
  const own = database ?? (await testDatabase());
  const host = github ?? (await startGithub());
  const logs: string[] = [];
  const log = pino({ level: "trace", base: null, messageKey: "message" }, { write: (line: string) => void logs.push(line) });
  const { config } = loadConfig({
    PORT: "0",
    DATABASE_URL: own.url.reveal("test"),
    DATA_DIR: await temporaryFolder(),
    TOKENWARD_SECRET: Buffer.alloc(32, 9).toString("base64"),
    ADMIN_TOKEN,
    GITHUB_API_URL: host.apiUrl,
    SHUTDOWN_SECONDS: "1",
    // All tokens of the tests have the same owner.
    MAIL_FOLD_SECONDS: "0",
    ...env,
  });
  const service = await startService(config, log, role);
  let stopped = false;
  const stop = async (): Promise<void> => {
    if (!stopped) await service.stop();
    stopped = true;
  };
  atEnd(stop);
  const { url } = service;

  const call = async (method: string, path: string, init: RequestInit = {}, bearer: string | null = ADMIN_TOKEN): Promise<ApiAnswer> => {
    const headers = new Headers(init.headers);
    if (bearer !== null) headers.set("authorization", `Bearer ${bearer}`);
    const response = await fetch(url + path, { ...init, method, headers });
    const text = await response.text();
    const isJson = /json/u.test(response.headers.get("content-type") ?? "");
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : null };
  };
  const post = (path: string, body: unknown): Promise<ApiAnswer> =>
    call("POST", path, { headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

  return {
    url,
    hook: `${url}/hooks/github-partner`,
    github: host,
    database: own,
    db: own.database,
    logs,
    stop,
    call,
    get: (path: string) => call("GET", path),
    post,
    introspect: async (token: string) => (await call("POST", "/introspect", { body: new URLSearchParams({ token }) })).body,
    async mint(more: Readonly<Record<string, unknown>> = {}): Promise<{ id: string; token: string }> {
      const { body, status, text } = await post("/api/tokens", { owner: { name: "Ada", email: "ada@example.com" }, name: "ci", ...more });
      if (status !== 201) throw new Error(`minting was answered with ${status}: ${text}`);
      return body as unknown as { id: string; token: string };
    },
    /** How many rows there are of everything that a delivery can leave behind. */
    async stored(): Promise<Record<(typeof TABLES)[number], number>> {
      const counts = TABLES.map((table) => `(select count(*)::int from ${table}) as ${table}`);
      const [row] = await own.database.query<Record<(typeof TABLES)[number], number>>(`select ${counts.join(", ")}`);
      return row!;
    },
  };
}

export type App = Awaited<ReturnType<typeof startApp>>;
