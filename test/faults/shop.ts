import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { FakeIssuer, WHSEC } from "../helpers/fake-issuer.ts";

/** A shop whose tokens live in its own system, which is asked by its API. */
export class Shop {
  readonly api: FakeIssuer;

  private constructor(api: FakeIssuer) {
    this.api = api;
  }

  static async open(): Promise<Shop> {
    return new Shop(await FakeIssuer.start());
  }

  /** Writes the file that TOKENWARD_CONFIG names. */
  async configure(folder: string): Promise<string> {
    const path = join(folder, "config.json");
    const options = {
      protocol: "json",
      url: `${this.api.url}/contract`,
      secret: WHSEC,
      allow_addresses: ["127.0.0.1"],
      timeout_seconds: 2,
    };
    const file = {
      formats: [{ id: "shop", kind: "pattern", prefix: "shop_", alphabet: "0-9a-f", length: 32, issuer: "shop" }],
      issuers: [{ id: "shop", kind: "http", title: "Shop", ...options }],
    };
    await writeFile(path, JSON.stringify(file), { mode: 0o600 });
    return path;
  }

  sell(): string {
    const token = `shop_${randomBytes(16).toString("hex")}`;
    this.api.issue(token);
    return token;
  }

  /** The tokens that are alive. */
  get alive(): readonly string[] {
    return [...this.api.tokens].filter(([, { alive }]) => alive).map(([text]) => text);
  }
}
