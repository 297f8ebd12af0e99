import { z } from "zod";
import { GithubIssuer } from "../github/github-issuer.ts";
import { issuerKind } from "../kind.ts";
import { overHttp, secureUrl } from "../kit/options.ts";

/** GitHub's own tokens, by its API for whoever finds one. */
const options = z.strictObject({
  api_url: secureUrl.default("https://api.github.com"),
  ...overHttp,
  rate: overHttp.rate.default({ calls: 60, per_seconds: 3_600 }),
});

export default issuerKind("github", options, (entry, read, needs) => new GithubIssuer(entry, read, needs));
