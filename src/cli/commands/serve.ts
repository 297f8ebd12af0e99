import type { Role } from "../../config/config.ts";
import { type Context, configure } from "../context.ts";
import { EXIT } from "../exit.ts";

/** Runs the service until a signal; a second one ends the process at once, because nobody listens any more. */
export async function serve(context: Context, role: Role | undefined): Promise<number> {
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
