import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { oweReportsBack, rememberAlerts } from "../../../src/incidents/callbacks/alerts.sql.ts";
import { alertContext, ReportBack } from "../../../src/incidents/callbacks/report-back.ts";
import { withLease } from "../../../src/obligations/lease.ts";
import { claimDue } from "../../../src/obligations/obligations.sql.ts";
import type { EventSource } from "../../../src/sources/source.ts";
import { testHeart } from "../../helpers/heart.ts";

const HOST = "github";

/** A leaked token that was revoked, and the alert of a host that waits to hear it. */
async function revokedWithAlert() {
  const heart = await testHeart();
  const { db, keyring, log, metrics } = heart;
  await heart.report([(await heart.mint()).text]);
  await heart.work();
  const [incident] = await heart.incidents();
  const id = randomUUID();
  const sealed = keyring.seal(Buffer.from(JSON.stringify({ number: 1 })), alertContext(id));
  await db.transaction(async (tx) => {
    rememberAlerts(tx, [{ id, incidentId: incident!.id, source: HOST, alertHash: keyring.fingerprint("alert", id), sealed }]);
    await Promise.resolve(oweReportsBack(tx, [incident!.id]));
  });
  const host = { kind: "events", id: HOST, reportBack: async () => await Promise.resolve("resolved") } as unknown as EventSource & {
    reportBack: () => Promise<"resolved">;
  };
  const reports = new ReportBack({ db, keyring, metrics, sources: new Map([[HOST, host]]) });
  const tell = async (): Promise<void> => {
    const lease = randomUUID();
    await claimDue(db, "report_back", 1, 10, lease, 5);
    await withLease(db, log, lease, (batch) => reports.run(batch));
  };
  const act = (action: "restore" | "revoke"): Promise<void> => heart.actions.act(incident!.id, action, "test", "admin:test");
  const told = async (): Promise<unknown> =>
    (
      await db.query("select a.told_round as told, (select count(*)::int from obligations o where o.alert_id = a.id) as owed from alerts a")
    )[0];
  return { act, host, tell, told, work: () => heart.work() };
}

it("a token that is revoked anew while the host is told of the time before: the host is told again", async () => {
  const { act, host, tell, told, work } = await revokedWithAlert();
  let asked = 0;
  host.reportBack = async () => {
    asked += 1;
    if (asked === 1) {
      await act("restore");
      await act("revoke");
      await work();
    }
    return "resolved";
  };
  await tell();
  expect(await told()).toEqual({ told: 1, owed: 1 });
  await tell();
  expect([asked, await told()]).toEqual([2, { told: 2, owed: 0 }]);
});

it("a token that is restored before the host was told owes it nothing, until it is revoked anew", async () => {
  const { act, host, tell, told, work } = await revokedWithAlert();
  host.reportBack = async () => await Promise.reject(new Error("not to be asked"));
  await act("restore");
  await tell();
  expect(await told()).toEqual({ told: null, owed: 0 });
  host.reportBack = async () => await Promise.resolve("resolved");
  await act("revoke");
  await work();
  await tell();
  expect(await told()).toEqual({ told: 2, owed: 0 });
});
