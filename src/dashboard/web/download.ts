import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Response } from "express";
import { AppError } from "../../kernel/errors.ts";
import type { Download } from "./screen.ts";

const TIME_OUT_MS = 10 * 60_000;
const AT_ONCE = 4;
let running = 0;

/**
 * Sends a file as it is read, no faster than it is taken. One that fails half-way breaks the connection off: the browser says
 * that it is not whole. @throws AppError `overloaded` when too many are under way in this process
 */
export async function sendDownload(response: Response, { name, parts, type }: Download): Promise<void> {
  if (running >= AT_ONCE) throw new AppError("overloaded", `${AT_ONCE} exports are under way already; try again`, { retryAfter: 30 });
  running += 1;
  try {
    response
      .status(200)
      .set({ "Content-Type": type, "Content-Disposition": `attachment; filename="${name}"`, "X-Content-Type-Options": "nosniff" });
    await pipeline(Readable.from(parts), response, { signal: AbortSignal.timeout(TIME_OUT_MS) });
  } catch (error) {
    // Whoever went away wants nothing any more.
    if (!response.destroyed) throw error;
  } finally {
    running -= 1;
  }
}
