import { beforeAll, describe, expect, test } from "vitest";
import { type ApiAnswer, type App, startApp } from "../../helpers/app.ts";
import { record } from "../../helpers/service.ts";
import { until } from "../../helpers/until.ts";

let app: App;
beforeAll(async () => {
  app = await startApp({ role: "all" });
});

const act = (id: string, action: string): Promise<ApiAnswer> => app.post(`/api/incidents/${id}/${action}`, { reason: "because of a test" });

async function leaked(): Promise<{ id: string; token: string; incident: string }> {
  const minted = await app.mint();
  await app.github.send(app.hook, [record(minted.token)]);
  const incident = await until("it was revoked and its owner told", async () => {
    const [row] = (await app.get(`/api/incidents?q=state:revoked token:${minted.id}`)).body["incidents"]!;
    return row !== undefined && row["notified_at"] !== null ? String(row["id"]) : null;
  });
  return { ...minted, incident };
}

describe("an incident in the hands of a person", () => {
  test("goes round: revoked, restored, revoked again, closed, reopened, closed", async () => {
    const { id, incident, token } = await leaked();
    expect(await app.introspect(token)).toEqual({ active: false });

    const restored = await act(incident, "restore");
    expect([restored.status, restored.body]).toMatchObject([200, { state: "dismissed", revoked_at: null }]);
    expect(await app.introspect(token)).toMatchObject({ active: true, jti: id });

    expect((await act(incident, "revoke")).status).toBe(200);
    await until("it was revoked once more", async () => (await app.get(`/api/incidents/${incident}`)).body["state"] === "revoked");
    expect(await app.introspect(token)).toEqual({ active: false });

    expect((await act(incident, "close")).body).toMatchObject({ state: "closed", closed_at: expect.any(String) as string });
    expect((await act(incident, "reopen")).body).toMatchObject({
      state: "needs_attention",
      attention_reason: "reopened: because of a test",
    });
    expect((await act(incident, "close")).body).toMatchObject({ state: "closed", attention_reason: null });

    const { timeline } = (await app.get(`/api/incidents/${incident}`)).body;
    const byPeople = timeline!.filter(({ actor }) => String(actor).startsWith("admin:"));
    expect(byPeople.map(({ action }) => action)).toEqual([
      "incident.restored",
      "incident.revoke_requested",
      "incident.closed",
      "incident.reopened",
      "incident.closed",
    ]);
    expect(byPeople.every(({ detail }) => detail!["reason"] === "because of a test")).toBe(true);
  });

  test("whose mail was given up is tried again", async () => {
    const { incident } = await leaked();
    await app.db.query("update incidents set state = 'needs_attention', attention_reason = 'no mail', notified_at = null where id = $1", [
      incident,
    ]);
    await app.db.query("update notices set state = 'failed', sent_at = null where incident_id = $1", [incident]);
    await app.db.query(
      `insert into obligations (id, kind, incident_id, notice_id, dead_at)
       select gen_random_uuid(), 'notify', incident_id, id, now() from notices where incident_id = $1`,
      [incident],
    );
    expect(await act(incident, "retry")).toMatchObject({ status: 200, body: { state: "revoked" } });
    await until("the owner was told", async () => (await app.get(`/api/incidents/${incident}`)).body["notified_at"]);
    expect(await act(incident, "retry")).toMatchObject({ status: 409, body: { code: "conflict" } });
  });

  test("is refused what its state does not allow, and is told what it does", async () => {
    const { incident } = await leaked();
    const refused = await act(incident, "revoke");
    expect([refused.status, refused.body]).toMatchObject([
      409,
      { code: "conflict", detail: "the incident is revoked; that allows restore, close" },
    ]);
    await act(incident, "close");
    for (const action of ["revoke", "retry", "restore", "close"]) {
      expect([action, (await act(incident, action)).body]).toMatchObject([
        action,
        { status: 409, detail: "the incident is closed; that allows reopen" },
      ]);
    }
    await act(incident, "reopen");
    expect((await act(incident, "retry")).status).toBe(409);
  });

  test("of a token that no issuer knows can be closed and not revoked", async () => {
    const unknown = (await app.mint()).token;
    await app.db.query("delete from tokens where id = (select id from tokens order by created_at desc limit 1)");
    await app.github.send(app.hook, [record(unknown)]);
    const { incident } = (await app.post("/api/lookup", { token: unknown })).body;
    expect(incident).toMatchObject({ verdict: "unknown", state: "dismissed" });
    const id = String(incident!["id"]);
    expect(await act(id, "revoke")).toMatchObject({
      status: 409,
      body: { detail: "no issuer knows this token, so there is nothing to revoke" },
    });
    expect((await act(id, "close")).status).toBe(200);
  });

  test("is changed once when twenty people close it at the same time", async () => {
    const { incident } = await leaked();
    const answers = await Promise.all(Array.from({ length: 20 }, () => act(incident, "close")));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
  });
});
