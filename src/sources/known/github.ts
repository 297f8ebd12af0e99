import { emitterEventNames } from "@octokit/webhooks";
import { z } from "zod";
import { AppError } from "../../kernel/errors.ts";
import type { AlertEvent, AlertsEvent, InstallationEvent, RepositoriesEvent } from "../events/alert.ts";
import { commitOf, type Push, rangeOf, repositoryOf } from "../events/push.ts";
import { headerOf, readBody, wordOf } from "../events/read-body.ts";
import type { SourceSettings } from "../registry.ts";
import { onlyValue, refused } from "../signing/header.ts";
import { isSignedByOne, readDigest, type SharedSecrets } from "../signing/shared-secrets.ts";
import type { Authentication, EventSource, RawRequest, ReadEvent } from "../source.ts";

const KNOWN: ReadonlySet<string> = new Set(emitterEventNames);

// What became of an alert by somebody's hand, `resolved` by our own among it, asks nothing of us.
const FOLLOWED: ReadonlySet<string> = new Set([
  "secret_scanning_alert.created",
  "secret_scanning_alert.publicly_leaked",
  "secret_scanning_alert.reopened",
  "secret_scanning_alert.validated",
  "secret_scanning_alert_location.created",
]);
const SCANNED = "secret_scanning_scan.completed";
// The App may look into more than before.
const ADMITTED: ReadonlySet<string> = new Set(["installation.created", "installation.new_permissions_accepted", "installation.unsuspend"]);
const ADDED = "installation_repositories.added";
const EVENTS: ReadonlySet<string> = new Set([...FOLLOWED, ...ADMITTED, SCANNED, ADDED].map((word) => word.split(".")[0]!));

const action = z.object({ action: z.string() });
const repository = z.object({ id: z.int(), full_name: z.string() });
const installation = z.object({ id: z.int() }).nullish();
const alert = z.object({ alert: z.object({ number: z.int().positive() }), repository, installation });
const scan = z.object({ repository: repository.nullish(), installation });
const admitted = z.object({ installation: z.object({ id: z.int().positive() }) });
const more = admitted.extend({ repositories_added: z.array(repository) });
const push = z.object({
  ref: z.string(),
  before: z.string(),
  after: z.string(),
  commits: z.array(z.object({ id: z.string() })).nullish(),
  repository,
  installation,
});

// A push event names so many of its commits at most, and does not say how many there were.
const MAX_NAMED_COMMITS = 2_048;
const MAX_ADDED = 200;

/** Webhooks of a GitHub App, a repository or an organisation. They say which alert there is and never its secret. */
export default function github({ github: { webhookSecrets }, hosts }: SourceSettings): EventSource | null {
  if (webhookSecrets === null || webhookSecrets === undefined) return null;
  const host = hosts?.github;
  return {
    kind: "events",
    id: "github",
    title: "GitHub",
    authenticate: async (request) => await Promise.resolve(authenticate(request, webhookSecrets)),
    read,
    accepted: { status: 202 },
    fetch: host === undefined ? null : (event) => host.fetch(event),
    reportBack: host?.reportBack ?? null,
    catchUp: host?.catchUp ?? null,
    ownsHost: (name) => host?.ownsHost(name) ?? false,
  };
}

// Over the bytes as they came, form or JSON. `@octokit/webhooks` verifies text, of which not every body is.
function authenticate({ body, headers }: RawRequest, secrets: NonNullable<SharedSecrets>): Authentication {
  const header = onlyValue(headers, "x-hub-signature-256");
  if (!header.ok) return header;
  const signature = header.value.startsWith("sha256=") ? readDigest(header.value.slice("sha256=".length)) : null;
  if (signature === null) return refused("malformed_header");
  return isSignedByOne(secrets, body, signature) ? { ok: true } : refused("wrong_signature");
}

function read(request: RawRequest): ReadEvent {
  const event = headerOf(request, "x-github-event");
  if (event === "push") return readPush(payloadOf(request));
  if (!EVENTS.has(event)) return { ignored: wordOf(event, KNOWN) };
  const payload = payloadOf(request);
  const word = `${event}.${readBody(payload, action).action}`;
  if (FOLLOWED.has(word)) return readAlert(payload);
  if (word === SCANNED) return readScan(payload, word);
  if (word === ADDED) return readAdded(payload);
  if (ADMITTED.has(word)) return wholeInstallation(readBody(payload, admitted).installation.id);
  return { ignored: wordOf(word, KNOWN) };
}

function readAlert(payload: Buffer): ReadEvent {
  const { alert: found, installation: by, repository: at } = readBody(payload, alert);
  const detail: AlertEvent = { repository: repositoryOf(at.full_name, at.id), number: found.number, installation: by?.id ?? null };
  return { event: { name: "alert", detail } };
}

/** A scan of what a repository held already ended; GitHub does not tell every alert that it raised. */
function readScan(payload: Buffer, word: string): ReadEvent {
  const { installation: by, repository: at } = readBody(payload, scan);
  if (at === null || at === undefined) return { ignored: word };
  const detail: AlertsEvent = { repository: repositoryOf(at.full_name, at.id), installation: by?.id ?? null, cursor: { after: "" } };
  return { event: { name: "alerts", detail, backfill: true } };
}

function readAdded(payload: Buffer): ReadEvent {
  const { installation: by, repositories_added: added } = readBody(payload, more);
  if (added.length > MAX_ADDED) return wholeInstallation(by.id);
  const detail: RepositoriesEvent = { installation: by.id, repositories: added.map((one) => repositoryOf(one.full_name, one.id)) };
  return { event: { name: "repositories", detail, backfill: true } };
}

function wholeInstallation(id: number): ReadEvent {
  const detail: InstallationEvent = { installation: id, page: 1 };
  return { event: { name: "installation", detail, backfill: true } };
}

/** The JSON document, whether it is sent as it is or as the field of a form. */
function payloadOf(request: RawRequest): Buffer {
  if (!/^application\/x-www-form-urlencoded *(?:;|$)/iu.test(headerOf(request, "content-type"))) return request.body;
  const [payload, another] = new URLSearchParams(request.body.toString()).getAll("payload");
  if (payload !== undefined && another === undefined) return Buffer.from(payload);
  throw new AppError("malformed_body", "The form has to hold the JSON document in one field named payload.");
}

function readPush(payload: Buffer): ReadEvent {
  const { after, before, commits, installation: by, ref, repository: at } = readBody(payload, push);
  const pushed = commitOf(after);
  if (pushed === null) return { ignored: "deletion" };
  const named = (commits ?? []).map(({ id }) => id);
  const total = named.length < MAX_NAMED_COMMITS ? named.length : null;
  const range = rangeOf({ ref, before: commitOf(before), after: pushed, commits: named, total });
  const detail: Push & Pick<AlertEvent, "installation"> = {
    repository: repositoryOf(at.full_name, at.id),
    ranges: [range],
    installation: by?.id ?? null,
  };
  return { event: { name: "push", detail } };
}
