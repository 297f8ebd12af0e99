import { describe, expect, test } from "vitest";
import { AdminTokens } from "../../../src/access/admin-tokens.ts";
import { Keyring } from "../../../src/kernel/keyring.ts";
import { Secret } from "../../../src/kernel/secret.ts";
import { testDatabase } from "../../helpers/database.ts";

const { database } = await testDatabase();
const keyring = new Keyring(new Secret(Buffer.alloc(32, 1)));
const tokens = new AdminTokens(database, keyring, new Secret("the-configured-token"));

/** Fails when it is asked anything. */
const nobody = { query: () => Promise.reject(new Error("the database was asked")) } as never;

describe("admin tokens", () => {
  test("the configured one is good and needs no database", async () => {
    const alone = new AdminTokens(nobody, keyring, new Secret("the-configured-token"));
    expect(await alone.authenticate("the-configured-token")).toBe("admin:configured");
  });

  test("an empty or an overlong one is nobody's, before anything is computed or asked", async () => {
    const alone = new AdminTokens(nobody, keyring, null);
    expect(await alone.authenticate("")).toBeNull();
    expect(await alone.authenticate("x".repeat(100_000))).toBeNull();
  });

  test("a minted one is good under its name, and only whole", async () => {
    const text = (await tokens.mint("deploy bot")).reveal("test");
    expect(text).toMatch(/^twadmin_[\w-]{43}$/u);
    expect(await tokens.authenticate(text)).toBe("admin:deploy bot");
    expect(await database.query("select actor, detail from audit_events where action = 'admin_token.minted'")).toEqual([
      { actor: "operator", detail: '{"name":"deploy bot"}' },
    ]);
    for (const wrong of [text.slice(0, -1), `${text}x`, text.toUpperCase(), text.slice(8), "the-configured-toke"]) {
      expect(await tokens.authenticate(wrong)).toBeNull();
    }
  });

  test("end at their time, and when somebody ends them", async () => {
    const [short, long] = [(await tokens.mint("short", 1)).reveal("test"), (await tokens.mint("long", 30)).reveal("test")];
    await database.query("update admin_tokens set expires_at = expires_at - interval '1 day' where name in ('short', 'long')");
    expect([await tokens.authenticate(short), await tokens.authenticate(long)]).toEqual([null, "admin:long"]);
    const listed = await tokens.list();
    expect(listed.some(({ name }) => name === "short")).toBe(false);
    const { id } = listed.find(({ name }) => name === "long")!;
    await tokens.end(id, "admin:Grace");
    expect(await tokens.authenticate(long)).toBeNull();
    expect(await database.query("select actor, detail from audit_events where action = 'admin_token.ended'")).toEqual([
      { actor: "admin:Grace", detail: '{"name":"long"}' },
    ]);
    await expect(tokens.end(id, "admin:Grace")).rejects.toMatchObject({ code: "not_found" });
  });

  test("no two are the same, and none is stored", async () => {
    const [one, two] = [await tokens.mint("a"), await tokens.mint("a")];
    expect(one.reveal("test")).not.toBe(two.reveal("test"));
    const rows = await database.query<{ text: string }>("select t::text as text from admin_tokens t");
    const hex = Buffer.from(one.reveal("test")).toString("hex");
    for (const { text } of rows) {
      expect(text).not.toContain("twadmin_");
      expect(text).not.toContain(hex);
    }
  });

  test("are worth nothing under another secret", async () => {
    const text = (await tokens.mint("x")).reveal("test");
    const other = new AdminTokens(database, new Keyring(new Secret(Buffer.alloc(32, 2))), null);
    expect(await other.authenticate(text)).toBeNull();
  });

  test("have names of one clean line, so that nobody can forge a line of the audit", async () => {
    const text = (await tokens.mint(`ci\r\nadmin:configured\u202E${"x".repeat(100)}`)).reveal("test");
    expect(await tokens.authenticate(text)).toMatch(/^admin:ci admin:configuredx+…$/u);
  });

  test("their use is noted, at most once a minute", async () => {
    const text = (await tokens.mint("seen")).reveal("test");
    const seen = async (): Promise<unknown> =>
      (await database.query<{ at: Date | null }>("select last_used_at as at from admin_tokens where name = 'seen'"))[0]!.at;
    expect(await seen()).toBeNull();
    await tokens.authenticate(text);
    const first = await seen();
    expect(first).toBeInstanceOf(Date);
    await tokens.authenticate(text);
    expect(await seen()).toEqual(first);
    await database.query("update admin_tokens set last_used_at = now() - interval '2 minutes' where name = 'seen'");
    await tokens.authenticate(text);
    expect(await seen()).not.toEqual(first);
  });
});
