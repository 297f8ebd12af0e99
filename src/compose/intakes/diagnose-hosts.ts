import type { Diagnosis } from "../../cli/root.ts";
import type { Config } from "../../config/config.ts";
import { githubStanding } from "../../hosts/github/standing.ts";
import { type Standing, standingAt } from "../../hosts/standing.ts";
import { look, ok, warning } from "../diagnose/look.ts";
import { composeProducts, githubOf } from "./hosts.ts";

const ADVICE =
  "check its address and the token or key here, and the way out of this network; what its events point to is kept sealed meanwhile, for about a day";

/** Whether each host that is read from takes our token, and lets it do what we need. Nothing is changed there. */
export async function diagnoseHosts(config: Config): Promise<readonly Diagnosis[]> {
  const github = githubOf(config);
  const asked: [string, () => Promise<Standing>][] = composeProducts(config).map(({ product, title }) => [
    title,
    () => standingAt(product.api, product.probe),
  ]);
  if (github !== null) asked.unshift(["GitHub", () => githubStanding(github)]);
  return await Promise.all(
    asked.map(([title, ask]) =>
      look(`host ${title}`, ADVICE, async () => {
        const { found, lacks } = await ask();
        return lacks.length === 0 ? ok(found) : warning(found, `give it ${lacks.join("; and ")}`);
      }),
    ),
  );
}
