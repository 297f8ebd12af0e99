import { request } from "node:http";
import { beforeAll, describe, expect, test } from "vitest";
import { type ApiAnswer, type App, startApp } from "../../helpers/app.ts";
import { withBadSignature } from "../../helpers/macaroons.ts";

let app: App;
beforeAll(async () => {
  app = await startApp();
});

const finding = (secret: string, more: object = {}): object => ({
  RuleID: "tokenward",
  Secret: secret,
  Match: secret,
  File: "a/.env",
  StartLine: 3,
  Commit: "",
  ...more,
});

async function importing(report: unknown): Promise<ApiAnswer> {
  return await app.call("POST", "/api/import", { body: typeof report === "string" ? report : JSON.stringify(report) });
}

const stateOf = async (id: string): Promise<unknown> =>
  (await app.get(`/api/incidents?q=token:${id}`)).body["incidents"]![0]?.["state"] ?? null;

describe("POST /api/import", () => {
  test("takes a report as a delivery: genuine tokens are revoked, forged ones are not, foreign findings are counted", async () => {
    const [live, other] = [await app.mint(), await app.mint()];
    const report = [
      finding(live.token),
      finding(withBadSignature(other.token)),
      finding("AKIAIOSFODNN7EXAMPLE"),
      { RuleID: "x", Secret: 7 },
      17,
    ];
    const answer = await importing(report);
    expect([answer.status, answer.body]).toEqual([
      200,
      { format: "gitleaks", records: 5, matched: 2, redacted: 0, malformed: 2, labels: { true_positive: 1, false_positive: 1 } },
    ]);
    expect([await stateOf(live.id), await stateOf(other.id)]).toEqual(["revoking", "dismissed"]);
    const incident = (await app.get(`/api/incidents?q=token:${live.id}`)).body["incidents"]![0]!;
    expect(incident).toMatchObject({ source: "import", occurrence_count: 1 });
    const { occurrences } = (await app.get(`/api/incidents/${String(incident["id"])}`)).body;
    expect(occurrences).toMatchObject([{ url: "a/.env:3", place: "file" }]);
  });

  test("finds the token in a wider text, and all of several", async () => {
    const [one, two] = [await app.mint(), await app.mint()];
    const extract = `A=${one.token}\nB="${two.token}" # keep`;
    const vulnerabilities = [
      {
        id: "1",
        raw_source_code_extract: extract,
        location: { file: "x", commit: { sha: "0000000" } },
        identifiers: [{ type: "t", value: "v" }],
      },
    ];
    expect((await importing({ version: "15.0.4", vulnerabilities })).body).toMatchObject({
      format: "gitlab",
      records: 1,
      matched: 2,
      labels: { true_positive: 2 },
    });
    expect([await stateOf(one.id), await stateOf(two.id)]).toEqual(["revoking", "revoking"]);
  });

  test("says of a redacted or truncated value that it is redacted, and passes no verdict on the token", async () => {
    const { id, token } = await app.mint();
    const cut = (percent: number): string => token.slice(0, Math.floor((token.length * (100 - percent)) / 100));
    const values = [
      "REDACTED",
      `${cut(20)}...`,
      `${cut(10)}...`,
      `${cut(5)}…`,
      cut(20),
      cut(60),
      `${token.slice(0, 20)}${"*".repeat(40)}`,
      "[redacted]",
    ];
    const before = await app.stored();
    const answer = await importing(values.map((value) => finding(value)));
    expect(answer.body).toEqual({
      format: "gitleaks",
      records: values.length,
      matched: 0,
      redacted: values.length,
      malformed: 0,
      labels: { true_positive: 0, false_positive: 0 },
    });
    expect(await stateOf(id)).toBeNull();
    expect(await app.introspect(token)).toMatchObject({ active: true });
    expect((await app.stored()).incidents).toBe(before.incidents);
  });

  test("says of SARIF without a snippet, as trufflehog writes it, that the value is withheld; one in the message is found", async () => {
    const { id, token } = await app.mint();
    const result = (text: string): object => ({
      ruleId: "PyPI",
      message: { text },
      locations: [{ physicalLocation: { artifactLocation: { uri: "keys" }, region: { startLine: 4 } } }],
      fingerprints: { "sha256/v1": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
    });
    const run = { tool: { driver: { name: "trufflehog" } }, results: [result("PyPI secret detected"), result(`leaked: ${token}`)] };
    expect((await importing({ version: "2.1.0", runs: [run] })).body).toMatchObject({
      format: "sarif",
      records: 2,
      matched: 1,
      redacted: 1,
      malformed: 0,
      labels: { true_positive: 1 },
    });
    expect(await stateOf(id)).toBe("revoking");
  });

  test("does nothing at all for a report that breaks off, however much was good", async () => {
    const { id, token } = await app.mint();
    const before = await app.stored();
    const answer = await importing(`[${JSON.stringify(finding(token))},`);
    expect([answer.status, answer.body["code"]]).toEqual([400, "malformed_body"]);
    expect(await app.stored()).toEqual(before);
    expect(await stateOf(id)).toBeNull();
    expect(answer.text).not.toContain(token.slice(0, 20));
  });

  test("takes the same report again: one incident, one place", async () => {
    const { id, token } = await app.mint();
    for (const _ of [1, 2, 3]) expect((await importing({ reports: [{ token, path: "b", line: 1 }] })).status).toBe(200);
    const { incidents } = (await app.get(`/api/incidents?q=token:${id}`)).body;
    expect(incidents).toMatchObject([{ occurrence_count: 1 }]);
  });

  test("wants an admin token, and reads nothing without one", async () => {
    const answer = await app.call("POST", "/api/import", { body: "[]" }, null);
    expect([answer.status, answer.body["code"]]).toEqual([401, "unauthorized"]);
    expect((await app.call("GET", "/api/import")).status).toBe(405);
    expect((await app.call("POST", "/api/import", { body: "[]", headers: { "content-encoding": "gzip" } })).status).toBe(415);
  });

  test("answers early to who sends without end", async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sending = request(
        `${app.url}/api/import`,
        { method: "POST", headers: { authorization: `Bearer ${"x".repeat(20)}` } },
        (response) => {
          resolve(response.statusCode);
          sending.destroy();
        },
      );
      sending.on("error", reject);
      const more = (): void => {
        if (!sending.destroyed && sending.write(Buffer.alloc(65_536, " "))) setImmediate(more);
      };
      sending.on("drain", more);
      more();
    });
    expect(status).toBe(401);
  });

  test("reads 100,000 findings of others in one go, without holding them in memory or the event loop", async () => {
    const { id, token } = await app.mint();
    const others = Array.from({ length: 100_000 }, (_, index) => finding(`AKIA${index}`, { File: `f${index}` }));
    const importingAll = importing([...others, finding(token)]);
    let slowest = 0;
    for (let pending = true; pending; ) {
      const began = performance.now();
      await fetch(`${app.url}/healthz`);
      slowest = Math.max(slowest, performance.now() - began);
      pending = await Promise.race([importingAll.then(() => false), new Promise<boolean>((resolve) => setTimeout(resolve, 5, true))]);
    }
    expect((await importingAll).body).toMatchObject({ records: 100_001, matched: 1 });
    expect(await stateOf(id)).toBe("revoking");
    expect(slowest).toBeLessThan(1_000);
  });
});
