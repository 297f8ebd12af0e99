import { createHash } from "node:crypto";
import type { OutgoingHttpHeaders } from "node:http";
import { beforeAll, describe, expect, test } from "vitest";
import { createFakeKey } from "../../../src/simulate/fake-keys.ts";
import { post } from "../../../src/simulate/post.ts";
import { type App, startApp } from "../../helpers/app.ts";
import { withBadSignature } from "../../helpers/macaroons.ts";
import { record } from "../../helpers/service.ts";
import { until } from "../../helpers/until.ts";
import { rawExchange } from "./sockets.ts";

const ID = "Github-Public-Key-Identifier";
const SIGNATURE = "Github-Public-Key-Signature";
const CANARY = "canary-7f3a91";
const REFUSED = {
  type: "about:blank",
  title: "the delivery's signature could not be accepted",
  status: 401,
  code: "signature_refused",
};

let app: App;
beforeAll(async () => {
  app = await startApp();
});

/** Sends these bytes with these headers and makes sure that nothing at all came of it. */
async function refused(body: Buffer, headers: OutgoingHttpHeaders) {
  const before = await app.stored();
  const answer = await post(app.hook, body, headers, 30_000);
  expect(await app.stored()).toEqual(before);
  expect(answer.headers["content-type"]).toContain("application/problem+json");
  expect(answer.body).not.toContain(CANARY);
  return { status: answer.status, headers: answer.headers, problem: JSON.parse(answer.body) as Record<string, unknown> };
}

const signed = (body: Buffer): OutgoingHttpHeaders => app.github.sign(body);

describe("a delivery whose signature cannot be accepted is answered 401, always the same, and leaves nothing:", () => {
  const alert = Buffer.from(JSON.stringify([record(`tokenward-${CANARY}`)]));
  const spoilt = (value: unknown): string => `${String(value).slice(0, -6)}${String(value).endsWith("AAAAA=") ? "BBBBB=" : "AAAAA="}`;
  const cases: Record<string, () => OutgoingHttpHeaders> = {
    "no headers": () => ({}),
    "no signature": () => ({ [ID]: app.github.currentKey.id }),
    "no key id": () => ({ [SIGNATURE]: signed(alert)[SIGNATURE] }),
    "the signature twice": () => ({ ...signed(alert), [SIGNATURE]: [String(signed(alert)[SIGNATURE]), String(signed(alert)[SIGNATURE])] }),
    "the key id twice": () => ({ ...signed(alert), [ID]: [app.github.currentKey.id, app.github.currentKey.id] }),
    "an empty signature": () => ({ ...signed(alert), [SIGNATURE]: "" }),
    "a signature that is not base64": () => ({ ...signed(alert), [SIGNATURE]: "%%%" }),
    "a signature that is not DER": () => ({ ...signed(alert), [SIGNATURE]: Buffer.alloc(64, 7).toString("base64") }),
    "a signature cut short": () => ({ ...signed(alert), [SIGNATURE]: String(signed(alert)[SIGNATURE]).slice(0, 40) }),
    "a signature with other bytes": () => ({ ...signed(alert), [SIGNATURE]: spoilt(signed(alert)[SIGNATURE]) }),
    "the signature of another body": () => signed(Buffer.from("[]")),
    "an unknown key id": () => ({ ...signed(alert), [ID]: "0".repeat(64) }),
    "a key id that is not hex": () => ({ ...signed(alert), [ID]: "__proto__" }),
    "a key of our own making under a real id": () => ({ ...app.github.sign(alert, createFakeKey()), [ID]: app.github.currentKey.id }),
    "the body's hash signed once more": () => app.github.sign(createHash("sha256").update(alert).digest()),
  };

  test.each(Object.keys(cases))("%s", async (name) => {
    const { problem, status } = await refused(alert, cases[name]!());
    expect({ status, problem }).toEqual({ status: 401, problem: REFUSED });
  });

  test("bytes after the signed ones", async () => {
    const { problem, status } = await refused(Buffer.concat([alert, Buffer.from(" ")]), signed(alert));
    expect({ status, problem }).toEqual({ status: 401, problem: REFUSED });
  });

  test("what is no JSON at all is not even looked at", async () => {
    expect((await refused(Buffer.from("<xml>"), {})).problem).toEqual(REFUSED);
    expect((await refused(Buffer.alloc(0), {})).problem).toEqual(REFUSED);
  });
});

describe("a delivery with a good signature", () => {
  test("is accepted whatever the case of its headers, its content type and its charset", async () => {
    const { token } = await app.mint();
    const body = Buffer.from(JSON.stringify([record(token)]));
    const { [ID]: id, [SIGNATURE]: signature } = signed(body);
    const shouted = { [ID.toUpperCase()]: id, [SIGNATURE.toLowerCase()]: signature };
    for (const type of ["", "text/plain", "application/json; charset=utf-16", "multipart/form-data; boundary=x", "nonsense"]) {
      const answer = await post(app.hook, body, { ...shouted, "Content-Type": type }, 10_000);
      expect([type, answer.status]).toEqual([type, 200]);
    }
    expect((await app.get(`/api/incidents?q=source:github-partner`)).body["incidents"]!).toHaveLength(1);
  });

  const malformed: Record<string, Buffer> = {
    "an empty body": Buffer.alloc(0),
    "a byte order mark": Buffer.from('\uFEFF[{"token":"x"}]'),
    "invalid UTF-8": Buffer.concat([Buffer.from('[{"token":"'), Buffer.from([0xff, 0xfe, 0xc0, 0x80]), Buffer.from('"}]')]),
    "UTF-16": Buffer.from('[{"token":"x"}]', "utf16le"),
    "bytes after the JSON": Buffer.from(`[]${CANARY}`),
    "JSON cut short": Buffer.from(`[{"token":"${CANARY}"`),
    "an object": Buffer.from(`{"token":"${CANARY}"}`),
    "a string": Buffer.from(`"${CANARY}"`),
    null: Buffer.from("null"),
    "a number": Buffer.from("1e999"),
    "a million brackets that are never closed": Buffer.alloc(1_000_000, "["),
  };
  test.each(Object.keys(malformed))("is answered 400 and leaves nothing when it holds %s", async (name) => {
    const body = malformed[name]!;
    const { problem, status } = await refused(body, signed(body));
    expect([status, problem["code"]]).toEqual([400, "malformed_body"]);
  });

  test("is answered 413 above 100,000 records, and not at 100,000", async () => {
    const body = (count: number): Buffer => Buffer.from(`[${Array.from({ length: count }, () => "null").join(",")}]`);
    const tooMany = body(100_001);
    const { problem, status } = await refused(tooMany, signed(tooMany));
    expect([status, problem["code"]]).toEqual([413, "too_many_records"]);
    expect((await app.github.send(app.hook, body(100_000))).status).toBe(200);
  });

  test("may be nested as deep as it likes: what we do not know we do not follow", async () => {
    const { token } = await app.mint();
    const bomb = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
    const objects = `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`;
    const body = Buffer.from(`[{"token":${bomb}},${bomb},{"token":"${token}","type":"t","x":${objects}}]`);
    const answer = await app.github.send(app.hook, body);
    expect([answer.status, JSON.parse(answer.body)]).toEqual([200, [{ token_raw: token, token_type: "t", label: "true_positive" }]]);
    expect(answer.ms).toBeLessThan(2_000);
  });

  test("changes no prototype, and of a key given twice the last counts, as in all JSON", async () => {
    const { token } = await app.mint();
    const body = Buffer.from(
      `[{"__proto__":{"token":"${token}","polluted":1},"constructor":{"prototype":{"polluted":1}}},{"token":"x","token":"${token}","type":"a","type":"b"}]`,
    );
    const answer = await app.github.send(app.hook, body);
    expect(JSON.parse(answer.body)).toEqual([{ token_raw: token, token_type: "b", label: "true_positive" }]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  test("is taken although some of its records are nonsense: those get no label and spoil nothing", async () => {
    const [good, better] = [await app.mint(), await app.mint()];
    const forged = withBadSignature(good.token);
    const records = [
      null,
      record(good.token),
      "a string",
      17,
      [],
      {},
      { type: "t", url: "u" },
      { token: "" },
      { token: null },
      { token: ["x"] },
      { token: "x".repeat(1_000_000), type: "t" },
      { token: "unknown", type: "t" },
      { token: `\u0000${forged}\u0000`, type: "nul\u0000\uD800", url: "https://github.com/\u0000\uDFFF", source: "\u0000" },
      { ...record(better.token), type: 5, url: { a: 1 }, source: [] },
    ];
    const answer = await app.github.send(app.hook, records);
    expect(answer.status).toBe(200);
    const labels = JSON.parse(answer.body) as { token_raw: string; label: string }[];
    expect(labels.filter(({ label }) => label === "true_positive").map(({ token_raw: raw }) => raw)).toEqual([good.token, better.token]);
    for (const { id } of [good, better]) {
      expect((await app.get(`/api/incidents?q=token:${id} verdict:genuine`)).body["incidents"]!).toHaveLength(1);
    }
  });

  test("holds one incident for the same record twice, and two labels", async () => {
    const { id, token } = await app.mint();
    const answer = await app.github.send(app.hook, [record(token), record(token)]);
    expect((JSON.parse(answer.body) as object[]).length).toBe(2);
    const { incidents } = (await app.get(`/api/incidents?q=token:${id}`)).body;
    expect(incidents!).toHaveLength(1);
  });

  test("is one delivery when it is sent twenty times at once, and every one gets the same labels", async () => {
    const { id, token } = await app.mint();
    const before = await app.stored();
    const answers = await Promise.all(Array.from({ length: 20 }, () => app.github.send(app.hook, [record(token)])));
    expect(new Set(answers.map(({ body, status }) => `${status} ${body}`)).size).toBe(1);
    expect(answers[0]!.status).toBe(200);
    const after = await app.stored();
    expect(after).toMatchObject({
      deliveries: before.deliveries + 1,
      incidents: before.incidents + 1,
      occurrences: before.occurrences + 1,
      obligations: before.obligations + 1,
    });
    expect((await app.get(`/api/incidents?q=token:${id}`)).body["incidents"]![0]!["occurrence_count"]).toBe(1);
  });
});

describe("the address", () => {
  test.each(["gitlab", "unknown", "__proto__", "constructor", "github-partner%00", "%2e%2e"])("/hooks/%s is answered 404", async (name) => {
    const answer = await app.call("POST", `/hooks/${name}`, { body: "[]" });
    expect([answer.status, answer.body["status"]]).toEqual([404, 404]);
  });

  test.each(["GET", "PUT", "PATCH", "DELETE"])("answers %s with 405 and names what it takes", async (method) => {
    const answer = await app.call(method, "/hooks/github-partner");
    expect([answer.status, answer.headers.get("allow"), answer.body["code"]]).toEqual([405, "POST", "method_not_allowed"]);
  });

  test.each(["gzip", "br", "GZIP", "identity, gzip", "x"])(
    "answers the content encoding %s with 415 and does not inflate it",
    async (encoding) => {
      const body = Buffer.from("[]");
      const { problem, status } = await refused(body, { ...signed(body), "Content-Encoding": encoding });
      expect([status, problem["code"]]).toEqual([415, "unsupported_encoding"]);
    },
  );

  const head = "POST /hooks/github-partner HTTP/1.1\r\nHost: x\r\n";
  test.each([
    ["a length and chunks", "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n", 400],
    ["two lengths", "Content-Length: 2\r\nContent-Length: 3\r\n\r\n[]", 400],
    ["a negative length", "Content-Length: -2\r\n\r\n[]", 400],
    ["headers of 20 kB", `X-Long: ${"x".repeat(20_000)}\r\n\r\n`, 431],
  ])("answers %s without reaching the route", async (_name, rest, status) => {
    expect(await rawExchange(app.url, head + rest)).toContain(`HTTP/1.1 ${status} `);
  });
});

test("a hundred bad signatures cost no fetch of keys more than one", async () => {
  const before = app.github.keyRequests;
  const body = Buffer.from("[]");
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      post(app.hook, body, { ...signed(body), [ID]: index.toString(16).padStart(64, "0") }, 10_000),
    ),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
  expect(app.github.keyRequests - before).toBeLessThanOrEqual(1);
});

test("the log holds a line per request, and of what was sent nothing", async () => {
  const { token } = await app.mint();
  const secret = token.slice(-40);
  const body = Buffer.from(JSON.stringify([record(token, `https://github.com/${CANARY}`)]));
  const headers = signed(body);
  await app.github.send(app.hook, body);
  await post(app.hook, body, { ...headers, [ID]: CANARY }, 10_000);
  await app.github.send(app.hook, Buffer.from(`{"x":"${CANARY}"`));
  await app.call("GET", `/hooks/${token}?token=${token}`);
  await app.call("GET", `/api/incidents/${token}`);
  await app.call("GET", `/${token}/${CANARY}-x`);
  await app.call("GET", `/api/incidents?q=${CANARY}`);
  await app.call("GET", "/healthz/nothing-of-that-kind");
  await until("the last request was logged", () => app.logs.some((line) => line.includes("/healthz/nothing-of-that-kind")));
  const log = app.logs.join("");
  expect(log).toContain('"path":"/hooks/github-partner","status":401');
  for (const never of [secret, CANARY, String(headers[SIGNATURE]), "tokenward-AgE"]) expect(log).not.toContain(never);
  expect(app.logs.filter((line) => line.includes('"level":50'))).toEqual([]);
});
