import { randomBytes } from "node:crypto";
import { fakeBitbucket, fakeBitbucketDetection, fakeBitbucketServer } from "../../src/simulate/vendors/bitbucket.ts";
import { DISCLOSERS, fakeDiscloser } from "../../src/simulate/vendors/disclosers.ts";
import { fakeAzure, fakeGitea, fakeGitlab, fakeGitlabRevocation, fakeSigningGitlab } from "../../src/simulate/vendors/forges.ts";
import { fakeGithubWebhooks } from "../../src/simulate/vendors/github.ts";
import { fakeAsymmetricStandard, fakeStandard } from "../../src/simulate/vendors/standard.ts";
import type { FakeVendor, Outgoing } from "../../src/simulate/vendors/vendor.ts";
import type { RawRequest } from "../../src/sources/source.ts";
import { requestOf } from "../unit/sources/support.ts";

/** One way in which a source is reached, and who plays its far side. */
export interface Way {
  /** Id of the source. */
  readonly source: string;
  /** The headers that prove a delivery genuine. */
  readonly proof: readonly string[];
  /** Whether the proof covers the body. */
  readonly signsBody: boolean;
  /** Whether each header of the proof is needed, or one is as good as all. */
  readonly all: boolean;
  /** What its deliveries are about, where they carry no tokens. */
  readonly event: "push" | "refs_changed" | "locations" | "alert";
  /** A far side of its own: with keys or secrets that no other has. */
  start(): Promise<FakeVendor>;
}

const text = (): string => randomBytes(18).toString("base64url");
const whsec = (): string => `whsec_${randomBytes(32).toString("base64")}`;
const STANDARD = ["webhook-id", "webhook-timestamp", "webhook-signature"];

const discloser = (source: keyof typeof DISCLOSERS, prefix: string): Way => ({
  source,
  proof: [`${prefix}-public-key-identifier`, `${prefix}-public-key-signature`],
  signsBody: true,
  all: true,
  event: "push",
  start: async () => await fakeDiscloser(DISCLOSERS[source]),
});

const shared = (source: string, proof: readonly string[], make: () => FakeVendor, how: Pick<Way, "signsBody"> & Partial<Way>): Way => ({
  source,
  proof,
  all: true,
  event: "push",
  ...how,
  start: async () => await Promise.resolve(make()),
});

/** Every source there is, by a name for tests: a new one fails the conformance suite until it stands here. */
export const WAYS: Readonly<Record<string, Way>> = {
  "github-partner": discloser("github-partner", "github"),
  github: shared("github", ["x-hub-signature-256"], () => fakeGithubWebhooks([text(), text()]), { signsBody: true, event: "alert" }),
  "gitlab-partner": discloser("gitlab-partner", "gitlab"),
  depsdev: discloser("depsdev", "gosst"),
  "gitlab by token": shared("gitlab", ["x-gitlab-token"], () => fakeGitlab([text(), text()]), { signsBody: false }),
  "gitlab by signature": shared("gitlab", STANDARD, () => fakeSigningGitlab([whsec(), whsec()], text()), { signsBody: true }),
  "gitlab-revocation": shared("gitlab-revocation", ["authorization"], () => fakeGitlabRevocation([text(), text()]), { signsBody: false }),
  gitea: shared(
    "gitea",
    ["x-forgejo-signature", "x-gitea-signature", "x-gogs-signature", "x-hub-signature-256"],
    () => fakeGitea([text(), text()]),
    { signsBody: true, all: false },
  ),
  bitbucket: shared("bitbucket", ["x-hub-signature"], () => fakeBitbucket([text(), text()]), { signsBody: true }),
  "bitbucket data center": shared("bitbucket", ["x-hub-signature"], () => fakeBitbucketServer([text(), text()]), {
    signsBody: true,
    event: "refs_changed",
  }),
  "bitbucket's own detection": shared("bitbucket", ["x-hub-signature"], () => fakeBitbucketDetection([text(), text()]), {
    signsBody: true,
    event: "locations",
  }),
  azure: shared("azure", ["authorization"], () => fakeAzure([`hook:${text()}`, `hook:${text()}`]), { signsBody: false }),
  "standard by secret": shared("standard", STANDARD, () => fakeStandard([whsec(), whsec()]), { signsBody: true }),
  "standard by key pair": shared("standard", STANDARD, fakeAsymmetricStandard, { signsBody: true }),
};

/** What the source sees of a request that goes out. */
export function received({ body, headers }: Outgoing): RawRequest {
  return requestOf(body, headers as Record<string, string>);
}

/** The environment of a service that knows all of them: secrets of one variable are all good at once. */
export function envOf(vendors: Iterable<FakeVendor>): Readonly<Record<string, string>> {
  const env: Record<string, string> = {};
  for (const vendor of vendors) {
    for (const [name, value] of Object.entries(vendor.env)) env[name] = env[name] === undefined ? value : `${env[name]},${value}`;
  }
  return env;
}

export const LEAKS = [
  { token: "token-1", url: "https://git.example.com/octo/leak/-/blob/main/.env" },
  { token: "token-2", url: "https://git.example.com/octo/leak/-/blob/main/b" },
];
