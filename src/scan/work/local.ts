import { setImmediate as nextTurn } from "node:timers/promises";
import type { Repository } from "../git/git.ts";
import { scanObjects } from "../git/scan-objects.ts";
import type { Scanner } from "../scanner.ts";
import type { FilePath } from "../walk/tree.ts";
import { ArchiveScanner } from "./archives.ts";
import { FileScanner } from "./files.ts";
import { scanPipe } from "./input.ts";
import { Tally } from "./tally.ts";
import type { Emit, Hand, Unit } from "./unit.ts";

export interface LocalOptions {
  readonly scanner: Scanner;
  /** Whether archives are opened. */
  readonly archives: boolean;
  /** Null when no history is scanned. */
  readonly repository: Repository | null;
  /** Ends what could last for ever. */
  readonly signal: AbortSignal;
  /** See `Hand`; one if nothing is said. More are of use only where something else works for each. */
  readonly depth?: number;
}

async function archived(paths: readonly FilePath[], opener: ArchiveScanner, files: FileScanner, tally: Tally): Promise<void> {
  for (const path of paths) if (!(await opener.file(path, tally))) await files.scan(path, tally);
}

/** Does units on the thread it is made on. */
export function localHand({ archives, depth = 1, repository, scanner, signal }: LocalOptions): Hand {
  const opener = archives ? new ArchiveScanner({ scanner, signal }) : null;
  const work = async (unit: Unit, tally: Tally, emit: Emit): Promise<void> => {
    const files = new FileScanner(scanner, emit);
    switch (unit.kind) {
      case "files":
        await (opener === null ? files.all(unit.files, tally) : archived(unit.files, opener, files, tally));
        // Reading does not wait for anything: let other hands be given their next unit.
        await nextTurn();
        break;
      case "part":
        await files.part(unit, tally);
        await nextTurn();
        break;
      case "pipe":
        await scanPipe({ scanner, opener, signal }, unit.path, tally);
        break;
      case "objects":
        if (repository !== null) await scanObjects({ scanner, opener }, repository, unit.ids, tally);
        break;
    }
  };
  return {
    ready: null,
    depth,
    run: async (unit, emit) => {
      const tally = new Tally();
      await work(unit, tally, emit);
      return tally.take();
    },
    close: () => Promise.resolve(),
  };
}
