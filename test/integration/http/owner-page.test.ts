import { SignJWT } from "jose";
import { expect, test } from "vitest";
import { Keyring } from "../../../src/kernel/keyring.ts";
import { Secret } from "../../../src/kernel/secret.ts";
import { OwnerLinks } from "../../../src/notices/owner-page/link.ts";
import { startApp } from "../../helpers/app.ts";
import { startMailbox } from "../../helpers/mailbox.ts";
import { record } from "../../helpers/service.ts";
import { until } from "../../helpers/until.ts";

const KEY = new Keyring(new Secret(Buffer.alloc(32, 9))).ownerLinkKey;

/** A token that was revoked, and the link in its owner's mail. */
async function leaked(locale = "en") {
  const mailbox = await startMailbox();
  const app = await startApp({ role: "all", env: { SMTP_URL: mailbox.url, PRODUCT_NAME: 'Acme <b>"Tokens"' } });
  const { token: text } = await app.mint({ owner: { name: "Ada", email: "ada@example.com", locale }, name: "<img src=x> ci" });
  await app.github.send(app.hook, [record(text)]);
  await until("its owner was told", () => mailbox.mails.length === 1, { withinMs: 30_000 });
  const mail = mailbox.mails[0]!;
  const link = /http\S+\/owner\/\S+/u.exec(mail.text!)![0];
  const [incident] = (await app.get("/api/incidents")).body["incidents"]!;
  const id = String(incident!["id"]);
  const detail = async () => (await app.get(`/api/incidents/${id}`)).body;
  const answer = async (said: string) =>
    await fetch(link, { method: "POST", body: new URLSearchParams({ answer: said }), redirect: "manual" });
  return { app, mail, link, id, text, detail, answer };
}

test("the link in the mail opens the page of the case: no sign-in, no script, no token, and opening it changes nothing", async () => {
  const { app, detail, id, link, mail, text } = await leaked();
  expect(mail.html).toContain(`href="${link}"`);
  const before = await detail();
  for (const method of ["GET", "HEAD", "GET"]) {
    const response = await fetch(link, { method });
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(response.headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; style-src 'unsafe-hashes' 'sha256-[^']+' 'sha256-[^']+'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'$/u,
    );
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("referrer-policy")).toBe("no-referrer");
    expect(response.headers.get("set-cookie")).toBeNull();
    const page = await response.text();
    if (method === "HEAD") continue;
    for (const part of [id, "&lt;img src=x&gt; ci", "revoked on", "reported by GitHub", "a mail was sent", 'value="replaced"']) {
      expect(page).toContain(part);
    }
    expect(page).not.toMatch(/<script|<img|https?:\/\/(?!github\.com)/u);
    expect(page).not.toContain(text);
  }
  expect(await detail()).toEqual(before);
  expect(app.logs.join("\n")).not.toContain(link.split("/owner/")[1]);
});

test("an owner's answer is an audit event and a flag; what needs a person waits for one", async () => {
  const { answer, detail, link } = await leaked("de-CH");
  expect((await answer("replaced")).status).toBe(303);
  expect(await detail()).toMatchObject({ state: "revoked", owner_says: "replaced", owner_said_at: expect.any(String) });
  await answer("replaced");
  await answer("false_positive");
  const after = await detail();
  expect(after).toMatchObject({
    state: "needs_attention",
    owner_says: "false_positive",
    attention_reason: "the owner says that this is a false positive",
  });
  const answers = after["timeline"]!.filter((event) => String(event["action"]) === "owner.answered");
  expect(answers).toMatchObject([
    { actor: "owner", detail: { answer: "replaced" } },
    { actor: "owner", detail: { answer: "false_positive" } },
  ]);
  const page = await (await fetch(link)).text();
  expect(page).toContain('<html lang="de" dir="ltr">');
  expect(page).toContain("Das ist ein Fehlalarm.");
});

test("whom only a part of a token concerns is not shown what else it may do", async () => {
  const { app, id } = await leaked();
  await app.db.query("update incidents set token_caveats = $1, owner_name = '' where id = $2", [
    JSON.stringify([{ kind: "project", text: "only the project enigma" }]),
    id,
  ]);
  const links = new OwnerLinks(KEY, 30);
  const pages = [false, true].map(async (part) => {
    const path = await links.path({ incidentId: id, locale: "en", part }, new Date());
    return await (await fetch(`${app.url}${path}`)).text();
  });
  const [whole, part] = (await Promise.all(pages)) as [string, string];
  for (const kept of ["only the project enigma", "ada@example.com"]) {
    expect([whole.includes(kept), part.includes(kept)]).toEqual([true, false]);
  }
  expect(part).toContain(id);
});

test("what is no answer is refused, and answers are bounded", async () => {
  const { answer, detail } = await leaked();
  expect((await answer("DROP TABLE")).status).toBe(400);
  expect((await detail())["owner_says"]).toBeNull();
  const statuses = [];
  for (let n = 0; n < 25; n += 1) statuses.push((await answer(n % 2 === 0 ? "replaced" : "not_me")).status);
  expect(statuses).toContain(429);
  expect(statuses.filter((status) => status === 303).length).toBeLessThanOrEqual(20);
});

test("a link that was changed, that another key signed, that is unsigned, or that has expired opens nothing", async () => {
  const { app, id } = await leaked();
  const links = new OwnerLinks(KEY, 30);
  const good = await links.path({ incidentId: id, locale: "en", part: false }, new Date());
  expect((await fetch(`${app.url}${good}`)).status).toBe(200);
  const other = new OwnerLinks(new Secret(Buffer.alloc(32, 1)), 30);
  const unsigned = `/owner/${Buffer.from('{"alg":"none"}').toString("base64url")}.${good.split(".")[1]!}.`;
  const elsewhere = await new SignJWT({ locale: "en" })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(id)
    .setAudience("something else")
    .setExpirationTime("1h")
    .sign(KEY.reveal("test"));
  const bad = [
    `${good.slice(0, -4)}AAAA`,
    await other.path({ incidentId: id, locale: "en", part: false }, new Date()),
    unsigned,
    `/owner/${elsewhere}`,
    await links.path({ incidentId: id, locale: "en", part: false }, new Date(Date.now() - 31 * 86_400_000)),
    await links.path({ incidentId: "019a9f3c-5f8e-7c1a-9b57-0d6f3f1f6a21", locale: "en", part: false }, new Date()),
    "/owner/x",
  ];
  for (const path of bad) {
    const response = await fetch(`${app.url}${path}`, { headers: { "accept-language": "fr" } });
    expect([path, response.status]).toEqual([path, 404]);
    expect(await response.text()).toContain("Ce lien a expiré");
    expect((await fetch(`${app.url}${path}`, { method: "POST", body: new URLSearchParams({ answer: "replaced" }) })).status).toBe(404);
  }
});
