import { AppError } from "../kernel/errors.ts";
import { modulesBelow } from "../kernel/place/modules.ts";
import type { RemoteIssuer } from "./issuer.ts";
import type { Configured, IssuerEntry, IssuerKind, IssuerNeeds } from "./kind.ts";

/** Every kind of issuer there is: whatever file of `known/` has a default export. Adding a kind is adding its file. */
export async function loadIssuerKinds(): Promise<ReadonlyMap<string, IssuerKind>> {
  const modules = (await modulesBelow("issuers/known")) as readonly { readonly default?: IssuerKind }[];
  return new Map(modules.flatMap((module) => (module.default === undefined ? [] : [[module.default.kind, module.default]])));
}

/**
 * The issuers of the configuration.
 * @throws AppError `invalid_config` that names every mistake of every entry with its path
 */
export async function createIssuers(entries: readonly IssuerEntry[], needs: IssuerNeeds): Promise<readonly RemoteIssuer[]> {
  const kinds = await loadIssuerKinds();
  const configured = entries.map((entry) => configure(entry, kinds));
  const mistakes = configured.flatMap((result, index) =>
    "mistakes" in result ? result.mistakes.map((mistake) => `  issuers[${index}].${mistake}`) : [],
  );
  if (mistakes.length > 0) throw new AppError("invalid_config", ["the issuers of TOKENWARD_CONFIG have mistakes:", ...mistakes].join("\n"));
  return configured.flatMap((result) => ("create" in result ? [result.create(needs)] : []));
}

function configure(entry: IssuerEntry, kinds: ReadonlyMap<string, IssuerKind>): Configured {
  const kind = kinds.get(entry.kind);
  return kind?.configure(entry) ?? { mistakes: [`kind: there is no kind "${entry.kind}"; allowed: ${[...kinds.keys()].join(", ")}`] };
}
