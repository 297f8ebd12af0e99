import { execFile } from "node:child_process";
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { temporaryFolder } from "./folder.ts";
import type { Missing } from "./skip.ts";

const run = promisify(execFile);

/** Another version of Node.js as its npm package brings it: the path of the program, or why there is none. */
export async function otherNode(major: number): Promise<{ path: string } | Missing> {
  const [folder, name] = [await temporaryFolder(), `node-${process.platform}-${process.arch}`];
  // Once it was fetched, npm has it; without a network, it says so at once.
  const how = ["--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=0", "--fetch-timeout=60000"];
  const path = join(folder, "node_modules", name, "bin", "node");
  try {
    await run("npm", ["install", "--prefix", folder, ...how, `${name}@${major}`]);
    await chmod(folder, 0o755);
    await run(path, ["--version"]);
    return { path };
  } catch {
    return { missing: `npm cannot get Node.js ${major} for this machine` };
  }
}
