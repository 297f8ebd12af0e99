import type { Clock } from "../../kernel/clock.ts";
import type { AlertEvent, AlertsEvent, InstallationEvent, RepositoriesEvent } from "../../sources/events/alert.ts";
import type { Push } from "../../sources/events/push.ts";
import type { Fetched, HostAccess, Omission, SourceEvent } from "../../sources/source.ts";
import type { AccessNeeds } from "../access.ts";
import { Budget } from "../push/budget.ts";
import { scanPush } from "../push/scan.ts";
import { Rest } from "../rest.ts";
import { nameOf, readAlert } from "./alerts.ts";
import { type GithubAccess, GithubClients } from "./clients.ts";
import { catchUp } from "./deliveries.ts";
import { GithubRefusal } from "./failure.ts";
import { alertsOf, readAlerts, readInstallation } from "./listing.ts";
import { githubRepository } from "./push.ts";
import { reportBack } from "./report-back.ts";

/** Follows up GitHub's events by its REST API. */
export function githubAccess(access: GithubAccess, needs: AccessNeeds, clock: Clock): HostAccess {
  const clients = new GithubClients(access);
  const hosts = webHostsOf(access.apiUrl);
  const { app } = clients;
  return {
    ownsHost: (host) => hosts.includes(host),
    // Text that we sealed ourselves, here and below, of the shape that the source's `read` gave it.
    reportBack: async (alert, incidentId) => await reportBack(clients, alert as AlertEvent, incidentId),
    catchUp: app === null ? null : async (state, signal) => await catchUp(app, state, clock.now(), signal),
    fetch: async (event) => {
      try {
        if (event.name !== "push") return await follow(clients, event);
        return await readPush(clients, access.apiUrl, hosts[0]!, event.detail as GithubPush, needs);
      } catch (error) {
        // Not installed there any more, or no such repository: there is nothing to be had.
        if (!(error instanceof GithubRefusal)) throw error;
        return event.name === "push" ? { reports: [], omissions: [notShown(event.detail as GithubPush)] } : { reports: [] };
      }
    },
  };
}

type GithubPush = Push & Pick<AlertEvent, "installation">;

/** Scans what was pushed, with the token of whoever has access. */
async function readPush(clients: GithubClients, url: string, webHost: string, push: GithubPush, needs: AccessNeeds): Promise<Fetched> {
  const token = await clients.tokenFor(nameOf(push.repository.path), push.installation);
  const { port, protocol } = new URL(url);
  const webUrl = `${protocol}//${webHost}${port === "" ? "" : `:${port}`}`;
  const credentials = (text: string) => ({ authorization: `Bearer ${text}` });
  const budget = new Budget(needs.limits);
  const host = githubRepository(new Rest({ url, webUrl, token, credentials }, budget), push.repository, webUrl);
  return await scanPush(host, push, { scanner: needs.scanner, budget });
}

function notShown({ repository }: GithubPush): Omission {
  return { reason: "gone", count: 1, where: repository.path };
}

async function follow(clients: GithubClients, { detail, name }: SourceEvent): Promise<Fetched> {
  const clientFor = async ({ installation, repository }: Pick<AlertEvent, "installation" | "repository">) =>
    await clients.forRepository(nameOf(repository.path), installation);
  switch (name) {
    case "alert": {
      const event = detail as AlertEvent;
      return { reports: await readAlert(await clientFor(event), event) };
    }
    case "alerts": {
      const event = detail as AlertsEvent;
      return await readAlerts(await clientFor(event), event);
    }
    case "repositories": {
      const { installation, repositories } = detail as RepositoriesEvent;
      return { reports: [], next: repositories.map((repository) => alertsOf(repository, installation)) };
    }
    case "installation": {
      const event = detail as InstallationEvent;
      return await readInstallation(await clients.forInstallation(event.installation), event);
    }
    default:
      return { reports: [] };
  }
}

/** Where people see what the API reads: an Enterprise Server serves both under one name. */
function webHostsOf(apiUrl: string): readonly string[] {
  const { hostname } = new URL(apiUrl);
  return hostname === "api.github.com" ? ["github.com", "gist.github.com"] : [hostname, hostname.replace(/^api\./u, "")];
}
