import { Webhook } from "standardwebhooks";
import { expect, it } from "vitest";
import { testDatabase } from "../helpers/database.ts";
import { temporaryFolder } from "../helpers/folder.ts";
import { startReceiver } from "../helpers/receiver.ts";
import { record, startGithub, startTokenward } from "../helpers/service.ts";
import { until } from "../helpers/until.ts";

it("an endpoint that is added by the API hears of a leak, signed with the secret it was shown, and can be managed", async () => {
  const github = await startGithub();
  const { url } = await testDatabase();
  const receiver = await startReceiver();
  const service = await startTokenward({
    GITHUB_API_URL: github.apiUrl,
    DATA_DIR: await temporaryFolder(),
    DATABASE_URL: url.reveal("the service"),
    OUTGOING_ALLOW_ADDRESSES: "127.0.0.0/8",
  });
  const wanted = { url: receiver.url, description: "SIEM", events: ["leak.revoked", "endpoint.test"] };
  const created = await service.call("POST", "/api/endpoints", wanted);
  expect(created).toMatchObject({ status: 201, body: { endpoint: { kind: "standard", description: "SIEM", disabled_at: null } } });
  const { endpoint, secret } = created.body as { endpoint: { id: string }; secret: string };
  expect(JSON.stringify(await service.call("GET", "/api/endpoints"))).not.toContain("secret-path");

  const { id, token } = await service.mint();
  expect((await github.send(service.hook, [record(token)])).status).toBe(200);
  const [message] = await until("it was told", () => (receiver.received.length > 0 ? receiver.received : null), { withinMs: 30_000 });
  expect(new Webhook(secret).verify(message!.body, message!.headers as Record<string, string>)).toMatchObject({
    type: "leak.revoked",
    data: { incident: { token_id: id, state: "revoked" } },
  });
  const at = `/api/endpoints/${endpoint.id}`;
  await until("it is recorded", async () => {
    const { body } = await service.call("GET", `${at}/messages`);
    return (body as { messages: { state: string }[] }).messages[0]?.state === "delivered";
  });
  expect(await service.call("POST", `${at}/disable`, { reason: "maintenance" })).toMatchObject({
    status: 200,
    body: { disabled_reason: "maintenance" },
  });
  expect((await service.call("POST", `${at}/test`)).status).toBe(409);
  expect((await service.call("POST", `${at}/enable`)).status).toBe(200);
  expect((await service.call("POST", `${at}/test`)).status).toBe(202);
  await until("the test came", () => receiver.received.length === 2, { withinMs: 30_000 });
  expect((await service.call("DELETE", at)).status).toBe(200);
  expect((await service.call("GET", `${at}/messages`)).status).toBe(404);
  expect((await service.call("POST", "/api/endpoints", { ...wanted, url: "http://example.com/x" })).status).toBe(400);
});
