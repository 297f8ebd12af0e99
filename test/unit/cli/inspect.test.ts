import { Readable, Writable } from "node:stream";
import { describe, expect, test } from "vitest";
import { rootKeyFromHex, runInspect } from "../../../src/cli/inspect/inspect.ts";
import type { Inspection } from "../../../src/cli/inspect/inspection.ts";
import type { Format } from "../../../src/formats/format.ts";
import github from "../../../src/formats/known/code-hosts/github.ts";
import gitlabRoutable from "../../../src/formats/known/code-hosts/gitlab-routable.ts";
import fly from "../../../src/formats/known/macaroons/fly.ts";
import jwt from "../../../src/formats/known/standards/jwt.ts";
import { encodeV2 } from "../../../src/formats/macaroon/codec/encode.ts";
import { macaroonFormat } from "../../../src/formats/macaroon/format.ts";
import { CRC32_BASE36, CRC32_BASE62 } from "../../../src/formats/text/checksum.ts";
import { encodeV1, minted, oracleSignature } from "../formats/oracle.ts";

const pypi = macaroonFormat({ id: "pypi", title: "PyPI API token", issuer: "pypi", prefix: "pypi-", location: "pypi.org" });
const { rootKey, macaroon, bytes } = minted({ caveats: ['[3,"u"]'] });
const token = `pypi-${bytes.toString("base64url")}`;

async function run(
  input: Readable,
  { formats = [pypi], ...options }: { json: boolean; rootKey?: Buffer; formats?: Format[] },
): Promise<string> {
  const chunks: Buffer[] = [];
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  expect(await runInspect({ input, output, formats, ...options })).toBe(0);
  expect(output.writableEnded).toBe(false);
  return Buffer.concat(chunks).toString();
}

async function inspect(text: string, key?: Buffer): Promise<Inspection[]> {
  const printed = await run(Readable.from([Buffer.from(text)]), { json: true, ...(key && { rootKey: key }) });
  return printed
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Inspection);
}

describe("one JSON object a line:", () => {
  const view = {
    version: 2,
    location: "pypi.org",
    identifier: macaroon.identifier.toString(),
    identifier_b64: macaroon.identifier.toString("base64url"),
    caveats: [{ cid: '[3,"u"]', cid_b64: Buffer.from('[3,"u"]').toString("base64url") }],
    signature_hex: macaroon.signature.toString("hex"),
  };

  test("a token is taken apart, and is not in the answer", async () => {
    expect(await inspect(`${token}\n`)).toEqual([{ format: "pypi", redacted: `pypi-AgEI…${token.slice(-3)}`, macaroon: view }]);
  });

  test.each([
    ["v2", bytes.toString("base64url"), 2],
    ["v2 in standard base64", bytes.toString("base64"), 2],
    ["v1", encodeV1(macaroon).toString("base64url"), 1],
    [
      "v2 JSON",
      JSON.stringify({ v: 2, l: "pypi.org", i: view.identifier, c: [{ i: '[3,"u"]' }], s64: macaroon.signature.toString("base64") }),
      2,
    ],
    [
      "v1 JSON",
      JSON.stringify({ location: "pypi.org", identifier: view.identifier, caveats: [{ cid: '[3,"u"]' }], signature: view.signature_hex }),
      1,
    ],
  ])("a bare serialisation is read: %s", async (_form, text, version) => {
    expect(await inspect(text, rootKey)).toEqual([
      { format: "macaroon", redacted: expect.any(String), macaroon: { ...view, version }, genuine: true },
    ]);
  });

  test("with a root key it says whether the token was made with it", async () => {
    expect(await inspect(token, rootKey)).toMatchObject([{ genuine: true }]);
    expect(await inspect(token, Buffer.from("another"))).toMatchObject([{ genuine: false }]);
    expect(await inspect("no token", rootKey)).toMatchObject([{ genuine: false }]);
  });

  test("a cut token is proven by what is left of its signature", async () => {
    expect(await inspect(token.slice(0, -8), rootKey)).toMatchObject([{ format: "pypi", problem: "it ends too early", genuine: true }]);
  });

  test("a bare macaroon with too little left of its signature proves nothing", async () => {
    const cut = bytes.subarray(0, bytes.length - 25).toString("base64url");
    expect(await inspect(cut, rootKey)).toMatchObject([{ format: null, problem: "it ends too early", genuine: false }]);
  });

  test("bytes that are no text are null, and there as base64; a third party's caveat shows its vid", async () => {
    const identifier = Buffer.of(0xff, 0x00);
    const caveats = [{ id: Buffer.of(0xfe), vid: Buffer.from("vid"), location: Buffer.from("there") }];
    const signed = { location: null, identifier, caveats, signature: oracleSignature(rootKey, identifier, caveats) };
    expect(await inspect(encodeV2(signed).toString("base64url"), rootKey)).toMatchObject([
      {
        macaroon: {
          location: null,
          identifier: null,
          identifier_b64: "_wA",
          caveats: [{ cid: null, cid_b64: "_g", vid_b64: "dmlk", location: "there" }],
        },
        genuine: true,
      },
    ]);
  });

  test.each([
    ["an empty line", "", "there is nothing to read"],
    ["garbage", "!!!", "not valid base64 or base64url"],
    ["text around the token", `x ${token}`, "other text stands around the token"],
    ["an unknown prefix", `acme-${bytes.toString("base64url")}`, "no known token format"],
    [
      "an identifier that is not of this format",
      `pypi-${minted({ identifier: "x" }).bytes.toString("base64url")}`,
      "no known token format",
    ],
    [
      "something behind a bare macaroon",
      Buffer.concat([bytes, Buffer.of(0, 0, 0)]).toString("base64url"),
      "something follows the signature",
    ],
    ["a line of two megabytes", "A".repeat(2_000_000), "longer than 65536 characters"],
  ])("%s is a problem in words, and the next line is still answered", async (_what, line, problem) => {
    const [first, second] = await inspect(`${line}\n${token}\n`);
    expect(first?.problem).toContain(problem);
    expect(second).toMatchObject({ format: "pypi" });
  });

  test("lines come as they may: in pieces, with CRLF, the last one without an end", async () => {
    const text = Buffer.from(`${token}\r\n${token}`);
    const pieces = Array.from({ length: text.length }, (_, i) => text.subarray(i, i + 1));
    const printed = await run(Readable.from(pieces), { json: true });
    expect(printed.match(/"format":"pypi"/gu)).toHaveLength(2);
  });
});

test("nothing printed holds the token, whatever form it was given in and whatever is wrong with it", async () => {
  const secret = bytes.toString("base64url");
  const lines = [token, secret, `x ${token} y`, token.slice(0, -3), `acme-${secret}`, `${secret}!`, `{"i":"${secret}`].join("\n");
  for (const json of [true, false]) {
    const printed = await run(Readable.from([lines]), { json });
    for (let at = 0; at + 24 <= secret.length; at++) expect(printed).not.toContain(secret.slice(at, at + 24));
  }
});

test("people get one fact a line, without foreign control characters", async () => {
  const printed = await run(Readable.from([`pypi-${minted({ caveats: ["a\u001B[31m\nb"] }).bytes.toString("base64url")}`]), {
    json: false,
    rootKey,
  });
  expect(printed).toContain("caveat      a [31m b\n");
  expect(printed).toContain("genuine     no");
});

test.each(["", "abc", "0g", "0x12"])("a bad hexadecimal key is refused in words: %j", (text) => {
  expect(() => rootKeyFromHex(text)).toThrow(/--root-key-hex takes an even number of hexadecimal digits, but it/u);
  expect(rootKeyFromHex("00FFab")).toEqual(Buffer.of(0, 255, 171));
});

describe("what else stands in a token is shown, whatever its format:", () => {
  const formats = [github(), gitlabRoutable(), jwt(), fly()];
  const told = async (text: string): Promise<Inspection> =>
    JSON.parse(await run(Readable.from([Buffer.from(text)]), { json: true, formats })) as Inspection;
  const factsOf = async (text: string): Promise<readonly string[]> =>
    (await told(text)).facts!.map(({ name, text: value }) => `${name}: ${value}`);

  test("a checksum that holds, and one that does not", async () => {
    const personal = `ghp_${"A".repeat(30)}`;
    const good = `${personal}${CRC32_BASE62.of("ghp_", "A".repeat(30))[0]!}`;
    expect(await told(good)).toMatchObject({ format: "github", facts: [{ name: "checksum", text: "holds" }] });
    expect(await told(`${personal}000000`)).toMatchObject({
      format: null,
      problem: "it would be a GitHub token, but its checksum is wrong",
    });
  });

  test("who issued a JWT and until when, but not whom it is about", async () => {
    const encode = (json: object): string => Buffer.from(JSON.stringify(json)).toString("base64url");
    const claims = { iss: "https://idp.example", jti: "id-1", sub: "ada@example.com", exp: 1_800_000_000, iat: "soon" };
    const compact = `${encode({ alg: "ES256", kid: "k1" })}.${encode(claims)}.${"A".repeat(86)}`;
    expect(await factsOf(compact)).toEqual([
      "algorithm: ES256",
      "key: k1",
      "issuer: https://idp.example",
      "identifier: id-1",
      "expires: 2027-01-15T08:00:00.000Z",
    ]);
  });

  test("where a GitLab token routes to, and none of its random bytes", async () => {
    const routing = "o:1\np:zz\nx:1";
    const payload = Buffer.concat([Buffer.alloc(16, "r"), Buffer.from(routing), Buffer.of(routing.length)]).toString("base64url");
    const head = `${payload}.01.${payload.length.toString(36).padStart(2, "0")}`;
    expect(await factsOf(`glpat-${head}${CRC32_BASE36.of("glpat-", head)[0]!}`)).toEqual([
      "checksum: holds",
      "organisation: 1",
      `project: ${35 * 36 + 35}`,
    ]);
  });

  test("the members of a bundle of Fly.io's", async () => {
    const [one, another] = [fly().example(), fly().example()];
    const facts = await factsOf(`FlyV1 ${one},${another},fm2_AAAA`);
    expect(facts).toContain("location: https://api.fly.io/v1");
    expect(facts.filter((fact) => fact.startsWith("in bundle: token "))).toHaveLength(2);
    expect(facts).toContain("in bundle: something that cannot be read");
  });

  test("one fact a line for people", async () => {
    const text = await run(Readable.from([Buffer.from(github().example())]), { json: false, formats });
    expect(text).toMatch(/^token {7}gh._/u);
  });
});
