import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../../src/compose/root.ts";
import { CATALOGUES } from "../../../src/notices/catalogue.ts";
import { NOTICE_TEMPLATES } from "../../../src/notices/render.ts";
import { runCommand } from "../../helpers/command.ts";
import { temporaryFolder } from "../../helpers/folder.ts";
import { startMailbox } from "../../helpers/mailbox.ts";

test("every mail is written in every language, in the name of this installation", async () => {
  const out = join(await temporaryFolder(), "mails");
  const env = { PRODUCT_NAME: "Acme", PUBLIC_URL: "https://tokens.acme.example", SUPPORT_ADDRESS: "help@acme.example" };
  const { code, stdout } = await runCommand(["notices", "preview", "--out", out], { env, root });
  expect([code, stdout]).toEqual([0, `${CATALOGUES.length * NOTICE_TEMPLATES.length} mails written to ${out}\n`]);
  expect(readdirSync(out)).toEqual(CATALOGUES.map(({ language }) => language).toSorted());
  for (const template of NOTICE_TEMPLATES) {
    const text = readFileSync(join(out, "he", `${template}.txt`), "utf8");
    expect(text).toContain("[Acme]");
    expect(text).not.toContain("example.org");
    expect(readFileSync(join(out, "he", `${template}.html`), "utf8")).toContain('<html lang="he" dir="rtl">');
  }
});

test("one mail in one language is written alone", async () => {
  const out = await temporaryFolder();
  const { stdout } = await runCommand(["notices", "preview", "--template", "revoked", "--locale", "pt", "--out", out], { root });
  expect(stdout).toBe(`1 mails written to ${out}\n`);
  expect(readdirSync(join(out, "pt-BR"))).toEqual(["revoked.html", "revoked.txt"]);
});

test("a template that is not there is answered with those that are", async () => {
  const { code, stderr } = await runCommand(["notices", "preview", "--template", "nope"], { root });
  expect([code, stderr]).toEqual([2, expect.stringContaining("there is no such template; there are revoked, ")]);
});

test("a test message goes the way of all mails", async () => {
  const mailbox = await startMailbox();
  const env = { SMTP_URL: mailbox.url, PRODUCT_NAME: "Acme" };
  const { code, stdout } = await runCommand(["notices", "test", "ada@example.com", "--locale", "de"], { env, root });
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^250 /u)]);
  expect(mailbox.mails).toMatchObject([{ subject: "[Acme] Testnachricht", to: [{ address: "ada@example.com" }] }]);
});

test("an address that no mail can be sent to is refused with the reason", async () => {
  const { code, stderr } = await runCommand(["notices", "test", "not an address"], { env: { SMTP_URL: "smtp://127.0.0.1:9" }, root });
  expect([code, stderr]).toEqual([expect.any(Number), expect.stringContaining("not one that mail can be sent to")]);
  expect(code).not.toBe(0);
});
