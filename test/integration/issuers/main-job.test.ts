import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startApp } from "../../helpers/app.ts";
import { temporaryFolder } from "../../helpers/folder.ts";
import { attenuate, withBadSignature } from "../../helpers/macaroons.ts";
import { startMailbox } from "../../helpers/mailbox.ts";
import { until } from "../../helpers/until.ts";
import { Warehouse } from "../../helpers/warehouse.ts";

const record = (token: string, url = "https://github.com/octo/leak/blob/main/.pypirc") => ({
  token,
  type: "pypi_api_token",
  url,
  source: "content",
});

/** The service as an issuer with a database like PyPI's runs it: the shipped file, and where its database is. */
async function startWithWarehouse() {
  const [warehouse, mailbox, folder] = await Promise.all([Warehouse.start(), startMailbox(), temporaryFolder()]);
  const file = join(folder, "tokenward.json");
  await writeFile(file, await readFile(new URL("../../../docs/examples/warehouse.json", import.meta.url)));
  const env = { TOKENWARD_CONFIG: file, WAREHOUSE_DATABASE_URL: warehouse.url, SMTP_URL: mailbox.url, MAIL_FOLD_SECONDS: "0" };
  const app = await startApp({ env, role: "all" });
  const incident = async (tokenId: string) => {
    const { body } = await app.get(`/api/incidents?q=token:${tokenId}`);
    const id = body["incidents"]?.[0]?.["id"];
    return id === undefined ? null : (await app.get(`/api/incidents/${String(id)}`)).body;
  };
  const report = async (records: readonly object[]) => {
    const { body, status } = await app.github.send(app.hook, records);
    return [status, status === 200 ? (JSON.parse(body) as { label: string }[]).map(({ label }) => label) : body] as const;
  };
  return { warehouse, mailbox, app, incident, report };
}

test("a signed alert with PyPI-shaped tokens: dead in the issuer's database, in its users' history, and mailed", async () => {
  const { app, incident, mailbox, report, warehouse } = await startWithWarehouse();
  const ada = await warehouse.user("ada", "ada@example.com");
  const [leaked, attenuated, forged, bystander] = [
    await warehouse.mint(ada, "ci"),
    await warehouse.mint(ada, "laptop"),
    await warehouse.mint(ada, "forged"),
    await warehouse.mint(ada, "bystander"),
  ];
  const answer = await report([
    record(leaked.text),
    record(attenuate(attenuate(attenuated.text, '[1,["one-project"]]'), "[0,4102444800,0]")),
    record(withBadSignature(forged.text)),
    record("pypi-nonsense"),
    record(leaked.text, "https://github.com/octo/fork/blob/main/.pypirc"),
  ]);
  expect(answer).toEqual([200, ["true_positive", "true_positive", "false_positive", "true_positive"]]);

  await until("both owners were told", () => mailbox.mails.length === 2);
  const alive = await Promise.all([leaked, attenuated, forged, bystander].map(({ id }) => warehouse.isAlive(id)));
  expect(alive).toEqual([false, false, true, true]);
  const subjects = mailbox.mails.map(({ subject }) => subject).join("; ");
  for (const name of ["ci", "laptop"]) expect(subjects).toContain(`We revoked your token "${name}"`);
  expect(mailbox.mails.map(({ to }) => to?.[0]?.address)).toEqual(["ada@example.com", "ada@example.com"]);

  const first = await until("the incident has its mail", async () => {
    const found = await incident(leaked.id);
    return found?.["notified_at"] === null ? null : found;
  });
  expect(first).toMatchObject({
    state: "revoked",
    issuer: "warehouse",
    format: "pypi",
    occurrence_count: 2,
    owner: { name: "ada", email: "ada@example.com" },
    timeline: [
      { action: "incident.reported", detail: { verdict: "genuine", why: "default: genuine → revoke" } },
      { action: "incident.revoked", detail: { issuer: "warehouse", outcome: "revoked" } },
      { action: "notice.sent" },
    ],
  });
  expect(first).toMatchObject({ severity: "full", copy_expires_at: null });

  // What leaked of the other is a copy that may do less: its own caveats are shown, to people with access and to its owner.
  expect(await incident(attenuated.id)).toMatchObject({
    verdict_detail: "attenuated",
    severity: "limited",
    copy_expires_at: "2100-01-01T00:00:00.000Z",
    caveats: expect.arrayContaining([{ kind: "project", text: "only for the projects one-project" }]),
  });
  const mail = mailbox.mails.find(({ subject }) => subject?.includes("laptop") === true)?.text?.replaceAll(/\s+/gu, " ");
  for (const words of ["had been restricted further", "only for the projects one-project", "2100"]) expect(mail).toContain(words);
  const events = await warehouse.events(ada);
  expect(new Set(events.map(({ additional, tag }) => `${tag} ${additional.macaroon_id}`))).toEqual(
    new Set([leaked, attenuated].map(({ id }) => `account:api_token:removed_leak ${id}`)),
  );
  expect(events).toHaveLength(2);
  expect(events.find(({ additional }) => additional.macaroon_id === leaked.id)?.additional.incident).toBe(first["id"]);

  // The database has forgotten the token: a report of the same copy is still that incident, and still a true positive.
  expect(await report([record(leaked.text, "https://github.com/octo/third")])).toEqual([200, ["true_positive"]]);
  expect(await incident(leaked.id)).toMatchObject({ state: "revoked", occurrence_count: 3 });
  expect(mailbox.mails).toHaveLength(2);

  const dump = JSON.stringify([
    app.logs,
    await app.db.query("select i::text, o::text from incidents i join occurrences o on o.incident_id = i.id"),
  ]);
  for (const { text } of [leaked, attenuated, forged]) expect(dump).not.toContain(text.slice(-40));
});

test("a trusted publisher's token dies too, though it belongs to no user: a person is told that nobody else was", async () => {
  const { incident, mailbox, report, warehouse } = await startWithWarehouse();
  const [live, spent] = [await warehouse.mintForPublisher(), await warehouse.mintForPublisher(-1)];
  expect(await report([record(live.text), record(spent.text)])).toEqual([200, ["true_positive", "true_positive"]]);
  await until("it is dead", async () => !(await warehouse.isAlive(live.id)));
  expect(
    await until("it waits for a person", async () => {
      const found = await incident(live.id);
      return found?.["state"] === "needs_attention" ? found : null;
    }),
  ).toMatchObject({ owner: null, attention_reason: "owner unreachable: the issuer knows no mail address", revoked_at: expect.any(String) });
  expect(await incident(spent.id)).toMatchObject({
    state: "dismissed",
    verdict: "inactive",
    verdict_detail: "expired_copy",
    severity: "none",
  });
  expect([await warehouse.isAlive(spent.id), mailbox.mails.length]).toEqual([true, 0]);
});
