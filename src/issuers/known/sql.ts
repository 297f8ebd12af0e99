import { issuerKind } from "../kind.ts";
import { sqlOptions } from "../sql/options.ts";
import { SqlIssuer } from "../sql/sql-issuer.ts";

/** Tokens that are rows of the issuer's own PostgreSQL. */
export default issuerKind("sql", sqlOptions, (entry, options, needs) => new SqlIssuer(entry, options, needs));
