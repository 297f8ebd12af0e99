// The peer: what an issuer writes in an afternoon. Express, one key, one INSERT per record, no incident, no proof, no queue.
// Run as a process of its own: node plain-handler.js <database url> <public key PEM>; prints its port.
import { verify } from "node:crypto";
import type { AddressInfo } from "node:net";
import express from "express";
import pg from "pg";

const [, , databaseUrl, publicKey] = process.argv;
const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
await pool.query(
  "create table if not exists bench_plain (id bigint generated always as identity primary key, token_hash text, type text, url text, at timestamptz default now())",
);

const app = express();
// oxlint-disable-next-line no-async-endpoint-handlers -- Express 5 takes care of what it rejects with
app.post("/", express.raw({ type: () => true, limit: "32mb" }), async (request, response) => {
  const body = request.body as Buffer;
  const signature = Buffer.from(String(request.headers["github-public-key-signature"]), "base64");
  if (!verify("sha256", body, publicKey!, signature)) {
    response.sendStatus(401);
    return;
  }
  const records = JSON.parse(body.toString()) as { token: string; type: string; url: string }[];
  for (const { token, type, url } of records) {
    await pool.query("insert into bench_plain (token_hash, type, url) values (sha256($1::bytea)::text, $2, $3)", [token, type, url]);
  }
  response.json(records.map(({ token, type }) => ({ token_raw: token, token_type: type, label: "true_positive" })));
});
const server = app.listen(0, "127.0.0.1", () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
