import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { CAST } from "../../src/simulate/vendors/cast.ts";
import { testDatabase } from "../helpers/database.ts";
import { temporaryFolder } from "../helpers/folder.ts";
import { freePort } from "../helpers/port.ts";
import { launchTokenward, startTokenward, type Tokenward } from "../helpers/service.ts";

// The webhooks of GitHub have no receiver of their own yet.
const SOURCES = Object.keys(CAST).filter((id) => id !== "github") as Exclude<keyof typeof CAST, "github">[];
const ACME = "acme-scan";
const DATA_DIR = await temporaryFolder();
const ports: Record<string, number> = {};
const secrets: Record<string, string> = {};
let service: Tokenward;

beforeAll(async () => {
  for (const id of SOURCES) {
    const role = CAST[id];
    if (role.proof === "keys") ports[id] = await freePort();
    else for (const variable of role.variables) secrets[variable] = `${role.invent(variable)},${role.invent(variable)}`;
  }
  ports[ACME] = await freePort();
  const origin = (id: string): string => `http://127.0.0.1:${ports[id]}`;
  const acme = {
    id: ACME,
    title: "Acme",
    key_id_header: "Acme-Key",
    signature_header: "Acme-Signature",
    keys_url: `${origin(ACME)}/keys.json`,
    curves: ["P-384"],
    url_field: "location",
  };
  const file = join(DATA_DIR, "config.json");
  await writeFile(file, JSON.stringify({ disclosers: [acme] }));
  Object.assign(secrets, {
    TOKENWARD_CONFIG: file,
    GITHUB_API_URL: origin("github-partner"),
    GITLAB_KEYS_URL: `${origin("gitlab-partner")}${CAST["gitlab-partner"].traits.keysPath}`,
    DEPSDEV_KEYS_URL: `${origin("depsdev")}${CAST.depsdev.traits.keysPath}`,
  });
  const { url } = await testDatabase();
  service = await startTokenward({ DATABASE_URL: url.reveal("test"), DATA_DIR: await temporaryFolder(), ...secrets });
});

interface Outcome {
  readonly code: number | null;
  readonly stderr: string;
  readonly summary: { readonly sent: number; readonly answers: Readonly<Record<string, number>>; readonly unexpected: number };
}

/** Runs the simulator as a process of its own; `--json` is given. */
async function simulate(id: string, token: string, more: readonly string[] = []): Promise<Outcome> {
  const args = ["simulate", id, "--url", service.url, "--keys-port", String(ports[id] ?? 0), "--json", ...more];
  const child = launchTokenward({ ...secrets, DATA_DIR }, args);
  child.write(`${token}\n`);
  child.end();
  const { code } = await child.exited;
  if (!child.stdout().startsWith("{")) throw new Error(`${id}: ${child.stderr()}`);
  return { code, stderr: child.stderr(), summary: JSON.parse(child.stdout()) };
}

describe.each([...SOURCES, ACME])("tokenward simulate %s, against the service:", (id) => {
  it("what it sends is taken, and the token it reports is revoked", async () => {
    const minted = await service.mint(id);
    expect(await simulate(id, minted.token)).toMatchObject({ code: 0, summary: { sent: 1, unexpected: 0 } });
    const carries = id === ACME || !["gitlab", "gitea", "bitbucket", "azure"].includes(id);
    if (!carries) return;
    await service.untilNotified([minted.id]);
    expect(await service.incidentOf(minted.id)).toMatchObject({ state: "revoked", source: id });
  });

  it("rotates its keys or secrets and repeats itself, and not one genuine delivery is refused", async () => {
    const { token } = await service.mint(`${id} rotating`);
    // One after the other: a key that came and went before its first delivery was looked at is refused, and rightly.
    const rotating = ["--count", "40", "--rotate", "10", "--duplicates", "1"];
    expect(await simulate(id, token, rotating)).toMatchObject({ code: 0, summary: { sent: 80, unexpected: 0 } });
  });

  it("is refused with 401 when it forges, and told 400 when its bodies are broken", async () => {
    const { token } = await service.mint(`${id} forged`);
    expect(await simulate(id, token, ["--forged", "--count", "3"])).toMatchObject({ code: 0, summary: { answers: { 401: 3 } } });
    expect(await simulate(id, "", ["--malformed", "--count", "10"])).toMatchObject({ code: 0, summary: { answers: { 400: 10 } } });
    expect(await service.introspect(token)).toMatchObject({ active: true });
  });
});

it("a flood is taken to its last delivery, and its keys rotate meanwhile", async () => {
  const { token } = await service.mint("flood");
  const flood = ["--count", "400", "--rate", "100", "--rotate", "200"];
  expect(await simulate("depsdev", token, flood)).toMatchObject({ code: 0, summary: { sent: 400, unexpected: 0 } });
});

it("a key endpoint that fails is played as well: the service goes on with the keys it knows", async () => {
  const { token } = await service.mint("fault");
  expect(await simulate("depsdev", token, ["--key-fault", "down"])).toMatchObject({ code: 0, summary: { answers: { 204: 1 } } });
});

it("what arrives a moment after it was signed is taken", async () => {
  const { token } = await service.mint("late");
  expect(await simulate("standard", token, ["--delay", "1"])).toMatchObject({ code: 0, summary: { unexpected: 0 } });
});
