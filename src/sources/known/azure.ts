import { z } from "zod";
import { accessTo } from "../events/access.ts";
import { commitOf, type Push, type PushedRange, rangeOf, repositoryOf } from "../events/push.ts";
import { readBody, wordOf } from "../events/read-body.ts";
import type { SourceSettings } from "../registry.ts";
import { isObject } from "../reports/json.ts";
import { onlyValue, refused } from "../signing/header.ts";
import { isOneOfSecrets, type SharedSecrets } from "../signing/shared-secrets.ts";
import type { Authentication, EventSource, RawRequest, ReadEvent } from "../source.ts";

const KNOWN: ReadonlySet<string> = new Set([
  "git.push",
  "git.pullrequest.created",
  "git.pullrequest.updated",
  "git.pullrequest.merged",
  "build.complete",
  "workitem.created",
  "workitem.updated",
]);
const BASE64 = /^[0-9A-Za-z+/]+={0,2}$/u;

const event = z.object({ eventType: z.string(), resource: z.unknown().optional() });

const push = z.object({
  resource: z.object({
    refUpdates: z.array(z.object({ name: z.string(), oldObjectId: z.string(), newObjectId: z.string() })),
    repository: z.object({ id: z.string(), name: z.string(), project: z.object({ name: z.string() }) }),
    commits: z.array(z.object({ commitId: z.string() })).nullish(),
  }),
});

/** Service hooks of Azure DevOps. Nothing is signed: a user name and password of the subscription are all the proof there is. */
export default function azure({ azureCredentials, hosts }: SourceSettings): EventSource | null {
  if (azureCredentials === null) return null;
  return {
    kind: "events",
    id: "azure",
    title: "Azure DevOps",
    authenticate: async (request) => await Promise.resolve(authenticate(request, azureCredentials)),
    read,
    accepted: { status: 200 },
    ...accessTo(hosts?.azure),
  };
}

function authenticate({ headers }: RawRequest, credentials: NonNullable<SharedSecrets>): Authentication {
  const header = onlyValue(headers, "authorization");
  if (!header.ok) return header;
  const [, encoded = ""] = /^Basic (\S+)$/iu.exec(header.value) ?? [];
  const decoded = Buffer.from(encoded, "base64");
  if (!BASE64.test(encoded) || decoded.toString("base64") !== encoded) return refused("malformed_header");
  return isOneOfSecrets(credentials, decoded.toString()) ? { ok: true } : refused("wrong_credentials");
}

function read({ body }: RawRequest): ReadEvent {
  const { eventType, resource } = readBody(body, event);
  if (eventType !== "git.push") return { ignored: wordOf(eventType, KNOWN) };
  // A subscription whose "resource details to send" are minimal or none.
  if (!isObject(resource) || resource["refUpdates"] === undefined) return { ignored: "no_details" };
  const { refUpdates, repository, commits } = readBody(body, push).resource;
  const named = (commits ?? []).map(({ commitId }) => commitId);
  const ranges = refUpdates.flatMap(({ name, newObjectId, oldObjectId }): PushedRange[] => {
    const after = commitOf(newObjectId);
    // The commits are those of the whole push, whichever ref they belong to.
    return after === null ? [] : [rangeOf({ ref: name, before: commitOf(oldObjectId), after, commits: named, total: null })];
  });
  if (ranges.length === 0) return { ignored: "deletion" };
  const detail: Push = { repository: repositoryOf(`${repository.project.name}/${repository.name}`, repository.id), ranges };
  return { event: { name: "push", detail } };
}
