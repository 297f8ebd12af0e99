import { randomBytes, randomUUID } from "node:crypto";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import type { Candidate, Credential, Format } from "../src/formats/format.ts";
import { mintMacaroon } from "../src/formats/macaroon/mint.ts";
import { createMatcher } from "../src/formats/matcher.ts";
import { loadFormats } from "../src/formats/registry.ts";
import { hashText } from "../src/formats/text/proof.ts";
import { Secret } from "../src/kernel/secret.ts";
import { percentile, type Row } from "./table.ts";

const SETTINGS = { tokenPrefix: "tokenward", tokenLocation: "bench.test" };
const ROUNDS = 5;
const ROUND_MS = 200;
const TOKENS = 200;

/** A token as its issuer made it, and what its issuer knows of it. */
interface Known {
  readonly text: string;
  readonly credential: Credential;
}

/** What every format costs: finding its token in a report's string among all formats, and proving it. */
export async function benchFormats(): Promise<Row[]> {
  const formats = await loadFormats(SETTINGS);
  const matcher = createMatcher(formats);
  const rows: Row[] = [];
  for (const format of formats) {
    const known = await knownTokens(format);
    const candidates = known.map(({ text }) => matcher.match(text)!);
    const matched = await rate((i) => matcher.match(known[i]!.text));
    const both = await rate(async (i) => {
      const candidate = matcher.match(known[i]!.text)!;
      if (!(await format.prove(candidate, known[i]!.credential)).genuine) throw new Error(`a genuine ${format.id} token was refused`);
    });
    assertOwn(format, candidates);
    const how = { root_key: "chain of HMACs", hash: "SHA-256", jwks: "ES256", attested: "" }[known[0]!.credential.kind];
    const beside = { what: "match alone", value: matched };
    rows.push({ what: `${format.id}: match + verify (${how})`, value: both, unit: "tokens/s", beside });
  }
  return rows;
}

/** What one more configured prefix costs: a megabyte of text and a report's string, beside one regular expression of all prefixes. */
export async function benchPrefixes(): Promise<Row[]> {
  const text = prose(1 << 20);
  const report = `export TOKEN=${prefixOf(0)}${"a1".repeat(20)} # rotate`;
  const rows: Row[] = [];
  for (const count of [1, 10, 100, 1_000]) {
    const prefixes = Array.from({ length: count }, (_, i) => prefixOf(i));
    const configured = prefixes.map((prefix, i) => ({ kind: "pattern", id: `f${i}`, prefix, alphabet: "0-9a-f", length: 40 }) as const);
    const formats = (await loadFormats({ ...SETTINGS, configured })).slice(-count);
    const matcher = createMatcher(formats);
    const expression = new RegExp(`(?:${prefixes.join("|")})[0-9a-f]{40}`, "gu");
    const scanned = await rate(() => matcher.matchAll(text));
    const besides = await rate(() => Array.from(text.matchAll(expression)));
    const among = `${count.toLocaleString("en-US")} configured prefix${count === 1 ? "" : "es"}`;
    rows.push(
      { what: `${among}: text without tokens`, value: scanned, unit: "MiB/s", beside: { what: "one regular expression", value: besides } },
      { what: `${among}: a report's string`, value: await rate(() => matcher.match(report)), unit: "strings/s" },
    );
  }
  return rows;
}

/** Three characters from everywhere in the alphabet, as vendors choose them. */
function prefixOf(i: number): string {
  return `${((i * 7_919 + 12_345) % 36 ** 3).toString(36).padStart(3, "0")}_`;
}

async function knownTokens(format: Format): Promise<Known[]> {
  const make = MAKERS[format.id] ?? ((): Known => byHash(format));
  const known: Known[] = [];
  for (let i = 0; i < TOKENS; i++) known.push(await make(format));
  return known;
}

const signing = await generateKeyPair("ES256");
const jwks: Credential = { kind: "jwks", keys: { keys: [{ ...(await exportJWK(signing.publicKey)), alg: "ES256", kid: "1" }] } };

const MAKERS: Readonly<Record<string, (format: Format) => Known | Promise<Known>>> = {
  tokenward: () => macaroon("tokenward-", SETTINGS.tokenLocation),
  pypi: () => macaroon("pypi-", "pypi.org"),
  testpypi: () => macaroon("pypi-", "test.pypi.org"),
  jwt: async () => {
    const claims = new SignJWT({ iss: "https://issuer.example", sub: randomUUID(), jti: randomUUID(), exp: 2_000_000_000 });
    return { text: await claims.setProtectedHeader({ alg: "ES256", kid: "1" }).sign(signing.privateKey), credential: jwks };
  },
};

/** As trusted publishing mints them: three caveats. */
function macaroon(prefix: string, location: string): Known {
  const rootKey = randomBytes(32);
  const caveats = [`[4,"${randomUUID()}",null]`, `[2,["${randomUUID()}"]]`, "[0,2000000000,1767225600]"].map((id) => Buffer.from(id));
  const bytes = mintMacaroon({ rootKey, location, identifier: randomUUID(), caveats });
  return { text: prefix + bytes.toString("base64url"), credential: { kind: "root_key", key: new Secret(rootKey), caveats } };
}

function byHash(format: Format): Known {
  const text = format.example();
  return { text, credential: { kind: "hash", digest: hashText(new Secret(text), null), key: null } };
}

function assertOwn(format: Format, candidates: readonly Candidate[]): void {
  const stray = candidates.find((candidate) => candidate.format !== format.id);
  if (stray !== undefined) throw new Error(`a token of ${format.id} was taken for one of ${stray.format}`);
}

/** Text as it stands in repositories, without any token in it. */
function prose(size: number): string {
  const line = 'const settings = { host: "packages.example", path: "/simple/", retries: 3 }; // upload_url, p_1, api.token\n';
  return line.repeat(Math.ceil(size / line.length)).slice(0, size);
}

/** Calls a second of processor time, the median of some rounds: whatever else the machine does falls on nobody. `i` goes round the tokens. */
async function rate(work: (i: number) => unknown): Promise<number> {
  const rates: number[] = [];
  let chunk = 1;
  for (let round = 0; round < ROUNDS; round++) {
    const start = cpuMs();
    let calls = 0;
    while (cpuMs() - start < ROUND_MS) {
      const before = cpuMs();
      await times(chunk, calls, work);
      calls += chunk;
      if (cpuMs() - before < 1) chunk *= 2;
    }
    rates.push((calls / (cpuMs() - start)) * 1_000);
  }
  return percentile(rates, 50);
}

async function times(count: number, from: number, work: (i: number) => unknown): Promise<void> {
  for (let i = from; i < from + count; i++) {
    const result = work(i % TOKENS);
    if (result instanceof Promise) await result;
  }
}

function cpuMs(): number {
  const { system, user } = process.cpuUsage();
  return (user + system) / 1_000;
}
