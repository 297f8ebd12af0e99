import { randomUUID } from "node:crypto";
import type { Format } from "../../../src/formats/format.ts";
import { loadFormats } from "../../../src/formats/registry.ts";
import { BuiltinIssuer } from "../../../src/issuers/builtin/builtin.ts";
import type { LocalIssuer } from "../../../src/issuers/issuer.ts";
import { Keyring } from "../../../src/kernel/keyring.ts";
import { Secret } from "../../../src/kernel/secret.ts";
import { testDatabase } from "../../helpers/database.ts";
import { withBadSignature } from "../../helpers/macaroons.ts";
import { candidateOf, type FarSide } from "./far-side.ts";

const LOCATION = "tokens.test";

/** Tokens in our own database. */
export async function builtinFarSide(): Promise<FarSide> {
  const { database: db } = await testDatabase();
  const keyring = new Keyring(new Secret(Buffer.alloc(32, 7)));
  const issuer = new BuiltinIssuer({ db, lookupDb: db, keyring, prefix: "tokenward-", location: LOCATION });
  const format = (await loadFormats({ tokenPrefix: "tokenward", tokenLocation: LOCATION })).find(({ id }) => id === "tokenward") as Format;
  const owner = { name: "Ada", email: "ada@example.com", locale: "en" };
  const isAlive = async (id: string) => (await db.query("select 1 from tokens where id = $1 and revoked_at is null", [id])).length === 1;

  return {
    issuer,
    format,
    answers: { first: "revoked", again: "already" },
    sight: "proves",
    mint: async () => {
      const request = { owner, name: randomUUID(), caveats: () => [], expiresAt: null };
      const { id, token } = await db.transaction((tx) => issuer.mint(request, tx));
      return { id, candidate: candidateOf(format, token.reveal("test")) };
    },
    stranger: () => {
      const candidate = candidateOf(format, format.example());
      return { id: candidate.lookup.by === "identifier" ? candidate.lookup.identifier : "", candidate };
    },
    forgery: ({ candidate }) => candidateOf(format, withBadSignature(candidate.text.reveal("forge it"))),
    isAlive: ({ id }) => isAlive(id!),
    deaths: async ({ id }) => ((await isAlive(id!)) ? 0 : 1),
    revoke: (one, requests) => db.transaction((tx) => (one as LocalIssuer).revoke(requests, tx)),
    troubled: null,
    heal: () => undefined,
  };
}
