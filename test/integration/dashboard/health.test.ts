import { expect, it } from "vitest";
import { HELP } from "../../../src/dashboard/screens/health/runbook.tsx";
import { Circuits } from "../../../src/incidents/health/circuits.ts";
import { startApp } from "../../helpers/app.ts";
import { visit } from "../../helpers/dashboard.ts";
import { leak } from "../../helpers/leaks.ts";
import { until } from "../../helpers/until.ts";
import { recordingLog } from "../../unit/sources/support.ts";

it("shows who does not do their part: a source of which nothing is genuine, an issuer that fails, and what we owe", async () => {
  const app = await startApp();
  await app.db.query(
    `insert into source_health (source, accepted_at, refused_at, refusal, refused_in_a_row, unmatched_in_a_row)
     values ('github-partner', now() - interval '2 hours', now(), 'wrong_signature', 40, 0)`,
  );
  await app.db.query(
    `insert into obligations (id, kind, incident_id, lane, due_at, attempts, last_error)
     values (gen_random_uuid(), 'revoke_elsewhere', gen_random_uuid(), 'shop', now() + interval '1 hour', 3, '<b>it answered 503</b>')`,
  );
  const circuits = new Circuits(app.db, recordingLog().log);
  const now = Date.now();
  circuits.note("shop", { state: "open", restMs: 3_600_000 });
  circuits.note("tried", { state: "open", restMs: 1 });
  circuits.note("tried", { state: "half_open" });
  circuits.note("mended", { state: "half_open" });
  circuits.note("mended", { state: "closed" });
  await circuits.settled();
  const page = await (await (await visit(app, "viewer")).get("/admin/health")).text();
  expect(page).toContain("nothing is genuine");
  expect(page).toContain("wrong_signature");
  expect(page).toContain("&lt;b>it answered 503&lt;/b>");
  expect(page).not.toContain("<b>it answered");
  const rowOf = (issuer: string): string => page.split("<tr").find((row) => row.includes(`<bdi>${issuer}</bdi>`))!;
  const rests = /until <time datetime="(?<at>[^"]+)"/iu.exec(rowOf("shop"))!.groups!["at"]!;
  expect(Date.parse(rests)).toBeGreaterThan(now + 3_000_000);
  expect(rowOf("shop")).toContain("left alone");
  expect(rowOf("tried")).toContain("the next is a try");
  expect(rowOf("mended")).toContain("are made");
  expect(page).toMatch(/<code>revoke_elsewhere<\/code>/u);
});

it("says of each part when it last did well, and leads to what to do, which is there", async () => {
  const app = await startApp({ role: "all" });
  const { incident } = await leak(app);
  await until("its owner was told", async () => (await app.get(`/api/incidents/${incident}`)).body["notified_at"], { withinMs: 60_000 });
  await app.db.query(
    `insert into obligations (id, kind, incident_id, due_at, attempts, last_error)
     values (gen_random_uuid(), 'notify', gen_random_uuid(), now() + interval '1 hour', 3, '451 not now')`,
  );
  const viewer = await visit(app, "viewer");
  const html = await (await viewer.get("/admin/health")).text();
  const relay = html.split("<tr").find((row) => row.includes("mail relay"))!;
  expect(relay).toContain("451 not now");
  expect(relay).toContain("failing");
  expect(relay).toMatch(/data-title="Last success"><time/u);
  expect(html).toMatch(/All tokens are revoked in our own database\. Last success: <time/u);
  const runbook = await (await viewer.get("/admin/runbook")).text();
  const anchors = Array.from(html.matchAll(/href="\/admin\/runbook#(?<anchor>[^"]+)"/gu), ({ groups }) => groups!["anchor"]!);
  expect(anchors.length).toBeGreaterThan(2);
  for (const anchor of [...anchors, ...Object.values(HELP)]) expect(runbook, anchor).toContain(`<section id="${anchor}"`);
});
