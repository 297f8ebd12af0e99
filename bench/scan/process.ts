import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

/** What one run of a program cost. */
export interface Cost {
  readonly seconds: number;
  /** Resident memory at its highest, MB; as far as it was seen, every 5 ms. */
  readonly peakMb: number;
}

/** Runs a program `rounds` times after a first one that counts for nothing, and answers the median. What it prints is read and thrown away. */
export async function cost(command: readonly [string, ...string[]], { env = {}, rounds = 3 }: CostOptions = {}): Promise<Cost> {
  const costs: Cost[] = [];
  for (let round = 0; round <= rounds; round++) costs.push(await once(command, env));
  const median = costs.slice(1).toSorted((a, b) => a.seconds - b.seconds)[Math.floor(rounds / 2)]!;
  return { seconds: median.seconds, peakMb: Math.max(...costs.map(({ peakMb }) => peakMb)) };
}

export interface CostOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly rounds?: number;
}

async function once([program, ...args]: readonly [string, ...string[]], env: Readonly<Record<string, string>>): Promise<Cost> {
  const began = performance.now();
  const child = spawn(program, args, { env: { PATH: process.env["PATH"], LC_ALL: "C", ...env }, stdio: ["ignore", "pipe", "ignore"] });
  child.stdout.resume();
  let peakMb = 0;
  const timer = setInterval(() => {
    peakMb = Math.max(peakMb, peakOf(child.pid));
  }, 5);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject).once("close", resolve);
  });
  clearInterval(timer);
  const seconds = (performance.now() - began) / 1_000;
  // 1 is "findings" for us, and "nothing found" for those that search.
  if (code !== 0 && code !== 1) throw new Error(`${program} ${args.slice(0, 3).join(" ")} … ended with ${code}`);
  return { seconds, peakMb };
}

function peakOf(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/u.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1_024;
  } catch {
    return 0;
  }
}
