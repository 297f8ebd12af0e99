import { z } from "zod";
import { accessTo } from "../events/access.ts";
import { commitOf, type Locations, type Push, type PushedRange, rangeOf, repositoryOf } from "../events/push.ts";
import { headerOf, readBody, wordOf } from "../events/read-body.ts";
import type { SourceSettings } from "../registry.ts";
import { onlyValue, refused } from "../signing/header.ts";
import { isSignedByOne, readDigest, type SharedSecrets } from "../signing/shared-secrets.ts";
import type { Authentication, EventSource, RawRequest, ReadEvent } from "../source.ts";

const KNOWN: ReadonlySet<string> = new Set([
  "repo:push",
  "repo:refs_changed",
  "repo:secret_detected",
  "repo:fork",
  "repo:forked",
  "repo:modified",
  "repo:updated",
  "pullrequest:created",
  "pullrequest:updated",
  "pullrequest:fulfilled",
  "pr:opened",
  "pr:merged",
  "issue:created",
  "diagnostics:ping",
]);

/** Longer ones no file system takes. */
const MAX_PATH = 4_096;

const target = z.object({ hash: z.string() });
const tip = z.object({ name: z.string(), type: z.string(), target });

const cloudPush = z.object({
  repository: z.object({ full_name: z.string(), uuid: z.string().nullish() }),
  push: z.object({
    changes: z.array(
      z.object({
        old: z.object({ target: target.nullish() }).nullish(),
        new: tip.nullish(),
        commits: z.array(z.object({ hash: z.string() })).nullish(),
        truncated: z.boolean().nullish(),
      }),
    ),
  }),
});

const serverRepository = z.object({ id: z.int().nullish(), slug: z.string(), project: z.object({ key: z.string() }) });

const serverPush = z.object({
  repository: serverRepository,
  changes: z.array(z.object({ ref: z.object({ id: z.string() }), fromHash: z.string(), toHash: z.string() })),
});

const secretDetected = z.object({
  secretLocations: z.array(
    z.object({
      path: z.string(),
      line: z.int().min(0),
      commitId: z.string(),
      repository: serverRepository.nullish(),
    }),
  ),
  repository: serverRepository.nullish(),
});

/** Webhooks of Bitbucket Cloud (`repo:push`) and Data Center (`repo:refs_changed`, and `repo:secret_detected`, which says where only). */
export default function bitbucket({ bitbucketSecrets, hosts }: SourceSettings): EventSource | null {
  if (bitbucketSecrets === null) return null;
  return {
    kind: "events",
    id: "bitbucket",
    title: "Bitbucket",
    authenticate: async (request) => await Promise.resolve(authenticate(request, bitbucketSecrets)),
    read,
    accepted: { status: 204 },
    ...accessTo(hosts?.bitbucket),
  };
}

// GitHub's header of SHA-1, with SHA-256 in it.
function authenticate({ body, headers }: RawRequest, secrets: NonNullable<SharedSecrets>): Authentication {
  const text = onlyValue(headers, "x-hub-signature");
  if (!text.ok) return text;
  const signature = text.value.startsWith("sha256=") ? readDigest(text.value.slice("sha256=".length)) : null;
  if (signature === null) return refused("malformed_header");
  return isSignedByOne(secrets, body, signature) ? { ok: true } : refused("wrong_signature");
}

function read(request: RawRequest): ReadEvent {
  const event = headerOf(request, "x-event-key");
  if (event === "repo:push") return pushed("push", readCloudPush(request.body));
  if (event === "repo:refs_changed") return pushed("refs_changed", readServerPush(request.body));
  if (event === "repo:secret_detected") return readLocations(request.body);
  return { ignored: wordOf(event, KNOWN) };
}

// Two names: what they point to is fetched from different products.
function pushed(name: "push" | "refs_changed", detail: Push): ReadEvent {
  return detail.ranges.length === 0 ? { ignored: "deletion" } : { event: { name, detail } };
}

function readCloudPush(body: Buffer): Push {
  const { push, repository } = readBody(body, cloudPush);
  const ranges = push.changes.flatMap((change): PushedRange[] => {
    const after = change.new?.target.hash;
    if (after === undefined) return [];
    const { name, type } = change.new!;
    const commits = (change.commits ?? []).map(({ hash }) => hash);
    const ref = type === "tag" ? `refs/tags/${name}` : `refs/heads/${name}`;
    const before = commitOf(change.old?.target?.hash ?? "0".repeat(40));
    return [rangeOf({ ref, before, after: commitOf(after)!, commits, total: change.truncated === false ? commits.length : null })];
  });
  return { repository: repositoryOf(repository.full_name, repository.uuid ?? null), ranges };
}

function readServerPush(body: Buffer): Push {
  const { changes, repository } = readBody(body, serverPush);
  const ranges = changes.flatMap(({ fromHash, ref, toHash }): PushedRange[] => {
    const after = commitOf(toHash);
    return after === null ? [] : [rangeOf({ ref: ref.id, before: commitOf(fromHash), after, commits: [], total: null })];
  });
  return { repository: repositoryOfServer(repository), ranges };
}

function readLocations(body: Buffer): ReadEvent {
  const { repository: common, secretLocations } = readBody(body, secretDetected);
  const [first] = secretLocations;
  const repository = first?.repository ?? common;
  if (first === undefined || repository === null || repository === undefined) return { ignored: "repo:secret_detected" };
  // Whoever may push names the files: a name that is none leaves its own place out, and no other.
  const places = secretLocations.flatMap(({ commitId, line, path }) => {
    const commit = commitOf(commitId);
    return commit === null || path === "" || path.length > MAX_PATH ? [] : [{ path, line, commit }];
  });
  const detail: Locations = { repository: repositoryOfServer(repository), places };
  return { event: { name: "locations", detail } };
}

function repositoryOfServer({ id, project, slug }: z.infer<typeof serverRepository>) {
  return repositoryOf(`${project.key}/${slug}`, id ?? null);
}
