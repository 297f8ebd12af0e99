import type { Format } from "../../format.ts";
import { macaroonFormat } from "../../macaroon/format.ts";

/** Tokens of pypi.org: Warehouse's macaroons, whose identifier is the UUID of their row. */
export default function pypi(): Format {
  return macaroonFormat({
    id: "pypi",
    title: "PyPI API token",
    prefix: "pypi-",
    location: "pypi.org",
    reportedAs: ["pypi_api_token", "pypi_upload_token"],
  });
}
