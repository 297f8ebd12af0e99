import { randomBytes, randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { macaroonFormat } from "../../src/formats/macaroon/format.ts";
import { mintMacaroon, tokenText } from "../../src/formats/macaroon/mint.ts";
import type { IssuerEntry } from "../../src/issuers/kind.ts";
import { Secret } from "../../src/kernel/secret.ts";
import { type TestDatabase, testDatabase } from "./database.ts";

/** Its tokens, read and proven as Tokenward does. */
export const PYPI = macaroonFormat({ id: "pypi", title: "PyPI", issuer: "warehouse", prefix: "pypi-", location: "pypi.org" });

export interface WarehouseToken {
  readonly id: string;
  readonly text: string;
}

/** The shipped configuration, its database filled in. */
export async function warehouseEntry(url: string): Promise<IssuerEntry> {
  const file = new URL("../../docs/examples/warehouse.json", import.meta.url);
  const { issuers } = JSON.parse(await readFile(file, "utf8")) as { issuers: [{ id: string; kind: string; title: string }] };
  const { id, kind, title, ...options } = issuers[0];
  return { id, kind, title, options: { ...options, url: new Secret(url) } };
}

/** A database as PyPI's, with tokens in it. It ends with the test file. */
export class Warehouse {
  readonly database: TestDatabase["database"];
  readonly url: string;

  constructor({ database, url }: TestDatabase) {
    this.database = database;
    this.url = url.reveal("test");
  }

  static async start(): Promise<Warehouse> {
    const database = await testDatabase({ empty: true });
    await database.database.pool.query(await readFile(new URL("../fixtures/warehouse.sql", import.meta.url), "utf8"));
    return new Warehouse(database);
  }

  async user(username: string, email: string): Promise<string> {
    const [user] = await this.database.query<{ id: string }>("insert into users (username, name) values ($1, '') returning id", [username]);
    await this.database.query(`insert into user_emails (user_id, email, "primary", verified) values ($1, $2, true, true)`, [
      user!.id,
      email,
    ]);
    await this.database.query(`insert into user_emails (user_id, email, "primary", verified) values ($1, $2, false, true)`, [
      user!.id,
      `other-${email}`,
    ]);
    return user!.id;
  }

  /** A token of a user, for all projects. */
  mint(userId: string, description: string = randomUUID()): Promise<WarehouseToken> {
    return this.#mint({ user_id: userId, description, permissions_caveat: { permissions: "user" } }, [[3, userId]]);
  }

  /** A token of a trusted publisher: it has no user. */
  async mintForPublisher(secondsToLive = 900): Promise<WarehouseToken> {
    const [publisher] = await this.database.query<{ id: string }>(
      "insert into oidc_publishers (discriminator) values ('github') returning id",
    );
    const now = Math.floor(Date.now() / 1_000);
    const caveats = [
      [4, publisher!.id, null],
      [2, [randomUUID()]],
      [0, now + secondsToLive, now],
    ];
    return await this.#mint(
      { oidc_publisher_id: publisher!.id, description: "OpenID token: release.yml", additional: { oidc: {} } },
      caveats,
    );
  }

  async isAlive(id: string): Promise<boolean> {
    return (await this.database.query("select 1 from macaroons where id = $1", [id])).length === 1;
  }

  async events(userId: string): Promise<{ tag: string; additional: { macaroon_id: string; incident: string } }[]> {
    return await this.database.query("select tag, additional from user_events where source_id = $1", [userId]);
  }

  async #mint(row: Readonly<Record<string, unknown>>, caveats: readonly unknown[]): Promise<WarehouseToken> {
    const id = randomUUID();
    const rootKey = randomBytes(32);
    const columns = { id, key: rootKey, caveats: JSON.stringify(caveats), ...row };
    const values = Object.values(columns);
    const places = values.map((_, index) => `$${index + 1}`);
    await this.database.query(`insert into macaroons (${Object.keys(columns).join(", ")}) values (${places.join(", ")})`, values);
    const wire = caveats.map((caveat) => Buffer.from(JSON.stringify(caveat)));
    return { id, text: tokenText("pypi-", mintMacaroon({ rootKey, location: "pypi.org", identifier: id, caveats: wire })) };
  }
}
