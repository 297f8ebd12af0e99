import { execFile } from "node:child_process";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { until } from "../helpers/until.ts";

const run = promisify(execFile);
const MEGABYTES = 400;

/** A small disk of its own for the database, that can be filled. */
export interface SmallDisk {
  readonly folder: string;
  /** Takes all of the room that there is. */
  fill(): Promise<void>;
  empty(): Promise<void>;
  /** Nobody may use it any more. */
  remove(): Promise<void>;
}

/** Null where nothing may be mounted: only root may, and not everywhere. */
export async function smallDisk(): Promise<SmallDisk | null> {
  const folder = await mkdtemp(join(tmpdir(), "tokenward-disk-"));
  try {
    await run("mount", ["-t", "tmpfs", "-o", `size=${MEGABYTES}m,mode=0755`, "tmpfs", folder]);
  } catch {
    await rm(folder, { recursive: true });
    return null;
  }
  const ballast = join(folder, "ballast");
  return {
    folder,
    fill: async () => {
      const file = await open(ballast, "a");
      const block = Buffer.alloc(1 << 20);
      try {
        for (;;) await file.write(block);
      } catch (error) {
        if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
      } finally {
        await file.close();
      }
    },
    empty: async () => await rm(ballast, { force: true }),
    remove: async () => {
      const unmounted = (): Promise<boolean> =>
        run("umount", [folder]).then(
          () => true,
          () => false,
        );
      await until("the disk is let go of", unmounted);
      await rm(folder, { recursive: true });
    },
  };
}
