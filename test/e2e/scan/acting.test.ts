import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import type { Database } from "../../../src/db/database.ts";
import { testDatabase } from "../../helpers/database.ts";
import { temporaryFolder } from "../../helpers/folder.ts";
import { startMailbox } from "../../helpers/mailbox.ts";
import { zip } from "../../helpers/scan/archives.ts";
import { exampleTokens, scan } from "../../helpers/scan/scanning.ts";
import { startTokenward, type Tokenward } from "../../helpers/service.ts";
import { until } from "../../helpers/until.ts";

const ADMIN_TOKEN = "admin-token-of-the-tests";

let database: Database;
let service: Tokenward;
let mailbox: Awaited<ReturnType<typeof startMailbox>>;
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  const { database: own, url } = await testDatabase();
  database = own;
  mailbox = await startMailbox();
  service = await startTokenward({ DATABASE_URL: url.reveal("test"), DATA_DIR: await temporaryFolder(), SMTP_URL: mailbox.url });
  env = { ADMIN_TOKEN, PUBLIC_URL: service.url };
});

async function folderWith(token: string): Promise<string> {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, "a.env"), `KEY=${token}\n`);
  await writeFile(join(cwd, "b.whl"), zip({ "pkg/b.py": `KEY = "${Buffer.from(`x:${token}`).toString("base64")}"\n` }));
  return cwd;
}

test("scan --report: what is found is revoked and its owner told, as a source of its own, and no token is shown", async () => {
  const { id, token } = await service.mint("deploy", "grace@example.com");
  const cwd = await folderWith(token);
  const ran = await scan(["--report", "--json", "--decode", "--archives"], { cwd, env });
  expect(ran).toMatchObject({ code: 1, report: { findings: [{ path: "a.env" }, { path: "b.whl", member: "pkg/b.py", via: ["base64"] }] } });
  expect(ran.stderr).toContain(`Reported 2 to ${new URL(service.url).host}: 2 of them are genuine.`);
  expect(ran.stdout + ran.stderr).not.toContain(token);

  await service.untilNotified([id]);
  expect(await service.introspect(token)).toEqual({ active: false });
  const mail = await until("the mail came", () => mailbox.mails.find(({ to }) => to?.[0]?.address === "grace@example.com") ?? null);
  expect(mail.text).toContain("a.env");
  const incident = (await service.incidentOf(id))!;
  const { body } = await service.call("GET", `/api/incidents/${incident.id}`);
  expect(body).toMatchObject({ state: "revoked", source: "scan", occurrence_count: 2 });
  expect(JSON.stringify(body)).toContain("b.whl!pkg/b.py");
});

test("scan --report --back-fill: what a history holds is revoked like the rest, and recorded as there before", async () => {
  const { id, token } = await service.mint("old", "ada@example.com");
  const cwd = await folderWith(token);
  expect((await scan(["--report", "--back-fill", "a.env"], { cwd, env })).stderr).toContain("1 of them are genuine.");
  await service.untilNotified([id]);
  expect(await service.introspect(token)).toEqual({ active: false });
  expect(await database.query("select backfill from incidents where token_id = $1", [id])).toEqual([{ backfill: true }]);
});

test("scan --verify: each finding gets the issuer's verdict, and nothing is done", async () => {
  const { id, token } = await service.mint();
  const [stranger = ""] = await exampleTokens(1);
  const cwd = await folderWith(token);
  await writeFile(join(cwd, "z.txt"), stranger);
  const ran = await scan(["--verify", "--service", service.url, "--json"], { cwd, env: { ADMIN_TOKEN } });
  expect(ran).toMatchObject({
    code: 1,
    report: {
      findings: [
        { path: "a.env", verdict: "genuine" },
        { path: "z.txt", verdict: "unknown" },
      ],
    },
  });
  expect(ran.stdout + ran.stderr).not.toContain(token);
  const text = await scan(["--verify", "a.env"], { cwd, env });
  expect(text.stdout).toMatch(/^a\.env:1:5: tokenward \S+ \(genuine; /u);
  expect(await service.introspect(token)).toMatchObject({ active: true });
  expect(await service.incidentOf(id)).toBeUndefined();
});

test("a service that cannot be reached, or does not want us, is told, and the report is whole", async () => {
  const { token } = await service.mint();
  const cwd = await folderWith(token);
  const refused = await scan(["--report", "--json"], { cwd, env: { ...env, ADMIN_TOKEN: "not-the-admin-token-at-all" } });
  expect(refused).toMatchObject({ code: 2, report: { findings: [{ path: "a.env" }] } });
  expect(refused.stderr).toContain("Not everything was reported: ");
  expect(refused.stderr).toContain("does not accept the admin token");
  const nobody = await scan(["--verify", "--json", "--service", "http://127.0.0.1:1"], { cwd, env });
  expect(nobody).toMatchObject({ code: 2, report: { findings: [{ path: "a.env", verdict: null }] } });
  expect(nobody.stderr).toContain("Not everything was verified: 127.0.0.1:1: could not be reached");
  expect(nobody.stdout + nobody.stderr + refused.stdout + refused.stderr).not.toContain(token);
  expect(await service.introspect(token)).toMatchObject({ active: true });
});

test.each([
  [["--report"], {}, "need an admin token in ADMIN_TOKEN"],
  [["--report", "--service", "file:///etc"], { ADMIN_TOKEN }, "has to begin with https:// or http://"],
  [["--back-fill"], { ADMIN_TOKEN }, "--back-fill is said of what --report hands in"],
  [["--service", "https://x.example"], { ADMIN_TOKEN }, "--service is where --report and --verify go"],
])("%j is refused before anything is scanned", async (args, some, complaint) => {
  const ran = await scan(args, { cwd: await temporaryFolder(), env: some });
  expect(ran).toMatchObject({ code: 2, stdout: "" });
  expect(ran.stderr).toContain(complaint);
});
