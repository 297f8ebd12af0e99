import { describe, expect, it } from "vitest";
import type { AuditEvent } from "../../../src/audit/event.ts";
import { appendAudit, verifyTrail } from "../../../src/audit/trail.ts";
import { root } from "../../../src/compose/root.ts";
import type { Database } from "../../../src/db/database.ts";
import { runCommand } from "../../helpers/command.ts";
import { testDatabase } from "../../helpers/database.ts";

function event(n: number): AuditEvent {
  return { action: "incident.closed", actor: "admin:test", incidentId: null, detail: { n } };
}

async function trailOf(blocks: number) {
  const { database: db } = await testDatabase();
  for (let n = 0; n < blocks; n += 1) await db.transaction(async (tx) => appendAudit(tx, [event(n), event(n + 100)]));
  return db;
}

describe("the audit trail", () => {
  it("is whole when nobody touched it", async () => {
    expect(await verifyTrail(await trailOf(5))).toMatchObject({ blocks: 5, events: 10, faults: [] });
  });

  it("chains blocks that many transactions append at once", async () => {
    const { database: db } = await testDatabase();
    await Promise.all(Array.from({ length: 30 }, (_, n) => db.transaction(async (tx) => appendAudit(tx, [event(n)]))));
    expect(await verifyTrail(db)).toMatchObject({ blocks: 30, events: 30, faults: [] });
  });

  it("leaves no gap when a transaction rolls back", async () => {
    const db = await trailOf(1);
    await db
      .transaction(async (tx) => {
        appendAudit(tx, [event(7)]);
        throw new Error("changed my mind");
      })
      .catch(() => undefined);
    await db.transaction(async (tx) => appendAudit(tx, [event(8)]));
    expect(await verifyTrail(db)).toMatchObject({ blocks: 2, events: 3, faults: [] });
  });

  it.each([
    ["delete from audit_blocks"],
    ["delete from audit_events"],
    ["truncate audit_events"],
    ["update audit_blocks set at = now()"],
    ["update audit_events set actor = 'nobody'"],
    ["update audit_events set detail = '{}'"],
    ["delete from audit_start"],
    ["update audit_start set seq = 1, hash = '\\x00'"],
    ["update audit_start set seq = 2, hash = (select hash from audit_blocks where seq = 1)"],
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
    expect(await verifyTrail(db)).toMatchObject({ blocks: 3, events: 6, faults: [] });
  });

  it("that was cut at its beginning says so, even where the place of its beginning was moved", async () => {
    const db = await trailOf(4);
    await db.query("update audit_start set seq = 2, hash = (select hash from audit_blocks where seq = 2)");
    await db.query("delete from audit_events where block in (select id from audit_blocks where seq <= 2)");
    await db.query("delete from audit_blocks where seq <= 2");
    expect((await verifyTrail(db)).faults).toEqual([expect.stringContaining("the blocks up to 2 are missing")]);
  });

  it("that was cut at its end is told by a head that was kept", async () => {
    const db = await trailOf(4);
    const { head } = await verifyTrail(db);
    expect((await verifyTrail(db, head)).faults).toEqual([]);
    await cut(db);
    expect((await verifyTrail(db)).faults).toEqual([]);
    expect((await verifyTrail(db, head)).faults).toEqual([expect.stringContaining("its end was cut off")]);
  });

  it("that was cut at its end and went on is told by a head that was kept", async () => {
    const db = await trailOf(4);
    const { head } = await verifyTrail(db);
    await cut(db);
    await db.transaction(async (tx) => appendAudit(tx, [event(9)]));
    expect((await verifyTrail(db, head)).faults).toEqual([expect.stringContaining("another hash")]);
  });

  it("is verified by a command, which says where it ends", async () => {
    const { database: db, url } = await testDatabase();
    const env = { DATABASE_URL: url.reveal("the test"), TOKENWARD_SECRET: Buffer.alloc(32, 7).toString("base64") };
    await db.transaction(async (tx) => appendAudit(tx, [event(1)]));
    const { stdout: head } = await runCommand(["audit", "head"], { env, root });
    expect(await runCommand(["audit", "verify", "--head", head.trim()], { env, root })).toMatchObject({
      code: 0,
      stdout: `whole: 1 blocks with 1 events\nhead ${head}`,
    });
    const another = `1:${"0".repeat(64)}`;
    expect(await runCommand(["audit", "verify", "--head", another], { env, root })).toMatchObject({ code: 1 });
    const { stderr, ...rest } = await runCommand(["audit", "verify", "--head", "x"], { env, root });
    expect(rest).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("not a head");
  });
});

/** The end of a trail, taken away by somebody who switched the triggers off. */
async function cut(db: Database): Promise<void> {
  await db.query("alter table audit_events disable trigger user");
  await db.query("alter table audit_blocks disable trigger user");
  await db.query("delete from audit_events where block = (select id from audit_blocks where seq = 4)");
  await db.query("delete from audit_blocks where seq = 4");
}
