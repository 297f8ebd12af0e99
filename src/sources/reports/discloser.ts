import type { Secret } from "../../kernel/secret.ts";
import type { LabelMode, SourceSettings } from "../registry.ts";
import type { Curve } from "../signing/key-document.ts";
import { KeyStore, type KeyStoreOptions } from "../signing/key-store.ts";
import { type HeaderPair, signedDiscloser } from "../signing/signed-discloser.ts";
import type { ReportSource } from "../source.ts";
import { feedback } from "./feedback.ts";
import { readRecords, readReport } from "./records.ts";

/** One who signs arrays of `{token, type, url}` by keys of a public list, as GitHub, GitLab and deps.dev do. */
export interface Discloser {
  readonly id: string;
  readonly title: string;
  /** The names this receiver and the discloser agreed on. A delivery carries exactly one of the pairs. */
  readonly headers: readonly HeaderPair[];
  readonly keysUrl: string;
  /** Sent to the key endpoint as a bearer token. */
  readonly keysToken?: Secret | undefined;
  readonly curves: readonly Curve[];
  /** Which field says where a token was found. */
  readonly urlField: "url" | "location";
  /** Whether it takes labels back. */
  readonly labels: LabelMode;
  /** Hosts that a leak URL may be shown as a link to. */
  readonly hosts: readonly string[];
}

export type DiscloserSettings = Pick<SourceSettings, "clock" | "log" | "keyOverlapMs"> &
  Pick<KeyStoreOptions, "memory" | "observer" | "timings">;

/** A source of its own key store: a key of one discloser never vouches for another. */
export function discloserSource(discloser: Discloser, settings: DiscloserSettings): ReportSource {
  const { curves, headers, id, keysToken, keysUrl, labels: mode, title, urlField } = discloser;
  const { clock, keyOverlapMs, log, memory, observer, timings } = settings;
  const endpoint = { url: keysUrl, token: keysToken, curves };
  const keys = new KeyStore({ owner: title, endpoint, clock, log, memory, observer, timings: { overlap: keyOverlapMs, ...timings } });
  const hosts = new Set(discloser.hosts);
  return {
    kind: "reports",
    id,
    title,
    authenticate: signedDiscloser({ headers, findKey: async (key) => await keys.find(key) }),
    parse: (body) => readRecords(body).map((record) => readReport(record, urlField)),
    answer: (reports, labels) => (mode === "off" ? { status: 204 } : feedback(reports, labels, mode)),
    ownsHost: (host) => hosts.has(host),
    keyHealth: () => keys.health(),
    refreshKeys: async () => await keys.refresh(),
  };
}
