import { createHmac, randomInt, randomUUID } from "node:crypto";
import { Ring } from "./ring.ts";
import { type FakeVendor, nothingToStop } from "./vendor.ts";

/** Webhooks of GitHub: of an App, a repository or an organisation. They say which alert there is, and never its secret. */
export function fakeGithubWebhooks(secrets: readonly string[]): FakeVendor {
  const ring = new Ring(secrets);
  const wrap = (body: Buffer) => {
    const digest = (algorithm: string): string => createHmac(algorithm, ring.current).update(body).digest("hex");
    return {
      path: "/hooks/github",
      headers: {
        "Content-Type": "application/json",
        "User-Agent": "GitHub-Hookshot/44a42af",
        "X-GitHub-Delivery": randomUUID(),
        "X-GitHub-Event": "secret_scanning_alert",
        "X-GitHub-Hook-ID": "292430182",
        "X-GitHub-Hook-Installation-Target-ID": "79929171",
        "X-GitHub-Hook-Installation-Target-Type": "integration",
        "X-Hub-Signature": `sha1=${digest("sha1")}`,
        "X-Hub-Signature-256": `sha256=${digest("sha256")}`,
      },
      body,
    };
  };
  return {
    env: { GITHUB_WEBHOOK_SECRET: secrets.join(",") },
    carriesTokens: false,
    deliver: () => wrap(alertCreated()),
    wrap,
    rotate: () => ring.rotate(),
    stop: nothingToStop,
  };
}

function alertCreated(): Buffer {
  const number = randomInt(1, 1_000_000);
  const url = "https://api.github.com/repos/octo/engine";
  return Buffer.from(
    JSON.stringify({
      action: "created",
      alert: {
        number,
        created_at: "2026-03-17T12:00:00Z",
        url: `${url}/secret-scanning/alerts/${number}`,
        html_url: `https://github.com/octo/engine/security/secret-scanning/${number}`,
        locations_url: `${url}/secret-scanning/alerts/${number}/locations`,
        secret_type: "tokenward_api_token",
        validity: "unknown",
      },
      repository: { id: 186853002, name: "engine", full_name: "octo/engine", private: true, owner: { login: "octo", id: 21031067 } },
      sender: { login: "github", id: 9919, type: "Organization" },
      installation: { id: 2, node_id: "MDIzOkludGVncmF0aW9uSW5zdGFsbGF0aW9uMg==" },
    }),
  );
}
