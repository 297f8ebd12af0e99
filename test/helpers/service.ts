import { FakeGithub } from "../../src/simulate/fake-github.ts";
import { atEnd } from "./at-end.ts";
import { startService, type TestProcess } from "./process.ts";
import { until } from "./until.ts";

const ADMIN_TOKEN = "admin-token-of-the-tests";
const SECRET = Buffer.alloc(32, 9).toString("base64");

/** A fake GitHub that ends with the test file. */
export async function startGithub(): Promise<FakeGithub> {
  const github = await FakeGithub.start();
  atEnd(() => github.stop());
  return github;
}

/** The built service as a process of its own, perhaps not ready for long; `env` on top of a port that the system picks. */
export function launchTokenward(env: Readonly<Record<string, string>>, args: readonly string[] = ["serve"], main?: string): TestProcess {
  // All tokens of the tests have the same owner: folded, their mails would come a minute later.
  return startService(args, { PORT: "0", ADMIN_TOKEN, TOKENWARD_SECRET: SECRET, MAIL_FOLD_SECONDS: "0", ...env }, undefined, main);
}

/** The same, ready. */
export async function startTokenward(
  env: Readonly<Record<string, string>>,
  args: readonly string[] = ["serve"],
  main?: string,
): Promise<Tokenward> {
  return await whenReady(launchTokenward(env, args, main));
}

export async function whenReady(child: TestProcess): Promise<Tokenward> {
  const [, url] = await child.line(/"url":"(http:[^"]+)".*"message":"ready"/u, 60_000);
  await child.ready(url!);
  return new Tokenward(child, url!);
}

/** What tests look at of an incident. */
export interface Incident {
  readonly id: string;
  readonly state: string;
  readonly notified_at: string | null;
}

/** The service as scripts see it. */
export class Tokenward {
  readonly process: TestProcess;
  readonly url: string;

  constructor(process: TestProcess, url: string) {
    this.process = process;
    this.url = url;
  }

  /** One call of the admin API; JSON in, JSON out. */
  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{ status: number; body: never }> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${ADMIN_TOKEN}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === "" ? null : JSON.parse(text)) as never };
  }

  async mint(name = "deploy", email = "ada@example.com"): Promise<{ id: string; token: string }> {
    const { body, status } = await this.call("POST", "/api/tokens", { owner: { name: "Ada", email, locale: "en" }, name });
    if (status !== 201) throw new Error(`minting was answered with ${status}: ${JSON.stringify(body)}`);
    return body;
  }

  async introspect(token: string): Promise<object> {
    const response = await fetch(`${this.url}/introspect`, {
      method: "POST",
      headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
      body: new URLSearchParams({ token }),
    });
    return (await response.json()) as object;
  }

  async incidentOf(tokenId: string): Promise<Incident | undefined> {
    const { body } = await this.call("GET", `/api/incidents?q=token:${tokenId}`);
    return (body as { incidents: Incident[] }).incidents[0];
  }

  /** Waits until the owner of every one of these tokens was told. */
  async untilNotified(tokenIds: readonly string[], withinMs = 30_000): Promise<void> {
    for (const id of tokenIds) {
      await until(`the owner of ${id} was told`, async () => (await this.incidentOf(id))?.notified_at ?? null, { withinMs });
    }
  }

  get hook(): string {
    return `${this.url}/hooks/github-partner`;
  }
}

export function record(token: string, url = "https://github.com/octo/leak/blob/main/.env"): object {
  return { token, type: "tokenward_api_token", url, source: "content" };
}
