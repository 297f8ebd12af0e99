import type { RateLimit } from "../../access/rate-limit.ts";
import type { Config } from "../../config/config.ts";
import type { FileDiscloser } from "../../config/file/disclosers.ts";
import type { Queryable } from "../../db/database.ts";
import { signingKeys } from "../../incidents/health/signing-keys.sql.ts";
import type { Clock } from "../../kernel/clock.ts";
import type { Logger } from "../../kernel/log.ts";
import { loadSources, type SourceSettings } from "../../sources/registry.ts";
import type { Discloser } from "../../sources/reports/discloser.ts";
import type { Source } from "../../sources/source.ts";
import type { Metrics } from "../../telemetry/metrics.ts";

/** Every source that is configured, by its id. @throws AppError `invalid_config` */
export async function composeSources(
  config: Config,
  clock: Clock,
  metrics: Pick<Metrics, "sourceKeyAlarms">,
  log: Logger,
  db?: Queryable,
  limit?: Pick<RateLimit, "spend">,
  hosts?: SourceSettings["hosts"],
): Promise<ReadonlyMap<string, Source>> {
  const { file, forges, sources } = config;
  const { github, keyOverlapMs, labels } = sources;
  const keysOf: SourceSettings["keysOf"] = (source) => ({
    memory: db && signingKeys(db, source),
    observer: { onAlarm: (reason) => metrics.sourceKeyAlarms.inc({ source, reason }) },
  });
  const loaded = await loadSources({
    ...forges,
    labels,
    keyOverlapMs,
    github: { apiUrl: github.apiUrl, token: github.token ?? undefined, webhookSecrets: github.webhookSecrets },
    disclosers: file.disclosers.map(discloserOf),
    clock,
    log,
    keysOf,
    limit,
    hosts,
  });
  return new Map(loaded.map((source) => [source.id, source]));
}

function discloserOf(entry: FileDiscloser): Discloser {
  const { curves, hosts, id, labels, title } = entry;
  return {
    id,
    title,
    headers: [{ keyId: entry.key_id_header, signature: entry.signature_header }],
    keysUrl: entry.keys_url,
    keysToken: entry.keys_token,
    curves,
    urlField: entry.url_field,
    labels,
    hosts,
  };
}
