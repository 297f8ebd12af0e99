import type { Diagnosis } from "../../cli/root.ts";
import type { Config } from "../../config/config.ts";
import type { Queryable } from "../../db/database.ts";
import { readSourceStates, type SourceState } from "../../incidents/health/source-health.ts";
import { systemClock } from "../../kernel/clock.ts";
import { createLogger } from "../../kernel/log.ts";
import type { KeyHealth, Source } from "../../sources/source.ts";
import { createMetrics } from "../../telemetry/metrics.ts";
import { SOURCE_SETTINGS } from "./source-settings.ts";
import { composeSources } from "./sources.ts";

const SHORTEST_SECRET = 16;
const LOCAL = /^https?:\/\/(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?:[:/]|$)/u;

/** One finding about a source; the worst is told, with what all have found. */
interface Remark {
  readonly verdict: Diagnosis["verdict"];
  readonly found: string;
  readonly advice?: string;
}

/**
 * Looks at every source: whether its keys can be had, its secret can be one, and when it was last heard of.
 * @param db null when it cannot be asked
 */
export async function diagnoseSources(config: Config, db: Queryable | null): Promise<readonly Diagnosis[]> {
  const sources = await composeSources(config, systemClock, createMetrics(), createLogger("silent"));
  const states = db === null ? null : new Map((await readSourceStates(db)).map((state) => [state.source, state]));
  const configured = Array.from(sources.values(), async (source) => {
    const keys = (await source.refreshKeys?.()) ?? null;
    const remarks = [...remarkOnKeys(source, keys), ...remarkOnSecrets(source, config), ...remarkOnState(source, states)];
    return diagnosisOf(source.id, remarks);
  });
  const missing = Object.entries(SOURCE_SETTINGS).filter(([id]) => !sources.has(id));
  return [...(await Promise.all(configured)), ...missing.map(([id, { variables }]) => notConfigured(id, variables))];
}

const RANK: Readonly<Record<Diagnosis["verdict"], number>> = { failed: 0, warning: 1, skipped: 2, ok: 3 };

function diagnosisOf(id: string, remarks: readonly Remark[]): Diagnosis {
  const worst = remarks.toSorted((a, b) => RANK[a.verdict] - RANK[b.verdict])[0];
  const advice = remarks.flatMap((remark) => remark.advice ?? []).join("; ");
  return {
    name: `source ${id}`,
    verdict: worst?.verdict ?? "ok",
    found: remarks.map(({ found }) => found).join("; "),
    ...(advice !== "" && { advice }),
  };
}

function notConfigured(id: string, variables: readonly string[]): Diagnosis {
  return {
    name: `source ${id}`,
    verdict: "skipped",
    found: `not configured: /hooks/${id} answers 404`,
    advice: `to take it, set ${variables.join(" or ")}`,
  };
}

function remarkOnKeys({ id, title }: Source, keys: KeyHealth | null): Remark[] {
  if (keys === null) return [];
  const where = hostOf(keys.url);
  const address = SOURCE_SETTINGS[id]?.variables.join(" and ") ?? "keys_url in the configuration file";
  if (keys.lastFailure !== null) {
    const advice = `check ${address} and the way out of this network; until keys come, the alerts of ${title} are answered 503 and come again`;
    return [{ verdict: "failed", found: `no keys from ${where}: ${keys.lastFailure.reason.replace(`${where}: `, "")}`, advice }];
  }
  const found = `${keys.keys} key(s) from ${where}, ${keys.current} current`;
  if (keys.current === 0)
    return [{ verdict: "warning", found, advice: `ask ${title}: no key in its list is current, so that every delivery is refused` }];
  if (keys.url.startsWith("http:") && !LOCAL.test(keys.url)) {
    return [
      {
        verdict: "warning",
        found: `${found}, in clear`,
        advice: `give ${address} an https address: whoever is on the way can put in keys of their own`,
      },
    ];
  }
  return [{ verdict: "ok", found }];
}

function remarkOnSecrets({ id }: Source, config: Config): Remark[] {
  const own = SOURCE_SETTINGS[id]?.secrets(config)?.reveal("see whether it can be a secret") ?? null;
  if (own === null) return [];
  const remarks: Remark[] = [{ verdict: "ok", found: `${own.length} secret(s)` }];
  const shortest = Math.min(...own.map((secret) => secret.replace(/^[^:]*:/u, "").length));
  if (shortest < SHORTEST_SECRET) {
    const advice = "take a random one of 32 characters (openssl rand -hex 16) here and there";
    remarks.push({ verdict: "warning", found: `one has ${shortest} characters and can be guessed`, advice });
  }
  const twin = Object.entries(SOURCE_SETTINGS).find(([other, { secrets }]) => {
    if (other === id || (id.startsWith("gitlab") && other.startsWith("gitlab"))) return false;
    return (
      secrets(config)
        ?.reveal("see whether it is used twice")
        .some((secret) => own.includes(secret)) === true
    );
  });
  if (twin !== undefined) {
    remarks.push({
      verdict: "warning",
      found: `shared with ${twin[0]}`,
      advice: "give each source a secret of its own: who knows one can speak for the other",
    });
  }
  const { publicUrl } = config.http;
  if (id === "azure" && publicUrl?.startsWith("http:") === true && !LOCAL.test(publicUrl)) {
    remarks.push({
      verdict: "warning",
      found: "its password comes in clear",
      advice: "put TLS before the service and give PUBLIC_URL its https address",
    });
  }
  return remarks;
}

function remarkOnState({ id }: Source, states: ReadonlyMap<string, SourceState> | null): Remark[] {
  if (states === null) return [];
  const state = states.get(id);
  const remarks: Remark[] = [{ verdict: "ok", found: lastSeen(state?.acceptedAt ?? null) }];
  if (state?.alarms.includes("nothing_genuine") === true) {
    const what = SOURCE_SETTINGS[id]?.variables.join(" or ") ?? "its entry in the configuration file";
    const advice = `check ${what}, and that nothing on the way changes bodies or headers`;
    remarks.push({ verdict: "warning", found: `every delivery is refused (${state.refusal ?? "unknown"})`, advice });
  }
  if (state?.alarms.includes("nothing_matches") === true) {
    const advice = "check TOKEN_PREFIX and the token formats here against the patterns that the source was given";
    remarks.push({ verdict: "warning", found: "no record holds a token of a known format", advice });
  }
  return remarks;
}

function lastSeen(at: Date | null): string {
  return at === null ? "no genuine delivery yet" : `last genuine delivery ${at.toISOString()}`;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "an unreadable address";
}
