import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { RemoteIssuer } from "../../../src/issuers/issuer.ts";
import { atEnd } from "../../helpers/at-end.ts";
import { CLIENT, FakeIssuer, WHSEC } from "../../helpers/fake-issuer.ts";
import { temporaryFolder } from "../../helpers/folder.ts";
import { issuerOf } from "../../helpers/issuers.ts";
import { textFormat } from "../../helpers/text-format.ts";
import { candidateOf, type FarSide, type Minted } from "./far-side.ts";

const SHOP = textFormat("shop", "shop_", "shop");
const NEAR = { allow_addresses: ["127.0.0.1"], timeout_seconds: 2 };

/** Far sides whose tokens are texts, behind an API that a fake plays. */
interface ApiOptions {
  readonly answers: FarSide["answers"];
  readonly sight: FarSide["sight"];
  /** Whether tokens have names of their own. */
  readonly hasIds: boolean;
}

async function apiFarSide(fake: FakeIssuer, make: () => Promise<RemoteIssuer>, { answers, hasIds, sight }: ApiOptions): Promise<FarSide> {
  const issued = ({ candidate }: Minted) => fake.tokens.get(candidate.text.reveal("look at it"))!;
  return {
    issuer: await make(),
    format: SHOP,
    answers,
    sight,
    mint: async () => {
      const text = SHOP.example();
      const { id } = fake.issue(text);
      return await Promise.resolve({ id: hasIds ? id : null, candidate: candidateOf(SHOP, text) });
    },
    stranger: () => ({ id: hasIds ? "nobody" : null, candidate: candidateOf(SHOP, SHOP.example()) }),
    forgery: ({ candidate }) =>
      candidateOf(
        SHOP,
        candidate.text.reveal("forge it").replace(/.$/u, (last) => (last === "0" ? "1" : "0")),
      ),
    isAlive: async (token) => await Promise.resolve(issued(token).alive),
    deaths: async (token) => await Promise.resolve(issued(token).deaths),
    revoke: (issuer, requests) => (issuer as RemoteIssuer).revoke(requests),
    // An issuer of its own each time: what went wrong before must not have closed its circuit.
    troubled: async (trouble) => {
      fake.trouble = trouble;
      return await make();
    },
    heal: () => {
      fake.trouble = null;
    },
  };
}

export async function oauthFarSide(): Promise<FarSide> {
  const fake = await FakeIssuer.start();
  const options = { protocol: "oauth", revoke_url: `${fake.url}/revoke`, introspect_url: `${fake.url}/introspect`, auth: CLIENT, ...NEAR };
  const make = () => issuerOf({ id: "shop", kind: "http", title: "Shop", options });
  return await apiFarSide(fake, make, { answers: { first: "revoked", again: "already" }, sight: "vouches", hasIds: false });
}

export async function jsonFarSide(): Promise<FarSide> {
  const fake = await FakeIssuer.start();
  const options = { protocol: "json", url: `${fake.url}/contract`, secret: WHSEC, ...NEAR };
  const make = () => issuerOf({ id: "shop", kind: "http", title: "Shop", options });
  return await apiFarSide(fake, make, { answers: { first: "revoked", again: "already" }, sight: "vouches", hasIds: true });
}

export async function blindJsonFarSide(): Promise<FarSide> {
  const fake = await FakeIssuer.start();
  const options = { protocol: "json", url: `${fake.url}/contract`, secret: WHSEC, lookup: false, ...NEAR };
  const make = () => issuerOf({ id: "shop", kind: "http", title: "Shop", options });
  return await apiFarSide(fake, make, { answers: { first: "revoked", again: "already" }, sight: "blind", hasIds: false });
}

export async function githubFarSide(): Promise<FarSide> {
  const fake = await FakeIssuer.start();
  const make = () => issuerOf({ id: "shop", kind: "github", title: "GitHub", options: { api_url: fake.url, ...NEAR } });
  return await apiFarSide(fake, make, { answers: { first: "accepted", again: "accepted" }, sight: "blind", hasIds: false });
}

/** The fake's contract behind an executable: a small program that asks it, as an operator's own would ask what it wraps. */
export async function commandFarSide(): Promise<FarSide> {
  const fake = await FakeIssuer.start();
  const backstage = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const question = JSON.parse(Buffer.concat(chunks).toString()) as Parameters<FakeIssuer["answerContract"]>[0];
      const { trouble } = fake;
      const answer = trouble === "down" || trouble === "silent" ? {} : fake.answerContract(question);
      response.end(JSON.stringify({ trouble: question.type === "lookup" && trouble === "forgotten" ? null : trouble, answer }));
    });
  });
  await new Promise<void>((resolve) => backstage.listen(0, "127.0.0.1", resolve));
  const folder = await temporaryFolder();
  atEnd(() => {
    backstage.closeAllConnections();
    backstage.close();
  });
  const program = join(folder, "revoke.mjs");
  await writeFile(program, PROGRAM);
  const options = {
    command: [process.execPath, program, "--quietly"],
    env: { BACKSTAGE: `http://127.0.0.1:${(backstage.address() as AddressInfo).port}` },
    timeout_seconds: 5,
  };
  const make = () => issuerOf({ id: "shop", kind: "command", title: "Shop", options });
  return await apiFarSide(fake, make, { answers: { first: "revoked", again: "already" }, sight: "vouches", hasIds: true });
}

const PROGRAM = `
let input = "";
for await (const chunk of process.stdin) input += chunk;
if (process.argv[2] !== "--quietly" || Object.keys(process.env).join() !== "BACKSTAGE") process.exit(64);
const { answer, trouble } = await (await fetch(process.env.BACKSTAGE, { method: "POST", body: input })).json();
if (trouble === "down") process.exit(70);
if (trouble === "silent") await new Promise((resolve) => setTimeout(resolve, 60_000));
if (trouble === "forgotten") process.exit(1);
process.stderr.write("busy with " + input);
process.stdout.write(JSON.stringify(answer));
`;
