import { z } from "zod";
import { AppError } from "../../kernel/errors.ts";
import { accessTo } from "../events/access.ts";
import { commitOf, type Push, rangeOf, repositoryOf } from "../events/push.ts";
import { headerOf, readBody, wordOf } from "../events/read-body.ts";
import type { SourceSettings } from "../registry.ts";
import { onlyValue, refused } from "../signing/header.ts";
import { isSignedByOne, readDigest, type SharedSecrets } from "../signing/shared-secrets.ts";
import type { Authentication, EventSource, RawRequest, ReadEvent } from "../source.ts";

// Forgejo and Gitea also send the headers of those they came from, all with one signature.
const FAMILY = ["forgejo", "gitea", "gogs"] as const;
const OTHER_SIGNATURE = "x-hub-signature-256";
const KNOWN: ReadonlySet<string> = new Set([
  "push",
  "create",
  "delete",
  "fork",
  "issues",
  "issue_comment",
  "pull_request",
  "release",
  "repository",
  "package",
  "wiki",
]);

const push = z.object({
  ref: z.string(),
  before: z.string().nullish(),
  after: z.string(),
  commits: z.array(z.object({ id: z.string() })).nullish(),
  total_commits: z.int().nullish(),
  repository: z.object({ id: z.int(), full_name: z.string() }),
});

/** Webhooks of Gitea, Forgejo and Gogs. The JSON payload is signed, also when it is sent as a field of a form. */
export default function gitea({ giteaSecrets, hosts }: SourceSettings): EventSource | null {
  if (giteaSecrets === null) return null;
  return {
    kind: "events",
    id: "gitea",
    title: "Gitea",
    authenticate: async (request) => await Promise.resolve(authenticate(request, giteaSecrets)),
    read,
    accepted: { status: 204 },
    ...accessTo(hosts?.gitea),
  };
}

function authenticate(request: RawRequest, secrets: NonNullable<SharedSecrets>): Authentication {
  const { headers } = request;
  const own = FAMILY.map((name) => `x-${name}-signature`).filter((name) => headers[name] !== undefined);
  if (own.length === 0) return refused("missing_header");
  const payload = payloadOf(request);
  // Every one that is there has to be right: without a secret they are sent empty.
  for (const name of [...own, ...(headers[OTHER_SIGNATURE] === undefined ? [] : [OTHER_SIGNATURE])]) {
    const text = onlyValue(headers, name);
    if (!text.ok) return text;
    const signature = readDigest(name === OTHER_SIGNATURE ? text.value.replace(/^sha256=/u, "") : text.value);
    if (signature === null) return refused("malformed_header");
    if (payload === null || !isSignedByOne(secrets, payload, signature)) return refused("wrong_signature");
  }
  return { ok: true };
}

/** The bytes that are signed. Null for a form without exactly one payload. */
function payloadOf(request: RawRequest): Buffer | null {
  if (!/^application\/x-www-form-urlencoded *(?:;|$)/iu.test(headerOf(request, "content-type"))) return request.body;
  const [payload, another] = new URLSearchParams(request.body.toString()).getAll("payload");
  return payload === undefined || another !== undefined ? null : Buffer.from(payload);
}

function read(request: RawRequest): ReadEvent {
  const event = FAMILY.map((name) => headerOf(request, `x-${name}-event`)).find((name) => name !== "") ?? "";
  if (event !== "push") return { ignored: wordOf(event, KNOWN) };
  const payload = payloadOf(request);
  if (payload === null) throw new AppError("malformed_body", "The form has to hold the JSON document in one field named payload.");
  const { after, before, commits, ref, repository, total_commits: total } = readBody(payload, push);
  const pushed = commitOf(after);
  if (pushed === null) return { ignored: "deletion" };
  const base = before === null || before === undefined ? null : commitOf(before);
  // Of a new branch it looks at ten commits, and counts no more than those.
  const counted = base === null ? null : (total ?? null);
  const range = rangeOf({ ref, before: base, after: pushed, commits: (commits ?? []).map(({ id }) => id), total: counted });
  const detail: Push = { repository: repositoryOf(repository.full_name, repository.id), ranges: [range] };
  return { event: { name: "push", detail } };
}
