import { loadConfig } from "../../config/load.ts";
import { exchange } from "../../kernel/http-client.ts";
import { type AddCommand, type Context, print } from "../context.ts";
import { EXIT } from "../exit.ts";

/** `tokenward healthcheck`. */
export const addHealthcheckCommand: AddCommand = (program, context, run) => {
  program
    .command("healthcheck")
    .description("ask the running service whether it lives")
    .action(run(() => healthcheck(context)));
};

/** Asks the service on this machine whether it lives; for a container's HEALTHCHECK, where no curl exists. */
async function healthcheck({ env, stderr }: Context): Promise<number> {
  const { host, port } = loadConfig(env).config.http;
  const reachable = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  try {
    const { status } = await exchange(`http://${reachable.includes(":") ? `[${reachable}]` : reachable}:${port}/healthz`, {
      timeoutMs: 3_000,
    });
    return status === 200 ? EXIT.ok : EXIT.negative;
  } catch (error) {
    print(stderr, error instanceof Error ? error.message : String(error));
    return EXIT.negative;
  }
}
