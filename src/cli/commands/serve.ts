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

/** Runs the service until a signal; a second one ends the process at once, because nobody listens any more. */
async function serve(context: Context, role: Role | undefined): Promise<number> {
  const { config, log } = configure(context);
  const stopped = context.untilStopped();
  const service = await context.root.serve(config, log, role ?? config.process.role);
  log.info({ url: service.url, role: role ?? config.process.role }, "ready");
  const signal = await stopped;
  log.info({ signal }, "stopping");
  await service.stop();
  log.info("stopped");
  return EXIT.ok;
}
