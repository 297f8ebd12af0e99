import { describe, expect, it } from "vitest";
import type { AuditEvent } from "../../../src/audit/event.ts";
import { appendAudit, verifyTrail } from "../../../src/audit/trail.ts";
import { testDatabase } from "../../helpers/database.ts";

function event(n: number): AuditEvent {
  return { action: "incident.closed", actor: "admin:test", incidentId: null, detail: { n } };
}

async function trailOf(blocks: number) {
  const { database: db } = await testDatabase();
  for (let n = 0; n < blocks; n += 1) await db.transaction((tx) => appendAudit(tx, [event(n), event(n + 100)]));
  return db;
}

describe("the audit trail", () => {
  it("is whole when nobody touched it", async () => {
    expect(await verifyTrail(await trailOf(5))).toEqual({ blocks: 5, events: 10, faults: [] });
  });

  it("chains blocks that many transactions append at once", async () => {
    const { database: db } = await testDatabase();
    await Promise.all(Array.from({ length: 30 }, (_, n) => db.transaction((tx) => appendAudit(tx, [event(n)]))));
    expect(await verifyTrail(db)).toEqual({ blocks: 30, events: 30, faults: [] });
  });

  it("leaves no gap when a transaction rolls back", async () => {
    const db = await trailOf(1);
    await db
      .transaction(async (tx) => {
        await appendAudit(tx, [event(7)]);
        throw new Error("changed my mind");
      })
      .catch(() => undefined);
    await db.transaction((tx) => appendAudit(tx, [event(8)]));
    expect(await verifyTrail(db)).toEqual({ blocks: 2, events: 3, faults: [] });
  });

  it.each([
    ["delete from audit_blocks"],
    ["delete from audit_events"],
    ["truncate audit_events"],
    ["update audit_blocks set at = now()"],
    ["update audit_events set actor = 'nobody'"],
    ["update audit_events set detail = '{}'"],
  ])("the database refuses: %s", async (sql) => {
    const db = await trailOf(1);
    await expect(db.query(sql)).rejects.toThrow("append-only");
  });

  it.each([
    ["an event's action was changed", "update audit_events set action = 'incident.reopened' where position = 1"],
    ["an event's detail was changed", "update audit_events set detail = '{\"n\":1}' where position = 0"],
    ["an event was removed", "delete from audit_events where position = 1"],
    ["a block was removed", "delete from audit_blocks where seq = 2"],
    ["a block was given another time", "update audit_blocks set at = at + interval '1 second' where seq = 2"],
  ])("notices that %s by somebody who switched the triggers off", async (_what, sql) => {
    const db = await trailOf(3);
    await db.query("alter table audit_events disable trigger user");
    await db.query("alter table audit_blocks disable trigger user");
    await db.query(sql);
    expect((await verifyTrail(db)).faults).not.toEqual([]);
  });

  it("stays whole when details are forgotten", async () => {
    const db = await trailOf(3);
    await db.query("update audit_events set detail = null, salt = null");
    expect(await verifyTrail(db)).toEqual({ blocks: 3, events: 6, faults: [] });
  });
});
