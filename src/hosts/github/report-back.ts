import { z } from "zod";
import type { AlertEvent } from "../../sources/events/alert.ts";
import type { ReportedBack } from "../../sources/source.ts";
import { nameOf } from "./alerts.ts";
import type { GithubClients } from "./clients.ts";
import { asking, GithubRefusal } from "./failure.ts";

const standing = z.object({ state: z.string(), resolution_comment: z.string().nullish() });

/** Resolves an alert as revoked, with a comment that names the incident. One that somebody has resolved stays as it is. @throws AppError `unavailable` */
export async function reportBack(clients: GithubClients, alert: AlertEvent, incidentId: string): Promise<ReportedBack> {
  const at = { ...nameOf(alert.repository.path), alert_number: alert.number };
  try {
    const client = await clients.forRepository(nameOf(alert.repository.path), alert.installation);
    const before = await asking(() => client.rest.secretScanning.getAlert({ ...at, hide_secret: true }));
    const { resolution_comment: said, state } = standing.parse(before.data);
    // Ours, when a process died between resolving it and recording that.
    if (state === "resolved") return said?.includes(incidentId) === true ? "resolved" : "already";
    const { data } = await asking(() =>
      client.rest.secretScanning.updateAlert({
        ...at,
        state: "resolved",
        resolution: "revoked",
        resolution_comment: `Revoked by Tokenward, incident ${incidentId}.`,
      }),
    );
    // Where somebody has to agree, the request is taken and the alert stays open.
    return standing.parse(data).state === "resolved" ? "resolved" : "forbidden";
  } catch (error) {
    if (!(error instanceof GithubRefusal)) throw error;
    if (error.status === 403) return "forbidden";
    return error.status === 404 || error.status === 410 ? "gone" : "refused";
  }
}
