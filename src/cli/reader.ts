import { type Outside, print } from "./context.ts";
import { EXIT } from "./exit.ts";

/** Whether whoever read our output has stopped, as in `tokenward … | head -1`. That is no failure. */
export function isReaderGone(thrown: unknown): boolean {
  return thrown instanceof Error && "code" in thrown && thrown.code === "EPIPE" && "syscall" in thrown && thrown.syscall === "write";
}

/**
 * Without a listener the process would end with a stack, and with the exit code of findings. A service outlives whoever read its log;
 * what cannot be written for another reason, such as a full disk, is an error.
 */
export function watchOutputs({ end, stderr, stdout }: Pick<Outside, "end" | "stderr" | "stdout">): void {
  for (const out of [stdout, stderr]) {
    out.on("error", (error) => {
      if (isReaderGone(error)) return;
      if (out !== stderr) print(stderr, `tokenward: what was to be told cannot be written: ${error.message}.`);
      end(EXIT.usage);
    });
  }
}
