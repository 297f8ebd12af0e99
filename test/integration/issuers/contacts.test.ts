import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startApp } from "../../helpers/app.ts";
import { FakeIssuer, WHSEC } from "../../helpers/fake-issuer.ts";
import { temporaryFolder } from "../../helpers/folder.ts";
import { startMailbox } from "../../helpers/mailbox.ts";
import { until } from "../../helpers/until.ts";
import { PYPI, Warehouse } from "../../helpers/warehouse.ts";

const record = (token: string) => ({ token, type: "pypi_api_token", url: "https://github.com/octo/leak", source: "content" });

/** The service with one issuer's configuration, and a relay that refuses these addresses for good. */
async function startWith(config: string, env: Readonly<Record<string, string>>, refused: readonly string[]) {
  const mailbox = await startMailbox({ refused });
  const file = join(await temporaryFolder(), "tokenward.json");
  await writeFile(file, config);
  const app = await startApp({ env: { TOKENWARD_CONFIG: file, SMTP_URL: mailbox.url, ...env }, role: "all" });
  const told = (): string[] => mailbox.mails.map(({ to }) => to![0]!.address!).toSorted();
  const owed = async () => (await app.db.query("select 1 from obligations where kind = 'notify'")).length;
  const settled = async (count: number) =>
    await until("everybody was told", async () => mailbox.mails.length === count && (await owed()) === 0, { withinMs: 30_000 });
  return { app, mailbox, told, settled };
}

test("an issuer with a database of its own: when the owner's address takes no mail, their other confirmed address is told", async () => {
  const warehouse = await Warehouse.start();
  const config = await readFile(new URL("../../../docs/examples/warehouse.json", import.meta.url), "utf8");
  const { app, settled, told } = await startWith(config, { WAREHOUSE_DATABASE_URL: warehouse.url }, ["ada@example.com"]);
  const { text } = await warehouse.mint(await warehouse.user("ada", "ada@example.com"));
  await app.github.send(app.hook, [record(text)]);
  await settled(1);
  expect(told()).toEqual(["other-ada@example.com"]);
});

test("an issuer that is called: owner and co-owners at once, each of what concerns them; then admins; nobody former", async () => {
  const fake = await FakeIssuer.start();
  const owner = {
    id: "ada",
    name: "Ada",
    email: "ada@example.com",
    contacts: [
      { email: "grace@example.com", relation: "co_owner", name: "Grace", locale: "de", concerns: ["crate difference-engine"] },
      { email: "joan@example.com", relation: "co_owner" },
      { email: "home@example.com", relation: "address" },
      { email: "it@example.com", relation: "admin" },
      { email: "left@example.com", relation: "co_owner", former: true },
      { email: "gone@example.com", relation: "admin", former: true },
      { email: "never@example.com", relation: "co_owner", verified: false },
    ],
  };
  fake.instead = ({ body }, response) => {
    const isLookup = body.startsWith('{"type":"lookup"');
    const known = { status: "known", id: "t1", name: "ci", owner, alive: true };
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ results: [isLookup ? known : { outcome: "revoked" }] }));
  };
  const shop = { id: "shop", kind: "http", protocol: "json", url: `${fake.url}/contract`, secret: { $env: "SHOP_SECRET" } };
  const config = JSON.stringify({
    formats: [{ id: "pypi", issuer: "shop" }],
    issuers: [{ ...shop, allow_addresses: ["127.0.0.1"] }],
  });
  const refused = ["ada@example.com", "home@example.com"];
  const { app, mailbox, settled, told } = await startWith(config, { SHOP_SECRET: WHSEC }, refused);
  await app.github.send(app.hook, [record(PYPI.example())]);
  await settled(3);
  expect(told()).toEqual(["grace@example.com", "it@example.com", "joan@example.com"]);
  const mailTo = (address: string) => mailbox.mails.find(({ to }) => to?.[0]?.address === address)!;
  expect(mailTo("grace@example.com").text).toContain("crate difference-engine");
  expect(mailTo("joan@example.com").text).not.toContain("crate difference-engine");
  expect(mailTo("grace@example.com").headers.find(({ key }) => key === "content-language")?.value).toBe("de");
});
