import type { Format } from "../../format.ts";
import { macaroonFormat } from "../../macaroon/format.ts";

/** Tokens of test.pypi.org: as PyPI's, but for the location inside. */
export default function testpypi(): Format {
  return macaroonFormat({
    id: "testpypi",
    title: "TestPyPI API token",
    prefix: "pypi-",
    location: "test.pypi.org",
    // Nobody outside tells the two apart.
    reportedAs: ["pypi_api_token", "pypi_upload_token"],
  });
}
