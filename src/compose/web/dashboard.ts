import { AdminTokens } from "../../access/admin-tokens.ts";
import { IdentityProvider } from "../../access/identity-provider.ts";
import { SavedViews } from "../../access/saved-views.ts";
import { Sessions } from "../../access/sessions.ts";
import { SignInLinks } from "../../access/sign-in-links.ts";
import type { Config } from "../../config/config.ts";
import { dashboard } from "../../dashboard/dashboard.ts";
import type { FileSection } from "../../dashboard/screens/settings/settings.tsx";
import { Looking, type LookingNeeds } from "../../incidents/acts/looking.ts";
import { Recovery } from "../../incidents/recovering/recovery.ts";
import { exchange } from "../../kernel/http-client.ts";
import type { Logger } from "../../kernel/log.ts";
import { guardedFetch } from "../../kernel/net/guarded-fetch.ts";
import { allReporters } from "../../sources/direct.ts";
import type { Parts } from "../parts.ts";
import { composeSetup } from "./setup.ts";

/** The pages for people, over the same parts as the admin API. */
export function composeDashboard(config: Config, parts: Parts, log: Logger, origin: () => string): ReturnType<typeof dashboard> {
  const { core, dispatcher, intakes, news, notices, outgoing, revoking } = parts;
  const { actions, bulk, casework, checking } = revoking;
  const { classifier, clock, db, formats, issuers, keyring, matcher } = core;
  const reporters = allReporters(intakes.sources);
  const { oidc } = config.dashboard;
  const { production } = config.process;
  return dashboard({
    sessions: new Sessions(db, keyring),
    adminTokens: new AdminTokens(db, keyring, null),
    links: new SignInLinks(db, keyring, config.dashboard.signInLinks),
    endpoints: outgoing.endpoints,
    db,
    actions,
    checking,
    looking: new Looking({ db, classifier, matcher, reporters, open: openAsStranger(guardedFetch([])) }),
    recovery: new Recovery({ db, actions, wake: (kinds) => dispatcher.wake(kinds) }),
    news,
    mailOf: notices.mailOf,
    bulk,
    casework,
    setup: composeSetup(config, parts, log),
    settings: config.settings,
    fileSections: fileSections(config),
    views: new SavedViews(db),
    claims: intakes.claims,
    classifier,
    matcher,
    reporters,
    formats: [...formats.keys()],
    sources: [...reporters.keys()],
    issuers: [...issuers.byId.keys()],
    issuersElsewhere: Array.from(issuers.byId.values()).flatMap(({ id, where }) => (where === "elsewhere" ? [id] : [])),
    watched: Array.from(intakes.sources.values(), (source) => ({
      id: source.id,
      title: source.title,
      keyAgeSeconds: () => source.keyHealth?.().ageSeconds ?? null,
    })),
    keyring,
    provider: oidc === null ? null : new IdentityProvider(oidc, log),
    origin,
    clock,
    log,
    product: config.mail.productName,
    supportAddress: config.mail.supportAddress,
    legalLine: config.mail.legalLine,
    environment: { name: production ? "production" : "development", production },
    publicUrl: config.http.publicUrl,
  });
}

// A page of a code host with a file in it.
const PAGE_MAX_BYTES = 4 * 1024 * 1024;
const PAGE_TIMEOUT_MS = 8_000;

/** Reads a public page as anybody can; one redirect may lead to what was renamed on the same host. */
function openAsStranger(fetch: ReturnType<typeof guardedFetch>): LookingNeeds["open"] {
  return (url) => exchange(url, { fetch, maxBytes: PAGE_MAX_BYTES, timeoutMs: PAGE_TIMEOUT_MS, oneHopBelow: new URL(url).origin });
}

/** What TOKENWARD_CONFIG holds, as far as it may be shown: what may be secret is named only. */
function fileSections({ file }: Config): FileSection[] {
  return [
    { name: "formats", entries: file.formats.map(({ id }) => id) },
    { name: "disclosers", entries: file.disclosers.map(({ id }) => id) },
    { name: "issuers", entries: file.issuers.map(({ id, kind }) => `${id} (${kind})`) },
    { name: "policies", entries: file.policies.map((policy) => JSON.stringify(policy)) },
    { name: "exempt", entries: file.exempt.map((exemption) => JSON.stringify(exemption)) },
    { name: "dry_run", entries: file.dry_run ? ["true"] : [] },
  ];
}
