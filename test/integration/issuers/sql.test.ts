import { createHash, createHmac, randomBytes, randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Candidate } from "../../../src/formats/format.ts";
import { createIssuers } from "../../../src/issuers/registry.ts";
import { Secret } from "../../../src/kernel/secret.ts";
import { atEnd } from "../../helpers/at-end.ts";
import { testDatabase } from "../../helpers/database.ts";
import { issuerOf, knownBy, QUIET, revocation } from "../../helpers/issuers.ts";
import { textFormat } from "../../helpers/text-format.ts";
import { PYPI, Warehouse, warehouseEntry } from "../../helpers/warehouse.ts";

const sqlIssuer = (url: Secret | string, options: object) =>
  issuerOf({ id: "shop", kind: "sql", title: "Shop", options: { url, ...options } });

function textCandidate(text: string, format = "shop", identifier: string | null = null): Candidate {
  return {
    format,
    start: 0,
    end: text.length,
    text: new Secret(text),
    bytes: new Secret(Buffer.from(text)),
    lookup: identifier === null ? { by: "text" } : { by: "identifier", identifier },
    wholeness: "exact",
    redacted: "shop_…",
  };
}

describe("tokens found by their hash", async () => {
  const { database, url } = await testDatabase({ empty: true });
  await database.pool.query(
    "create table keys (id int generated always as identity primary key, digest text not null unique, raw bytea unique, label text, ended timestamptz)",
  );
  const key = randomBytes(32).toString("hex");
  const statements = {
    lookup: "select digest as found_by, id, label as name, ended as revoked_at from keys where digest = any(:hashes)",
    revoke: "update keys set ended = now() where id = any(:ids) and ended is null returning id",
    live: "select id from keys where id = any(:ids) and ended is null",
  };

  const ways = [
    { hashing: { algorithm: "sha256" }, digest: (text: string) => createHash("sha256").update(text).digest("hex") },
    { hashing: { algorithm: "sha256", encoding: "base64" }, digest: (text: string) => createHash("sha256").update(text).digest("base64") },
    {
      hashing: { algorithm: "hmac-sha256", encoding: "base64url", keys: { shop: key, "*": "another" } },
      digest: (text: string) => createHmac("sha256", key).update(text).digest("base64url"),
    },
    {
      hashing: { algorithm: "hmac-sha256", keys: { other: "another", "*": key } },
      digest: (text: string) => createHmac("sha256", key).update(text).digest("hex"),
    },
  ] as const;

  test.each(ways)("$hashing.algorithm, $hashing.encoding", async ({ digest, hashing }) => {
    const issuer = await sqlIssuer(url, { hashing, statements });
    const [first, second] = [`shop_${randomUUID()}`, `shop_${randomUUID()}`];
    await database.query("insert into keys (digest, label) values ($1, 'one'), ($2, 'two')", [digest(first), digest(second)]);
    const known = await knownBy(
      issuer,
      [second, "shop_stranger", first].map((text) => textCandidate(text)),
    );
    expect(known.map((token) => token?.name)).toEqual(["two", undefined, "one"]);
    const shop = textFormat("shop", "shop_", "shop");
    const proofs = [0, 2].map((index) => shop.prove(textCandidate([second, "", first][index]!), known[index]!.credential));
    expect(proofs).toMatchObject([{ genuine: true }, { genuine: true }]);
    expect(shop.prove(textCandidate(first), known[0]!.credential)).toEqual({ genuine: false });
    const request = revocation(known[0]!.id);
    expect(await issuer.revoke([request])).toEqual([{ kind: "revoked" }]);
    expect(await issuer.revoke([request])).toEqual([{ kind: "already" }]);
    expect((await knownBy(issuer, [textCandidate(second)]))[0]?.revokedAt).toBeInstanceOf(Date);
  });

  test("bytea hashes", async () => {
    const byBytes = { ...statements, lookup: "select raw as found_by, id, label as name from keys where raw = any(:hashes)" };
    const issuer = await sqlIssuer(url, { hashing: { algorithm: "sha256", encoding: "bytes" }, statements: byBytes });
    const text = `shop_${randomUUID()}`;
    await database.query("insert into keys (digest, raw, label) values ('-', $1, 'raw')", [createHash("sha256").update(text).digest()]);
    expect((await knownBy(issuer, [textCandidate(text)]))[0]?.name).toBe("raw");
  });

  test("a format without a key is not asked about under another's", async () => {
    const issuer = await sqlIssuer(url, { hashing: { algorithm: "hmac-sha256", keys: { other: key } }, statements });
    expect(await knownBy(issuer, [textCandidate("shop_1")])).toEqual([null]);
  });
});

describe("a Warehouse-shaped database", () => {
  test("user tokens have their owner and primary address, publisher tokens none; both are proven and die", async () => {
    const warehouse = await Warehouse.start();
    const user = await warehouse.user("ada", "ada@example.com");
    const issuer = await issuerOf(await warehouseEntry(warehouse.url));
    const tokens = [await warehouse.mint(user, "ci"), await warehouse.mintForPublisher()];
    const known = await knownBy(
      issuer,
      tokens.map(({ text }) => PYPI.read(text, 0)!),
    );
    const other = { name: "", email: "other-ada@example.com", locale: null, relation: "address", verified: true, concerns: null };
    expect(known.map((token) => [token?.name, token?.owner])).toEqual([
      ["ci", { id: user, name: "ada", email: "ada@example.com", locale: null, contacts: [other] }],
      ["OpenID token: release.yml", null],
    ]);
    expect(Math.abs(known[0]!.createdAt!.getTime() - Date.now())).toBeLessThan(60_000);
    expect(tokens.map(({ text }, index) => PYPI.prove(PYPI.read(text, 0)!, known[index]!.credential))).toMatchObject([
      { genuine: true, detail: "exact" },
      { genuine: true, detail: "exact" },
    ]);
    const requests = tokens.map(({ id }) => revocation(id));
    expect(await issuer.revoke(requests)).toEqual([{ kind: "revoked" }, { kind: "revoked" }]);
    expect(await Promise.all(tokens.map(({ id }) => warehouse.isAlive(id)))).toEqual([false, false]);
    expect(await warehouse.events(user)).toMatchObject([
      {
        tag: "account:api_token:removed_leak",
        additional: {
          macaroon_id: tokens[0]!.id,
          description: "ci",
          permissions: "user",
          caveats: [[3, user]],
          incident: requests[0]!.incidentId,
        },
      },
    ]);
  });

  test("the shipped statements are what its PostgreSQL takes; one that is not is named", async () => {
    const warehouse = await Warehouse.start();
    const { options, ...entry } = await warehouseEntry(warehouse.url);
    const { statements } = options as { statements: object };
    const [good, bad] = await createIssuers(
      [
        { ...entry, options },
        {
          ...entry,
          id: "bad",
          options: { ...(options as object), statements: { ...statements, live: "select id from gone where id = any(:ids)" } },
        },
      ],
      QUIET,
    );
    atEnd(() => Promise.all([good!.close(), bad!.close()]));
    await expect(good!.check()).resolves.toBeUndefined();
    await expect(bad!.check()).rejects.toThrow(/the statement "live" cannot be used: .*relation "gone" does not exist/u);
  });
});

describe("what a database may do", async () => {
  const { database, url } = await testDatabase({ empty: true });
  await database.pool.query("create table keys (id uuid primary key, label text, ended timestamptz)");
  const statements = {
    lookup: "select id as found_by, id, label as name, 'k'::bytea as root_key from keys where id = any(:identifiers::uuid[])",
    revoke: "update keys set ended = now() where id = any(:ids::uuid[]) and ended is null returning id",
    live: "select id from keys where id = any(:ids::uuid[]) and ended is null",
  };
  const insert = async (): Promise<string> => {
    const id = randomUUID();
    await database.query("insert into keys (id, label) values ($1, 'a key')", [id]);
    return id;
  };

  test("one identifier that its column cannot hold spoils no other of its batch", async () => {
    const issuer = await sqlIssuer(url, { statements });
    const ids = await Promise.all(Array.from({ length: 9 }, insert));
    const candidates = [...ids.slice(0, 4), "'; drop table keys; --", ...ids.slice(4), "\u00e9"].map((id) =>
      textCandidate("t", "shop", id),
    );
    expect((await knownBy(issuer, candidates)).map((token) => token?.id)).toEqual([
      ...ids.slice(0, 4),
      undefined,
      ...ids.slice(4),
      undefined,
    ]);
    const requests = ["nonsense", ...ids].map((id) => revocation(id));
    expect((await issuer.revoke(requests)).map(({ kind }) => kind)).toEqual(["refused", ...ids.map(() => "revoked")]);
  });

  test("rows of another shape are a fault of the statement: nothing is known, and the fault shows no value", async () => {
    const lookup = "select id as found_by, label as name, true as revoked_at from keys where id = any(:identifiers::uuid[])";
    const issuer = await sqlIssuer(url, { statements: { ...statements, lookup } });
    const id = await insert();
    const looking = issuer.lookup([textCandidate("t", "shop", id)]);
    await expect(looking).rejects.toThrow(/the lookup statement answers rows that cannot be used: "id" .*; "revoked_at"/u);
    await expect(looking).rejects.not.toThrow(id);
  });

  test("a token that is found twice is known once", async () => {
    const lookup = `${statements.lookup} union all ${statements.lookup}`;
    const issuer = await sqlIssuer(url, { statements: { ...statements, lookup } });
    const id = await insert();
    expect((await knownBy(issuer, [textCandidate("t", "shop", id)])).map((token) => token?.id)).toEqual([id]);
  });
});

test("every mistake of every entry is told at once, with its path, and secrets are not", async () => {
  const entries = [
    {
      id: "a",
      kind: "sql",
      title: "A",
      options: { url: "mysql://user:hunter2@host/db", statements: { lookup: "select 1", revoke: "x :ids; y", live: 7 } },
    },
    { id: "b", kind: "carrier-pigeon", title: "B", options: {} },
    {
      id: "c",
      kind: "sql",
      title: "C",
      options: { url: "postgres://h/d", statements: { lookup: "select :hashes", revoke: "select :ids", live: "select :ids" } },
    },
  ];
  const creating = createIssuers(entries, QUIET);
  await expect(creating).rejects.toMatchObject({ code: "invalid_config" });
  const { message } = (await creating.catch((error: unknown) => error)) as Error;
  for (const part of [
    "issuers[0].url: is no URL that begins with postgres://",
    "issuers[0].statements.lookup: it does not use :identifiers or :hashes",
    "issuers[0].statements.revoke: it holds more than one statement",
    "issuers[0].statements.live: is no text and no list of texts",
    'issuers[1].kind: there is no kind "carrier-pigeon"; allowed: command, github, http, sql',
    "issuers[2].hashing: is missing; the lookup statement uses :hashes",
  ]) {
    expect(message).toContain(part);
  }
  expect(message).not.toContain("hunter2");
});
