import { setImmediate as nextTurn } from "node:timers/promises";
import type { Repository } from "../git/git.ts";
import { scanObjects } from "../git/scan-objects.ts";
import type { Scanner } from "../scanner.ts";
import { ArchiveScanner } from "./archives.ts";
import { FileScanner } from "./files.ts";
import { scanPipe } from "./input.ts";
import { Tally } from "./tally.ts";
import type { Hand, Unit } from "./unit.ts";

export interface LocalOptions {
  readonly scanner: Scanner;
  /** Whether archives are opened. */
  readonly archives: boolean;
  /** Null when no history is scanned. */
  readonly repository: Repository | null;
  /** Ends what could last for ever. */
  readonly signal: AbortSignal;
}

/** Does units on the thread it is made on. */
export function localHand({ archives, repository, scanner, signal }: LocalOptions): Hand {
  const files = new FileScanner(scanner);
  const opener = archives ? new ArchiveScanner({ scanner, signal }) : null;
  const work = async (unit: Unit, tally: Tally): Promise<void> => {
    switch (unit.kind) {
      case "files":
        for (const path of unit.files) if ((await opener?.file(path, tally)) !== true) files.scan(path, tally);
        // Reading does not wait for anything: let other hands be given their next unit.
        await nextTurn();
        break;
      case "part":
        files.part(unit, tally);
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
    depth: 1,
    run: async (unit) => {
      const tally = new Tally();
      await work(unit, tally);
      return tally.result();
    },
    close: () => Promise.resolve(),
  };
}
