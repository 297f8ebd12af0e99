import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { FakeIssuer, WHSEC } from "../../helpers/fake-issuer.ts";
import { temporaryFolder } from "../../helpers/folder.ts";
import { issuerOf, knownBy, revocation } from "../../helpers/issuers.ts";
import { textFormat } from "../../helpers/text-format.ts";

const SHOP = textFormat("shop", "shop_", "shop");
const folder = await temporaryFolder();

describe("over HTTP", async () => {
  const fake = await FakeIssuer.start();
  const over = (more: object = {}) =>
    issuerOf({
      id: "shop",
      kind: "http",
      title: "Shop",
      options: { protocol: "json", url: `${fake.url}/contract`, secret: WHSEC, allow_addresses: ["127.0.0.1"], ...more },
    });
  const candidate = () => {
    const text = SHOP.example();
    fake.issue(text);
    return SHOP.read(text, 0)!;
  };

  test("a lookup shows the whole token and a revocation only its id; both are signed", async () => {
    const issuer = await over();
    const one = candidate();
    fake.seen.length = 0;
    const [known] = await knownBy(issuer, [one]);
    expect(known).toMatchObject({
      name: "ci",
      owner: { name: "Ada", email: "ada@example.com", locale: "en" },
      credential: { kind: "attested" },
    });
    expect(known?.createdAt).toEqual(new Date("2026-01-01"));
    expect(await issuer.revoke([revocation(known!.id)])).toMatchObject([{ kind: "revoked", facts: { name: "ci", owner: { id: "ada" } } }]);
    const text = one.text.reveal("look for it");
    expect(fake.seen.map(({ body }) => body.includes(text))).toEqual([true, false]);
  });

  test("the same question asked again has the same id, another question another", async () => {
    const issuer = await over();
    fake.seen.length = 0;
    const requests = [revocation("a"), revocation("b")];
    await issuer.revoke(requests);
    await issuer.revoke(requests);
    await issuer.revoke(requests.toReversed());
    const [first, again, other] = fake.seen.map(({ headers }) => headers["webhook-id"]);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  test("one result that is nonsense is its own token's trouble; too few results are everybody's", async () => {
    const issuer = await over();
    const results = [
      { outcome: "revoked" },
      { outcome: "probably" },
      { outcome: "retry_later", retry_after: 7, reason: "busy\nnow" },
      { outcome: "action_needed" },
      { outcome: "already", name: "x\u202Ey", owner: { id: "7", email: "a@b\r\nBcc: c@d" } },
      { outcome: "already", owner: { id: "7" } },
    ];
    fake.instead = (_request, response) => response.end(JSON.stringify({ results }));
    const requests = results.map((_, index) => revocation(String(index)));
    expect(await issuer.revoke(requests)).toEqual([
      { kind: "revoked", facts: {} },
      { kind: "retry_later", reason: expect.stringContaining("not what was agreed on") },
      { kind: "retry_later", reason: "busy now", afterSeconds: 7 },
      { kind: "action_needed", reason: "it gives no reason" },
      { kind: "retry_later", reason: expect.stringContaining("not what was agreed on") },
      { kind: "already", facts: { owner: { id: "7", name: "7", email: null, locale: null } } },
    ]);
    const more = await issuer.revoke([...requests, revocation("more")]);
    expect(new Set(more.map(({ kind }) => kind))).toEqual(new Set(["retry_later"]));
    fake.instead = null;
  });

  test("suspends and restores where it says it can", async () => {
    expect([(await over()).suspend, (await over()).restore]).toEqual([null, null]);
    const issuer = await over({ can: ["suspend", "restore"] });
    const one = candidate();
    const issued = fake.tokens.get(one.text.reveal("look"))!;
    expect(await issuer.suspend!([revocation(issued.id)])).toMatchObject([{ kind: "revoked" }]);
    expect(issued).toMatchObject({ alive: false, suspended: true });
    expect(await issuer.restore!([revocation(issued.id)])).toMatchObject([{ kind: "revoked" }]);
    expect(issued.alive).toBe(true);
  });

  test("more candidates than fit into a question are several questions", async () => {
    const issuer = await over({ batch: 3 });
    fake.seen.length = 0;
    const candidates = Array.from({ length: 8 }, candidate);
    const known = await knownBy(issuer, candidates);
    expect(known.map((token) => token?.id)).toEqual(candidates.map(({ text }) => fake.tokens.get(text.reveal("look"))?.id));
    expect(fake.seen).toHaveLength(3);
  });

  test.each([
    ["http://example.com/x", WHSEC, /url: is no https URL/u],
    ["https://user:pw@example.com/x", WHSEC, /url: is no https URL/u],
    ["https://example.com/x", "whsec_c2hvcnQ=", /secret: is no whsec_/u],
  ])("%s with its secret is refused", async (url, secret, mistake) => {
    await expect(over({ url, secret })).rejects.toThrow(mistake);
  });
});

describe("as a command", () => {
  const running = (command: readonly string[], more: object = {}) =>
    issuerOf({ id: "shop", kind: "command", title: "Shop", options: { command, lookup: false, timeout_seconds: 1, ...more } });

  test("no shell reads its arguments, and the token is no argument and not in its environment", async () => {
    const seen = join(folder, "seen");
    const program = join(folder, "record.mjs");
    await writeFile(
      program,
      `import { readFileSync, writeFileSync } from "node:fs";
       const input = readFileSync(0, "utf8");
       writeFileSync(${JSON.stringify(seen)}, JSON.stringify({ argv: process.argv.slice(2), env: process.env, input }));
       console.log(JSON.stringify({ results: JSON.parse(input).tokens.map(() => ({ outcome: "revoked" })) }));`,
    );
    const issuer = await running([process.execPath, program, "$(id)", "a b; c"], { env: { API_KEY: "k" } });
    const { text } = SHOP.read(SHOP.example(), 0)!;
    expect(await issuer.revoke([revocation(null, { token: text })])).toMatchObject([{ kind: "revoked" }]);
    const { argv, env, input } = JSON.parse(await readFile(seen, "utf8")) as { argv: string[]; env: object; input: string };
    expect(argv).toEqual(["$(id)", "a b; c"]);
    expect(env).toEqual({ API_KEY: "k" });
    expect(JSON.parse(input)).toMatchObject({ type: "revoke", tokens: [{ id: null, token: text.reveal("compare") }] });
  });

  test.each([
    ["that cannot be started", [join(folder, "nobody")], "action_needed", "cannot be started (ENOENT)"],
    ["that fails", ["/bin/false"], "retry_later", "exit code 1"],
    ["that says nothing", ["/bin/true"], "retry_later", "no JSON"],
    ["that never ends", ["/bin/sleep", "60"], "retry_later", "time limit"],
    ["whose child never ends", ["/bin/sh", "-c", "sleep 60 & wait"], "retry_later", "time limit"],
    ["that says too much", ["/usr/bin/yes"], "retry_later", "more than 1 MiB"],
  ])("one %s is trouble that says so, in time", async (_what, command, kind, reason) => {
    const issuer = await running(command);
    const start = performance.now();
    const [outcome] = await issuer.revoke([revocation("1")]);
    expect(outcome).toMatchObject({ kind, reason: expect.stringContaining(reason) });
    expect(performance.now() - start).toBeLessThan(4_000);
  });

  test.each([[["revoke.sh"]], [[]], [["/bin/true", "a\0b"]]])("the command %j is refused", async (command) => {
    await expect(running(command)).rejects.toThrow(/issuers\[0\]\.command/u);
  });
});
