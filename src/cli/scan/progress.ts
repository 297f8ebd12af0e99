import type { Writable } from "node:stream";
import { clearInterval, setInterval } from "node:timers";
import type { Scanned } from "../../scan/finding.ts";
import { size } from "./size.ts";

const PATIENCE_MS = 2_000;
const PERIOD_MS = 200;
const CLEAR_LINE = "\r\u001B[K";

/** Shows people how far a scan is, once it takes longer than two seconds. Nothing is written where nobody looks. */
export function showProgress(out: Writable & { readonly isTTY?: boolean }, scanned: () => Scanned): { end(): void } {
  if (out.isTTY !== true) return { end: () => undefined };
  const begun = performance.now();
  let shown = false;
  const timer = setInterval(() => {
    if (performance.now() - begun < PATIENCE_MS) return;
    const { bytes, files } = scanned();
    out.write(`${CLEAR_LINE}${files.toLocaleString("en")} files, ${size(bytes)} …`);
    shown = true;
  }, PERIOD_MS);
  return {
    end: () => {
      clearInterval(timer);
      if (shown) out.write(CLEAR_LINE);
    },
  };
}
