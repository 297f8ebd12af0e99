import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

/** What one run of a program cost. */
export interface Cost {
  readonly seconds: number;
  /** Resident memory at its highest, MB; as far as it was seen, every 5 ms. */
  readonly peakMb: number;
}

export interface Command {
  readonly args: readonly [program: string, ...rest: string[]];
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs programs by turns, `rounds` times after a first round that counts for nothing, and answers the fastest run of each: whatever else
 * keeps the machine busy only makes a run slower.
 */
export async function costs<Name extends string>(
  commands: Readonly<Record<Name, Command>>,
  rounds = 5,
): Promise<Readonly<Record<Name, Cost>>> {
  const names = Object.keys(commands) as Name[];
  const runs = new Map(names.map((name) => [name, [] as Cost[]]));
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const run = await once(commands[name]);
      if (round > 0) runs.get(name)!.push(run);
    }
  }
  return Object.fromEntries([...runs].map(([name, costsOfOne]) => [name, best(costsOfOne)])) as Record<Name, Cost>;
}

function best(runs: readonly Cost[]): Cost {
  return { seconds: Math.min(...runs.map(({ seconds }) => seconds)), peakMb: Math.max(...runs.map(({ peakMb }) => peakMb)) };
}

async function once({ args: [program, ...args], env }: Command): Promise<Cost> {
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
