import { createHash } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { type App, startApp } from "../../helpers/app.ts";
import { withBadSignature } from "../../helpers/macaroons.ts";
import { record } from "../../helpers/service.ts";

let raw: App;
beforeAll(async () => {
  raw = await startApp();
});

const like = (labels: string): Promise<App> => startApp({ database: raw.database, github: raw.github, env: { LABELS: labels } });

test("labels come in the order of the records, by the token as it was sent", async () => {
  const [first, second] = [await raw.mint(), await raw.mint()];
  const forged = withBadSignature(first.token);
  const answer = await raw.github.send(raw.hook, [record(second.token), record(forged), record("nothing of ours"), record(first.token)]);
  expect(answer.headers["content-type"]).toContain("application/json");
  expect(JSON.parse(answer.body)).toEqual([
    { token_raw: second.token, token_type: "tokenward_api_token", label: "true_positive" },
    { token_raw: forged, token_type: "tokenward_api_token", label: "false_positive" },
    { token_raw: first.token, token_type: "tokenward_api_token", label: "true_positive" },
  ]);
});

test("with LABELS=hash the answer names tokens by their SHA-256 and holds none", async () => {
  const app = await like("hash");
  const { token } = await app.mint();
  const answer = await app.github.send(app.hook, [record(token)]);
  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.body)).toEqual([
    { token_hash: createHash("sha256").update(token).digest("hex"), token_type: "tokenward_api_token", label: "true_positive" },
  ]);
});

test("with LABELS=off the answer is 204 and empty, and the delivery is committed all the same", async () => {
  const app = await like("off");
  const { id, token } = await app.mint();
  const answer = await app.github.send(app.hook, [record(token)]);
  expect([answer.status, answer.body]).toEqual([204, ""]);
  expect((await app.get(`/api/incidents?q=token:${id}`)).body["incidents"]!).toHaveLength(1);
});

test("a redelivery gets the labels of the first time, although the token is long revoked by then", async () => {
  const { id, token } = await raw.mint();
  const first = await raw.github.send(raw.hook, [record(token)]);
  await raw.db.query("update tokens set revoked_at = now() where id = $1", [id]);
  const again = await raw.github.send(raw.hook, [record(token)]);
  expect(again.body).toBe(first.body);
});
