import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { VARIABLES } from "../../src/config/config.ts";
import { loadConfig } from "../../src/config/load.ts";
import { isCommand } from "../helpers/cli-help.ts";

interface Service {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly profiles?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test?: readonly string[] };
  readonly volumes?: readonly string[];
  readonly read_only?: boolean;
  readonly stop_grace_period?: string;
}

interface ComposeFile {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, object>>;
}

const text = readFileSync(new URL("../../compose.yaml", import.meta.url), "utf8");
const { services, volumes } = parse(text, { merge: true }) as ComposeFile;
const all = Object.entries(services);
const ours = all.filter(([, { image }]) => image === "tokenward");

/** As compose fills in variables: `required` for `${NAME:?…}`, else the default. */
function interpolated(environment: Readonly<Record<string, string>>, required: Readonly<Record<string, string>>): Record<string, string> {
  const fill = (value: string): string =>
    value.replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/gu, (_, name: string, kind: string, rest: string) =>
      kind === "-" ? rest : (required[name] ?? ""),
    );
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, fill(value)]));
}

describe("compose.yaml", () => {
  test("has every part, and Redis only on request", () => {
    expect(Object.keys(services)).toEqual(["web", "worker", "migrate", "postgres", "mail", "redis"]);
    expect(all.filter(([, { profiles }]) => profiles !== undefined).map(([name]) => name)).toEqual(["redis"]);
  });

  test.each(ours)("%s runs a command that there is", async (_, { command }) => {
    expect(await isCommand(command ?? [])).toBe(true);
  });

  test.each(ours)(
    "%s gets variables that there are, with which a production start has nothing to complain about",
    (_, { environment = {} }) => {
      expect(Object.keys(environment).filter((name) => !(name in VARIABLES))).toEqual([]);
      const secrets = { TOKENWARD_SECRET: Buffer.from([...Array(32).keys()]).toString("base64"), POSTGRES_PASSWORD: "a1b2" };
      const { config, warnings } = loadConfig({ NODE_ENV: "production", ...interpolated(environment, secrets) });
      expect(warnings).toEqual([]);
      expect(config.storage.databaseUrl?.reveal("test")).toBe("postgres://tokenward:a1b2@postgres:5432/tokenward");
    },
  );

  test("holds no secret of its own", () => {
    for (const [, { environment = {} }] of all) {
      for (const [name, value] of Object.entries(environment)) if (/SECRET|PASSWORD|TOKEN$/u.test(name)) expect(value).toMatch(/^\$\{/u);
    }
  });

  test.each(ours)("%s may write nowhere but to its volume and gets the time it needs to stop", (_, service) => {
    expect(service.read_only).toBe(true);
    expect(Number.parseInt(service.stop_grace_period ?? "", 10) * 1_000).toBeGreaterThan(loadConfig({}).config.process.shutdownMs);
  });

  test("publishes ports to this machine only", () => {
    const ports = all.flatMap(([, service]) => service.ports ?? []);
    expect(ports).toEqual(["127.0.0.1:3000:3000", "127.0.0.1:8025:8025"]);
  });

  test("waits only for what can come true", () => {
    for (const [name, { depends_on: dependsOn = {} }] of all) {
      for (const [other, { condition }] of Object.entries(dependsOn)) {
        if (condition === "service_healthy") expect(services[other]?.healthcheck?.test, `${name} waits for ${other}`).toBeDefined();
        else expect(services[other]?.command, `${name} waits for ${other}`).toEqual(["migrate"]);
      }
    }
  });

  test("names only volumes that it declares", () => {
    const named = all.flatMap(([, service]) => service.volumes ?? []).map((volume) => volume.split(":")[0]);
    expect(new Set(named)).toEqual(new Set(Object.keys(volumes)));
  });
});
