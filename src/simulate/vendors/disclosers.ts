import { type DiscloserKind, FakeDiscloser } from "../fake-discloser.ts";
import type { FakeKey } from "../fake-keys.ts";
import type { FakeVendor } from "./vendor.ts";

/** How one discloser differs from the others. */
export interface DiscloserTraits extends DiscloserKind {
  readonly path: string;
  /** What tells a service where to ask for its keys, and whether that is their whole address; null where a file says it. */
  readonly variable: { readonly name: string; readonly holds: "keysUrl" | "origin" } | null;
  readonly urlField?: "url" | "location";
  readonly more?: Readonly<Record<string, unknown>>;
}

export const DISCLOSERS = {
  "github-partner": {
    path: "/hooks/github-partner",
    keysPath: "/meta/public_keys/secret_scanning",
    keyIdHeader: "Github-Public-Key-Identifier",
    signatureHeader: "Github-Public-Key-Signature",
    variable: { name: "GITHUB_API_URL", holds: "origin" },
    more: { source: "content" },
  },
  "gitlab-partner": {
    path: "/hooks/gitlab-partner",
    keysPath: "/api/v1/public_keys",
    keyIdHeader: "Gitlab-Public-Key-Identifier",
    signatureHeader: "Gitlab-Public-Key-Signature",
    variable: { name: "GITLAB_KEYS_URL", holds: "keysUrl" },
  },
  depsdev: {
    path: "/hooks/depsdev",
    keysPath: "/depsdev-gcp-public-keys/secret_scanning",
    keyIdHeader: "GOSST-PUBLIC-KEY-IDENTIFIER",
    signatureHeader: "GOSST-PUBLIC-KEY-SIGNATURE",
    variable: { name: "DEPSDEV_KEYS_URL", holds: "keysUrl" },
  },
} as const satisfies Record<string, DiscloserTraits>;

export type FakeDiscloserVendor = FakeVendor & { readonly discloser: FakeDiscloser };

export interface DiscloserProps {
  /** Where its key endpoint listens; 0 takes a free port. */
  readonly keysPort?: number;
  /** Its first key; a new one unless told. */
  readonly key?: FakeKey;
}

/** Plays one of those who sign arrays of leaked tokens by keys of a public list. */
export async function fakeDiscloser(traits: DiscloserTraits, { key, keysPort = 0 }: DiscloserProps = {}): Promise<FakeDiscloserVendor> {
  const discloser = await new FakeDiscloser(traits).listen(keysPort);
  if (key !== undefined) discloser.keys.splice(0, 1, key);
  const { more, path, urlField = "url", variable } = traits;
  const vendor: FakeDiscloserVendor = {
    discloser,
    env: variable === null ? {} : { [variable.name]: discloser[variable.holds] },
    carriesTokens: true,
    deliver: (leaks) =>
      vendor.wrap(
        Buffer.from(JSON.stringify(leaks.map(({ token, url }) => ({ token, type: "tokenward_api_token", [urlField]: url, ...more })))),
      ),
    wrap: (body) => ({ path, headers: { "Content-Type": "application/json", ...discloser.sign(body) }, body }),
    rotate: () => void discloser.rotate(),
    keys: discloser,
    stop: async () => await discloser.stop(),
  };
  return vendor;
}
