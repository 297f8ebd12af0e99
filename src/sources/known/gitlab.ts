import { z } from "zod";
import { accessTo } from "../events/access.ts";
import { commitOf, type Push, rangeOf, repositoryOf } from "../events/push.ts";
import { headerOf, readBody, wordOf } from "../events/read-body.ts";
import type { SourceSettings } from "../registry.ts";
import { onlyValue, refused } from "../signing/header.ts";
import { isOneOfSecrets, type SharedSecrets } from "../signing/shared-secrets.ts";
import { standardWebhooks } from "../signing/standard-webhooks.ts";
import type { Authentication, EventSource, RawRequest, ReadEvent } from "../source.ts";

const PUSHES: ReadonlySet<string> = new Set(["Push Hook", "Tag Push Hook"]);
const SYSTEM = "System Hook";
const SYSTEM_PUSHES: ReadonlySet<string> = new Set(["push", "tag_push"]);
const KNOWN: ReadonlySet<string> = new Set([
  "Push Hook",
  "Tag Push Hook",
  "System Hook",
  "Vulnerability Hook",
  "Issue Hook",
  "Note Hook",
  "Merge Request Hook",
  "Pipeline Hook",
  "Job Hook",
  "Release Hook",
]);

// Some of them, those of merge requests, have no such name.
const systemEvent = z.object({ event_name: z.string().optional().catch(undefined) }).catch({});

const push = z.object({
  before: z.string(),
  after: z.string(),
  ref: z.string(),
  project_id: z.int(),
  project: z.object({ path_with_namespace: z.string() }),
  commits: z.array(z.object({ id: z.string() })).default([]),
  // The true number: `commits` holds the newest 20 only.
  total_commits_count: z.int().nullish(),
});

/**
 * Webhooks of GitLab projects, groups and whole instances. GitLab switches off hooks that are answered 4xx, so that events which ask
 * nothing of us are accepted. The body's signature decides wherever a signing token is configured.
 */
export default function gitlab({ clock, gitlab: configured, hosts }: SourceSettings): EventSource | null {
  const { signingTokens, webhookTokens } = configured;
  if (signingTokens === null && webhookTokens === null) return null;
  return {
    kind: "events",
    id: "gitlab",
    title: "GitLab",
    authenticate:
      signingTokens === null
        ? async (request) => await Promise.resolve(byToken(request, webhookTokens))
        : standardWebhooks(signingTokens, clock),
    read,
    accepted: { status: 200 },
    ...accessTo(hosts?.gitlab),
  };
}

// From GitLab 19 on, `webhook-id` and `webhook-timestamp` are always sent: that they are there says nothing.
function byToken({ headers }: RawRequest, tokens: SharedSecrets): Authentication {
  const token = onlyValue(headers, "x-gitlab-token");
  if (!token.ok) return token;
  return tokens !== null && isOneOfSecrets(tokens, token.value) ? { ok: true } : refused("wrong_credentials");
}

function read(request: RawRequest): ReadEvent {
  const event = headerOf(request, "x-gitlab-event");
  if (!isPush(event, request.body)) return { ignored: wordOf(event, KNOWN) };
  const { after, before, commits, project, project_id: id, ref, total_commits_count: total } = readBody(request.body, push);
  const pushed = commitOf(after);
  if (pushed === null) return { ignored: "deletion" };
  const range = rangeOf({
    ref,
    before: commitOf(before),
    after: pushed,
    commits: commits.map((commit) => commit.id),
    total: total ?? null,
  });
  const detail: Push = { repository: repositoryOf(project.path_with_namespace, id), ranges: [range] };
  return { event: { name: "push", detail } };
}

// Hooks of an instance send every event under one name.
function isPush(event: string, body: Buffer): boolean {
  return PUSHES.has(event) || (event === SYSTEM && SYSTEM_PUSHES.has(readBody(body, systemEvent).event_name ?? ""));
}
