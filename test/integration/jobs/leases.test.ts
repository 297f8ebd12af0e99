import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { Upkeep } from "../../../src/jobs/upkeep.ts";
import { withLease } from "../../../src/obligations/lease.ts";
import { claimDue } from "../../../src/obligations/obligations.sql.ts";
import { testHeart } from "../../helpers/heart.ts";

describe("leases", () => {
  it("no index knows them, so that claiming and taking write no index entry", async () => {
    const { db } = await testHeart();
    const knowing = await db.query(
      "select indexdef from pg_indexes where tablename = 'obligations' and indexdef ~ '\\m(lease|leased_until|taken|attempts)\\M'",
    );
    expect(knowing).toEqual([]);
  });

  it("whoever comes after a claim or a taking on the same connection waits for the disk again", async () => {
    const heart = await testHeart();
    await heart.report([(await heart.mint()).text]);
    const setting = "select current_setting('synchronous_commit') as waits";
    const before = await heart.db.query(setting);
    await heart.db.transaction(async (tx) => {
      expect(await claimDue(tx, "revoke", 10, 1, randomUUID(), 5)).toBe(1);
      expect(await tx.query(setting)).toEqual([{ waits: "off" }]);
    });
    for (const client of Array.from({ length: heart.db.pool.totalCount }, () => heart.db.query(setting)))
      expect(await client).toEqual(before);
  });

  it("what was dispatched and got lost is dispatched anew, and its dispatch forgotten", async () => {
    const heart = await testHeart();
    await heart.report([(await heart.mint()).text]);
    const lost = randomUUID();
    expect(await claimDue(heart.db, "revoke", 10, 1, lost, 5)).toBe(1);
    // While it may still come, nobody else gets it.
    expect(await claimDue(heart.db, "revoke", 10, 10, randomUUID(), 5)).toBe(0);
    await heart.db.query("update obligations set leased_until = now()");
    await heart.db.query("update dispatches set until = now() - interval '1 hour'");
    const lease = randomUUID();
    expect(await claimDue(heart.db, "revoke", 10, 1, lease, 5)).toBe(1);
    await new Upkeep({ db: heart.db, log: heart.log, historyDays: null, retentionDays: 30 }).forget();
    expect(await heart.db.query("select lease from dispatches")).toEqual([{ lease }]);
    await withLease(heart.db, heart.log, lost, () => Promise.reject(new Error("must not run")));
    await withLease(heart.db, heart.log, lease, (batch) => heart.revoker.run(batch));
    expect(await heart.incidents()).toMatchObject([{ state: "revoked" }]);
  });
});
