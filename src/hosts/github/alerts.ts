import type { Octokit } from "@octokit/rest";
import { z } from "zod";
import { Secret } from "../../kernel/secret.ts";
import type { AlertEvent } from "../../sources/events/alert.ts";
import { cleanPlace, cleanUrl, isToken } from "../../sources/reports/records.ts";
import type { Report } from "../../sources/source.ts";
import type { RepositoryName } from "./clients.ts";
import { asking, GithubRefusal } from "./failure.ts";

const PAGE = 100;
/** Of one alert, so many places are told; the token is the same everywhere. */
const MAX_LOCATIONS = 2_000;

// Only what is looked at: everything else may change, or be left out by an older GitHub Enterprise Server.
const location = z.object({ type: z.string().catch(""), details: z.record(z.string(), z.unknown()).catch({}) });
const alert = z.object({
  html_url: z.string().catch(""),
  secret: z.string().nullish(),
  is_base64_encoded: z.boolean().nullish(),
  secret_type: z.string().catch(""),
});

/** As a list of alerts tells it. */
export const alertWithPlace = alert.extend({
  number: z.int().positive(),
  first_location_detected: z.record(z.string(), z.unknown()).nullish(),
  has_more_locations: z.boolean().nullish(),
});

type AlertLocation = z.infer<typeof location>;
type Alert = z.infer<typeof alert>;

/** The leaked secret of an alert, once for each place. None where GitHub has no such alert any more, or does not show it to us. */
export async function readAlert(client: Octokit, event: AlertEvent): Promise<Report[]> {
  const { number, repository } = event;
  const where = { ...nameOf(repository.path), alert_number: number };
  try {
    const { data } = await asking(() => client.rest.secretScanning.getAlert(where));
    const found = alert.parse(data);
    return reportsOf(found, await locationsOf(client, where), event);
  } catch (error) {
    if (error instanceof GithubRefusal) return [];
    throw error;
  }
}

async function locationsOf(client: Octokit, where: RepositoryName & { readonly alert_number: number }): Promise<AlertLocation[]> {
  const pages = client.paginate.iterator(client.rest.secretScanning.listLocationsForAlert, { ...where, per_page: PAGE });
  const found: AlertLocation[] = [];
  try {
    await asking(async () => {
      for await (const { data } of pages) {
        found.push(...z.array(location).parse(data));
        if (found.length >= MAX_LOCATIONS) return;
      }
    });
  } catch (error) {
    // The secret counts more than where it stands.
    if (!(error instanceof GithubRefusal)) throw error;
  }
  return found.slice(0, MAX_LOCATIONS);
}

/** One report for each place, or one without; all know their alert, to be told what became of it. */
export function reportsOf(found: Alert, locations: readonly AlertLocation[], event: AlertEvent): Report[] {
  const text = found.is_base64_encoded === true ? Buffer.from(found.secret ?? "", "base64").toString() : found.secret;
  if (!isToken(text)) return [];
  const base = { token: new Secret(text), type: found.secret_type, alert: event };
  if (locations.length === 0) return [{ ...base, url: cleanUrl(found.html_url), place: "alert" }];
  return locations.map((one) => ({ ...base, url: urlOf(one, found), place: cleanPlace(one.type) }));
}

/** For people, where GitHub tells one: `html_url` is there since 2025, and not for every kind of place. */
function urlOf({ details }: AlertLocation, { html_url: alertUrl }: Alert): string | null {
  const { commit_sha: commit, html_url: url, path, start_line: line } = details;
  if (typeof url === "string") return cleanUrl(url);
  const repository = /^https?:\/\/[^/]+\/[^/]+\/[^/]+(?=\/)/u.exec(alertUrl)?.[0];
  if (repository === undefined || typeof commit !== "string" || typeof path !== "string") return cleanUrl(alertUrl);
  const anchor = typeof line === "number" ? `#L${line}` : "";
  return cleanUrl(`${repository}/blob/${encodeURIComponent(commit)}/${path.split("/").map(encodeURIComponent).join("/")}${anchor}`);
}

export function nameOf(path: string): RepositoryName {
  const [owner = "", repo = ""] = path.split("/");
  return { owner, repo };
}
