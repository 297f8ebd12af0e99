import type { Octokit } from "@octokit/rest";
import { z } from "zod";
import { type Standing, scopesIn } from "../standing.ts";
import { type GithubAccess, GithubClients } from "./clients.ts";
import { asking } from "./failure.ts";

const appFacts = z.object({ permissions: z.record(z.string(), z.string()).catch({}), events: z.array(z.string()).catch([]) });
/** What GitHub says of our App, or of our token. @throws AppError, GithubRefusal */
export async function githubStanding(access: GithubAccess): Promise<Standing> {
  const { host } = new URL(access.apiUrl);
  const clients = new GithubClients(access);
  const { found, lacks } = clients.app === null ? await ofToken(await clients.forInstallation(0)) : await ofApp(clients.app);
  return { found: `${host} takes ${clients.app === null ? "the token" : "the App's key"}; ${found}`, lacks };
}

async function ofApp(app: Octokit): Promise<Standing> {
  const { events, permissions } = appFacts.parse((await asking(() => app.request("GET /app"))).data);
  const { data } = await asking(() => app.request("GET /app/installations", { per_page: 1 }));
  const alerts = permissions["secret_scanning_alerts"] ?? "none";
  const lacks: string[] = [];
  if (alerts !== "write") {
    const without = alerts === "read" ? "alerts stay open when their tokens are dead" : "alerts cannot be read";
    lacks.push(`the permission secret_scanning_alerts: write, without which ${without}`);
  }
  if (permissions["contents"] === undefined) lacks.push("the permission contents: read, without which pushes are not scanned");
  if (!events.includes("secret_scanning_alert")) lacks.push("the event secret_scanning_alert, without which no alert is told of");
  if (z.array(z.unknown()).parse(data).length === 0) lacks.push("an installation, without which it sees nothing");
  const shown = ["secret_scanning_alerts", "contents"].map((name) => `${name}: ${scopesIn(permissions[name] ?? "none")[0] ?? "unknown"}`);
  return { found: `its permissions ${shown.join(", ")}`, lacks };
}

/** The one question that does not count against the limit. Only tokens of the older kind are told their scopes. */
async function ofToken(client: Octokit): Promise<Standing> {
  const { headers } = await asking(() => client.request("GET /rate_limit"));
  const named = headers["x-oauth-scopes"];
  if (named === undefined) return { found: "what it may do GitHub does not tell", lacks: [] };
  const scopes = scopesIn(named);
  const suffices = scopes.some((scope) => scope === "repo" || scope === "security_events");
  const found = `its scopes ${scopes.length === 0 ? "none" : scopes.join(", ")}`;
  return { found, lacks: suffices ? [] : ["the scope security_events or repo, without which alerts cannot be read"] };
}
