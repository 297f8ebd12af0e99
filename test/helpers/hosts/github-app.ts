import type { GithubAccess } from "../../../src/hosts/github/clients.ts";
import { githubAccess } from "../../../src/hosts/github/github.ts";
import { systemClock } from "../../../src/kernel/clock.ts";
import { Secret } from "../../../src/kernel/secret.ts";
import type { Scanner } from "../../../src/scan/scanner.ts";
import { createScanner } from "../../../src/scan/scanner.ts";
import type { FakeGithubApp } from "../../../src/simulate/vendors/github-app.ts";
import type { Outgoing } from "../../../src/simulate/vendors/vendor.ts";
import github from "../../../src/sources/known/github.ts";
import type { HostAccess, ReadEvent, SourceEvent } from "../../../src/sources/source.ts";
import { sourceSettings } from "../../unit/sources/support.ts";
import { received } from "../vendors.ts";

const LIMITS = { commits: 100, files: 100, bytes: 1_000_000, calls: 100, seconds: 60 };
const BLIND = createScanner({ formats: [], decode: false });

/** How the service would ask this GitHub as its App. */
export function accessTo(far: FakeGithubApp, changes: Partial<GithubAccess> = {}): GithubAccess {
  const { env } = far;
  const privateKey = new Secret(env["GITHUB_APP_PRIVATE_KEY"]!.replaceAll("\\n", "\n"));
  return { apiUrl: far.apiUrl, app: { id: Number(env["GITHUB_APP_ID"]), privateKey }, token: null, ...changes };
}

/** What follows up the events of this GitHub. */
export function followerOf(far: FakeGithubApp, changes: Partial<GithubAccess> = {}, scanner: Scanner = BLIND): HostAccess {
  return githubAccess(accessTo(far, changes), { scanner, limits: LIMITS }, systemClock);
}

/** A delivery as the source reads it. */
export function readHook(outgoing: Outgoing): ReadEvent {
  const webhookSecrets = new Secret(["secret"]);
  return github({ ...sourceSettings(), github: { apiUrl: "http://127.0.0.1:9", webhookSecrets } })!.read(received(outgoing));
}

/** The event that a delivery brings. */
export function eventIn(outgoing: Outgoing): SourceEvent {
  const read = readHook(outgoing);
  if ("ignored" in read) throw new Error(`the delivery was ignored: ${read.ignored}`);
  return read.event;
}
