import type { Format } from "../../format.ts";
import { macaroonFormat } from "../../macaroon/format.ts";
import type { FormatSettings } from "../../registry.ts";

/** The tokens of the built-in issuer, under whatever prefix and location it is configured with. */
export default function tokenward({ tokenPrefix, tokenLocation }: FormatSettings): Format {
  return macaroonFormat({
    id: "tokenward",
    title: "Tokenward API token",
    issuer: "builtin",
    reportedAs: [`${tokenPrefix}_api_token`],
    prefix: `${tokenPrefix}-`,
    location: tokenLocation,
  });
}
