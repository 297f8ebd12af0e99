import { gzipSync } from "node:zlib";
import { beforeAll, expect, test } from "vitest";
import { testDatabase } from "../../helpers/database.ts";
import { temporaryFolder } from "../../helpers/folder.ts";
import { tarGz, zip } from "../../helpers/scan/archives.ts";
import type { Report, Told } from "../../helpers/scan/scanning.ts";
import { startTokenward, type Tokenward } from "../../helpers/service.ts";

let service: Tokenward;

beforeAll(async () => {
  const { url } = await testDatabase();
  service = await startTokenward({ DATABASE_URL: url.reveal("test"), DATA_DIR: await temporaryFolder() });
});

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly body: Report & { readonly reported: object | null; readonly code?: string };
}

async function upload(bytes: Buffer, query = "", bearer = "admin-token-of-the-tests"): Promise<Answer> {
  const response = await fetch(`${service.url}/api/scan${query}`, {
    method: "POST",
    headers: { authorization: `Bearer ${bearer}` },
    body: Uint8Array.from(bytes),
  });
  const text = await response.text();
  return { status: response.status, text, body: JSON.parse(text) as Answer["body"] };
}

test("POST /api/scan: tokens in a wheel and in a tarball are answered with their members, redacted, and nothing is done", async () => {
  const { id, token } = await service.mint();
  const wheel = zip({ "pkg/a.py": "x = 1\n", "pkg/b.py": `KEY = "${token}"\n` });
  const plain = await upload(wheel, "?name=demo-1.0-py3-none-any.whl");
  expect(plain).toMatchObject({ status: 200, body: { reported: null, skipped: [], scanned: { files: 1, bytes: wheel.length } } });
  expect(plain.body.findings).toMatchObject([
    { path: "demo-1.0-py3-none-any.whl", member: "pkg/b.py", line: 1, column: 8, via: [], format: "tokenward" },
  ]);
  const encoded = Buffer.from(`user:${token}`).toString("base64");
  const nested = await upload(await tarGz({ "dist/demo.whl": wheel, "setup.cfg": encoded }));
  const told = ({ member, via }: Told): unknown => [member, via];
  expect(nested.body.findings.map(told)).toEqual(
    expect.arrayContaining([
      ["dist/demo.whl!pkg/b.py", []],
      ["setup.cfg", ["base64"]],
    ]),
  );
  expect(new Set([...plain.body.findings, ...nested.body.findings].map(({ fingerprint }) => fingerprint)).size).toBe(1);
  expect(plain.text + nested.text).not.toContain(token);
  expect(await service.introspect(token)).toMatchObject({ active: true });
  expect(await service.incidentOf(id)).toBeUndefined();
});

test("POST /api/scan?report=1: what is found is revoked and its owner told", async () => {
  const { id, token } = await service.mint();
  const { body } = await upload(gzipSync(`KEY=${token}`), "?report=1&name=build.log.gz");
  expect(body).toMatchObject({ findings: [{ member: "" }], reported: { true_positive: 1, false_positive: 0 } });
  await service.untilNotified([id]);
  expect(await service.introspect(token)).toEqual({ active: false });
  expect(await service.incidentOf(id)).toMatchObject({ source: "scan" });
});

test("an artefact that cannot be scanned is answered with what was wrong, and hurts nobody", async () => {
  const bomb = await upload(gzipSync(Buffer.alloc(2 ** 26)));
  expect(bomb).toMatchObject({ status: 200, body: { findings: [], skipped: [{ reason: expect.stringContaining("200 times its size") }] } });
  expect((await upload(Buffer.from("x"), "", "somebody-else-entirely")).status).toBe(401);
  expect((await upload(Buffer.from("x"), "?report=perhaps")).status).toBe(400);
  expect((await upload(Buffer.alloc(0))).status).toBe(200);
});
