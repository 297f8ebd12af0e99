import type { Octokit } from "@octokit/rest";
import { expect, test } from "vitest";
import { catchUp } from "../../../src/hosts/github/deliveries.ts";

const NOW = new Date("2026-11-21T12:00:00Z");

test("whatever GitHub calls an answer of 2xx, its delivery arrived and is not asked for again", async () => {
  const delivered_at = NOW.toISOString();
  const data = [
    { id: 3, guid: "accepted", status: "Accepted", status_code: 202, delivered_at },
    { id: 2, guid: "fine", status: "OK", status_code: 200, delivered_at },
    { id: 1, guid: "failed", status: "Service Unavailable", status_code: 503, delivered_at },
    { id: 0, guid: "missed", status: "timed out", status_code: 0, delivered_at },
  ];
  const asked: unknown[] = [];
  const app = {
    rest: { apps: { listWebhookDeliveries: null } },
    paginate: { iterator: () => [{ data }] },
    request: async (_route: string, { delivery_id }: { delivery_id: unknown }) => void (await Promise.resolve(asked.push(delivery_id))),
  };
  await catchUp(app as unknown as Octokit, null, NOW, new AbortController().signal);
  expect(asked).toEqual(["0", "1"]);
});
