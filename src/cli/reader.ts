import type { Writable } from "node:stream";

/** Whether whoever read our output has stopped, as in `tokenward … | head -1`. That is no failure. */
export function isReaderGone(thrown: unknown): boolean {
  return thrown instanceof Error && "code" in thrown && thrown.code === "EPIPE" && "syscall" in thrown && thrown.syscall === "write";
}

/** Without a listener the process would end with a stack; a service outlives whoever read its log. */
export function tolerateGoneReader(out: Writable): void {
  out.on("error", (error) => {
    if (!isReaderGone(error)) throw error;
  });
}
