import { setTimeout } from "node:timers";
import { Option } from "commander";
import type { Role } from "../../config/config.ts";
import { configure } from "../configure.ts";
import type { AddCommand, Context } from "../context.ts";
import { EXIT } from "../exit.ts";

/** `tokenward serve`. */
export const addServeCommand: AddCommand = (program, context, run) => {
  program
    .command("serve")
    .description("run the service, configured from the environment")
    .addOption(new Option("--role <role>", "what this process does").choices(["all", "web", "worker"]))
    .action(run(({ role }: { role?: Role }) => serve(context, role)));
};

/** Requests have their time, then jobs have it, and a little is for what comes between. */
const MOST_TO_STOP = 3;

/** Runs the service until a signal; a second one ends the process at once, because nobody listens any more. */
async function serve(context: Context, role: Role | undefined): Promise<number> {
  const { config, log } = configure(context);
  const stopped = context.untilStopped();
  const service = await context.root.serve(config, log, role ?? config.process.role);
  log.info({ url: service.url, role: role ?? config.process.role }, "ready");
  const signal = await stopped;
  log.info({ signal }, "stopping");
  // Without its database or its queue, a process may wait for an answer for ever: whoever starts it again waits for its end.
  setTimeout(() => {
    log.error("stopping takes too long: the process ends, and what it had begun is done by the next");
    context.end(EXIT.unavailable);
  }, MOST_TO_STOP * config.process.shutdownMs).unref();
  await service.stop();
  log.info("stopped");
  return EXIT.ok;
}
