import { commandIssuer } from "../command/command-issuer.ts";
import { commandOptions } from "../command/options.ts";
import { issuerKind } from "../kind.ts";

/** An executable that speaks our contract on stdin and stdout: for what nobody foresaw. */
export default issuerKind("command", commandOptions, commandIssuer);
