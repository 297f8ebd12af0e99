import type { Octokit } from "@octokit/rest";
import { z } from "zod";
import type { AlertsEvent, InstallationEvent } from "../../sources/events/alert.ts";
import { repositoryOf } from "../../sources/events/push.ts";
import type { Fetched, SourceEvent } from "../../sources/source.ts";
import { alertWithPlace, nameOf, reportsOf } from "./alerts.ts";
import { asking } from "./failure.ts";

const PAGE = 100;
const page = z.object({ repositories: z.array(z.object({ id: z.int(), full_name: z.string() })) });

/** The open alerts of every repository of a page of those that an installation sees; the next page is an event of its own. */
export async function readInstallation(client: Octokit, { installation, page: number }: InstallationEvent): Promise<Fetched> {
  const { data, headers } = await asking(() => client.rest.apps.listReposAccessibleToInstallation({ per_page: PAGE, page: number }));
  const { repositories } = page.parse(data);
  const next = repositories.map((one) => alertsOf(repositoryOf(one.full_name, one.id), installation));
  const following = nextOf(headers.link);
  // Only ever onwards, or a list that leads back to itself would be read for ever.
  if (following !== null && "page" in following && Number(following.page) > number) {
    next.push({ name: "installation", detail: { installation, page: Number(following.page) } satisfies InstallationEvent });
  }
  return { reports: [], next };
}

export function alertsOf(repository: AlertsEvent["repository"], installation: number | null): SourceEvent {
  const detail: AlertsEvent = { repository, installation, cursor: { after: "" } };
  return { name: "alerts", detail };
}

/**
 * One page of a repository's open alerts: their secrets with the place that GitHub found first, and an event for each alert that has more.
 * The cursor is GitHub's: a page's number would skip alerts, because those before it are resolved meanwhile.
 */
export async function readAlerts(client: Octokit, event: AlertsEvent): Promise<Fetched> {
  const { cursor, installation, repository } = event;
  const open = { ...nameOf(repository.path), ...cursor, state: "open", sort: "created", direction: "asc", per_page: PAGE } as const;
  const { data, headers } = await asking(() => client.request("GET /repos/{owner}/{repo}/secret-scanning/alerts", open as never));
  const alerts = z.array(alertWithPlace).parse(data);
  const reports = alerts.flatMap(({ first_location_detected: first, ...found }) => {
    if (first === null || first === undefined) return [];
    const type = "commit_sha" in first ? "commit" : "";
    return reportsOf(found, [{ type, details: first }], { repository, installation, number: found.number });
  });
  const spread = alerts.filter(
    ({ first_location_detected: first, has_more_locations: more }) => more !== false || first === null || first === undefined,
  );
  const next: SourceEvent[] = spread.map(({ number }) => ({ name: "alert", detail: { repository, number, installation } }));
  const following = nextOf(headers.link);
  if (following !== null) next.push({ name: "alerts", detail: { ...event, cursor: following } });
  return { reports, next };
}

/** Where GitHub's own link to the next page goes on; nothing else of its address is used. */
function nextOf(link: string | undefined): AlertsEvent["cursor"] | null {
  const address = /<(?<address>[^<>]+)>;\s*rel="next"/u.exec(link ?? "")?.groups?.["address"];
  if (address === undefined || !URL.canParse(address)) return null;
  const parameters = new URL(address).searchParams;
  const after = parameters.get("after");
  if (after !== null && after !== "") return { after };
  const number = parameters.get("page");
  return number === null ? null : { page: number };
}
