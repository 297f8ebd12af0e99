import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFakeKey } from "../../src/simulate/fake-keys.ts";
import { type PostAnswer, post } from "../../src/simulate/post.ts";
import { DISCLOSERS, fakeDiscloser } from "../../src/simulate/vendors/disclosers.ts";
import type { FakeVendor, Outgoing } from "../../src/simulate/vendors/vendor.ts";
import { testDatabase } from "../helpers/database.ts";
import { temporaryFolder } from "../helpers/folder.ts";
import { startTokenward, type Tokenward } from "../helpers/service.ts";
import { until } from "../helpers/until.ts";
import { envOf, WAYS } from "../helpers/vendors.ts";

const LEAK_URL = "https://git.example.com/octo/leak/-/blob/main/.env";
const names = Object.keys(WAYS);
const vendors = new Map<string, FakeVendor>();
let serving: Tokenward;
let signing: Tokenward;

beforeAll(async () => {
  for (const name of names) vendors.set(name, await WAYS[name]!.start());
  const unsigned = [...vendors].filter(([name]) => name !== "gitlab by signature").map(([, vendor]) => vendor);
  serving = await start(envOf(unsigned));
  signing = await start(vendors.get("gitlab by signature")!.env);
});

afterAll(async () => {
  for (const vendor of vendors.values()) await vendor.stop();
});

async function start(env: Readonly<Record<string, string>>): Promise<Tokenward> {
  const { url } = await testDatabase();
  return await startTokenward({ DATABASE_URL: url.reveal("test"), DATA_DIR: await temporaryFolder(), ...env });
}

const serviceFor = (name: string): Tokenward => (name === "gitlab by signature" ? signing : serving);

async function send(service: Tokenward, { body, headers, path }: Outgoing): Promise<PostAnswer> {
  return await post(service.url + path, body, headers, 15_000);
}

async function metric(service: Tokenward, line: RegExp): Promise<number> {
  const text = await (await fetch(`${service.url}/metrics`)).text();
  return Number(text.match(new RegExp(`^${line.source} (\\d+)$`, "mu"))?.[1] ?? 0);
}

describe.each(names)("%s, against the service as a process of its own:", (name) => {
  const { event, signsBody, source } = WAYS[name]!;
  const vendor = (): FakeVendor => vendors.get(name)!;

  it("a genuine delivery does what it is for, once, however often it comes", async () => {
    const service = serviceFor(name);
    const { id, token } = await service.mint(name);
    const delivery = vendor().deliver([{ token, url: LEAK_URL }]);
    const answers = await Promise.all([1, 2, 3].map(() => send(service, delivery)));
    expect(new Set(answers.map(({ body, status }) => `${status} ${body}`)).size).toBe(1);
    expect(answers[0]!.status).toBeLessThan(300);
    if (vendor().carriesTokens) {
      await service.untilNotified([id]);
      expect(await service.introspect(token)).toEqual({ active: false });
      expect(await service.incidentOf(id)).toMatchObject({ state: "revoked", verdict: "genuine", source, occurrence_count: 1 });
    } else {
      const counted = new RegExp(`leaks_events_total\\{source="${source}",event="${event}",outcome="no_access"\\}`, "u");
      expect(await metric(service, counted)).toBe(3);
    }
  });

  it("whatever is changed on the way is answered 401, always alike, and revokes nothing", async () => {
    const service = serviceFor(name);
    const { token } = await service.mint(name);
    const delivery = vendor().deliver([{ token, url: LEAK_URL }]);
    const bare = { ...delivery, headers: { "Content-Type": "application/json" } };
    const changed = { ...delivery, body: Buffer.concat([delivery.body, Buffer.from(" ")]) };
    const answers = await Promise.all([bare, ...(signsBody ? [changed] : [])].map((one) => send(service, one)));
    for (const { body, status } of answers) {
      expect([status, JSON.parse(body)]).toEqual([401, expect.objectContaining({ code: "signature_refused" })]);
    }
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    expect(await service.introspect(token)).toMatchObject({ active: true });
  });

  it("a genuine delivery that is malformed is answered 400, and a body over 32 MiB 413", async () => {
    const service = serviceFor(name);
    expect((await send(service, vendor().wrap(Buffer.from("{")))).status).toBe(400);
    expect((await send(service, vendor().wrap(Buffer.alloc(32 * 1024 * 1024 + 1, " ")))).status).toBe(413);
  });

  it("keys and secrets rotate under load without one refused delivery", async () => {
    const service = serviceFor(name);
    let sent = 0;
    const statuses: number[] = [];
    const sender = async (): Promise<void> => {
      while (sent < 120) {
        sent += 1;
        if (sent % 40 === 0) vendor().rotate();
        statuses.push((await send(service, vendor().deliver([{ token: `nothing-${sent}`, url: LEAK_URL }]))).status);
      }
    };
    await Promise.all(Array.from({ length: 8 }, sender));
    expect(statuses.filter((status) => status >= 300)).toEqual([]);
  });
});

it("self-managed GitLab learns which types it may send, and is told which batch holds others", async () => {
  const vendor = vendors.get("gitlab-revocation")!;
  const { headers } = vendor.deliver([]);
  const path = "/hooks/gitlab-revocation/v1/revocable_token_types";
  const types = await fetch(serving.url + path, { headers: headers as Record<string, string> });
  expect([types.status, await types.json()]).toEqual([200, { types: ["gitleaks_rule_id_tokenward_api_token"] }]);
  expect((await fetch(serving.url + path)).status).toBe(401);
  expect((await fetch(serving.url + path, { method: "POST" })).status).toBe(405);
  const { id, token } = await serving.mint("foreign type");
  const foreign = Buffer.from(JSON.stringify([{ type: "gitleaks_rule_id_aws", token, location: LEAK_URL }]));
  expect((await send(serving, vendor.wrap(foreign))).status).toBe(400);
  await serving.untilNotified([id]);
  expect((await send(serving, vendor.deliver([]))).status).toBe(204);
});

it("a discloser of the configuration file is a source like any other", async () => {
  const vendor = await fakeDiscloser(DISCLOSERS.depsdev);
  const folder = await temporaryFolder();
  const headers = { key_id_header: "GOSST-Public-Key-Identifier", signature_header: "GOSST-Public-Key-Signature" };
  const acme = { id: "acme-scan", title: "Acme Scan", ...headers, keys_url: vendor.discloser.keysUrl, labels: "hash" };
  await writeFile(join(folder, "config.json"), JSON.stringify({ disclosers: [acme] }));
  const service = await start({ TOKENWARD_CONFIG: join(folder, "config.json") });
  const { id, token } = await service.mint();
  const answer = await send(service, { ...vendor.deliver([{ token, url: LEAK_URL }]), path: "/hooks/acme-scan" });
  expect([answer.status, JSON.parse(answer.body)]).toEqual([200, [expect.objectContaining({ label: "true_positive" })]]);
  await service.untilNotified([id]);
  // What is not configured does not exist.
  const addresses = [
    "gitlab",
    "gitlab-partner",
    "gitlab-revocation/v1/revoke_tokens",
    "depsdev",
    "gitea",
    "bitbucket",
    "azure",
    "standard",
  ];
  for (const address of addresses) {
    const missing = await fetch(`${service.url}/hooks/${address}`, { method: "POST", body: "[]" });
    expect([address, missing.status, ((await missing.json()) as { code: string }).code]).toEqual([address, 404, "not_configured"]);
  }
  await vendor.stop();
});

it("a key endpoint that fails refuses nobody: known keys go on, and without any the answer is 503", async () => {
  const vendor = await fakeDiscloser(DISCLOSERS["gitlab-partner"]);
  const service = await start(vendor.env);
  const unknown = await service.mint("unknown");
  vendor.keys!.break("slow");
  const early = await send(service, vendor.deliver([{ token: unknown.token, url: LEAK_URL }]));
  expect([early.status, Number(early.headers["retry-after"])]).toEqual([503, expect.any(Number)]);
  expect(early.ms).toBeLessThan(10_000);
  vendor.keys!.repair();
  const late = await until(
    "the delivery that comes again is taken",
    async () => {
      const answer = await send(service, vendor.deliver([{ token: unknown.token, url: LEAK_URL }]));
      return answer.status === 204 ? answer : null;
    },
    { everyMs: 500 },
  );
  expect(late.status).toBe(204);
  for (const fault of ["down", "slow", "rateLimited", "error", "garbage", "empty"] as const) {
    vendor.keys!.break(fault);
    const { id, token } = await service.mint(fault);
    expect([fault, (await send(service, vendor.deliver([{ token, url: LEAK_URL }]))).status]).toEqual([fault, 204]);
    await service.untilNotified([id]);
  }
  await vendor.stop();
});

it("a key that signs a moment before it is published is recognised when its deliveries come again, without a restart or a minute's wait", async () => {
  const vendor = await fakeDiscloser(DISCLOSERS["gitlab-partner"]);
  const service = await start(vendor.env);
  const { id, token } = await service.mint("early");
  const early = createFakeKey();
  const { body, headers, path } = vendor.deliver([{ token, url: LEAK_URL }]);
  const delivery = { path, body, headers: { ...headers, ...vendor.discloser.sign(body, early) } };
  expect((await send(service, delivery)).status).toBe(401);
  vendor.discloser.rotate(early);
  await until("it is taken", async () => ((await send(service, delivery)).status === 204 ? true : null), {
    everyMs: 500,
    withinMs: 20_000,
  });
  await service.untilNotified([id]);
  await vendor.stop();
});
