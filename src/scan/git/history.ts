import type { Finding, Sighting, Skip } from "../finding.ts";
import type { Unit } from "../work/unit.ts";
import { openRepository, type Repository, type RepositoryPlace, type Runner, repositoryAt } from "./git.ts";
import { type Listed, startListing } from "./listing.ts";
import { placesOf } from "./places.ts";
import { type Extent, type Revisions, revisionsOf } from "./revisions.ts";
import { OBJECT_PATHS } from "./scan-objects.ts";
import { stagedPaths } from "./staged.ts";

/** A part of a history that is to be scanned. */
export interface History {
  /** Every object of it once, for so many gits; to be called once. What cannot be listed goes to `onSkip`. */
  units(gits: number, onSkip: (skip: Skip) => void): AsyncIterator<Unit>;
  /** Says of each sighting in which commit and under which path it came in. */
  locate(sightings: readonly Sighting[]): Promise<readonly Located[]>;
  /** Ends the listing, which began when this was opened. Whoever opens a history closes it, read or not. */
  close(): void;
}

/** `order` is that of the commits, oldest first. */
export type Located = Omit<Finding, "fingerprint"> & { readonly order: number };

/** Staged ones are few. */
const OBJECTS = 2_048;

/** @throws AppError `invalid_request` when there is no repository, no git, or git does not know what is asked for */
export async function openHistory(place: RepositoryPlace, extent: Extent): Promise<{ repository: Repository; history: History }> {
  // Every git that is asked takes longer to start than to answer, so none waits for what another one says.
  const [repository, history] = await Promise.allSettled([openRepository(place), historyIn(repositoryAt(place), extent)]);
  if (repository.status === "fulfilled" && history.status === "fulfilled") return { repository: repository.value, history: history.value };
  if (history.status === "fulfilled") history.value.close();
  throw [repository, history].find((answer) => answer.status === "rejected")?.reason;
}

async function historyIn(repository: Runner, extent: Extent): Promise<History> {
  if (extent.kind === "staged") return stagedHistory(await stagedPaths(repository));
  const revisions = await revisionsOf(repository, extent);
  const listing = startListing(repository, revisions);
  try {
    await revisions.check();
  } catch (error) {
    listing.stop();
    throw error;
  }
  return {
    units: (gits, onSkip) => unitsOf(repository.path, listing.lists(gits), onSkip),
    locate: async (sightings) => await locateInCommits(repository, revisions, sightings),
    close: listing.stop,
  };
}

async function* unitsOf(path: string, lists: AsyncIterable<Listed>, onSkip: (skip: Skip) => void): AsyncGenerator<Unit> {
  for await (const { ids, missing, complaint } of lists) {
    for (const id of missing) onSkip({ path: id, member: null, reason: "the repository does not have this object", failed: true });
    if (complaint !== null) onSkip({ path, member: null, reason: complaint, failed: true });
    if (ids.length > 0) yield { kind: "objects", ids };
  }
}

async function locateInCommits(repository: Runner, revisions: Revisions, sightings: readonly Sighting[]): Promise<Located[]> {
  const blobs = new Set(sightings.filter(({ path }) => path === OBJECT_PATHS.blob).map(objectOf));
  const places = await placesOf(repository, revisions, blobs);
  return sightings.map((sighting) => {
    const object = objectOf(sighting);
    // The message of a commit stands in the commit itself.
    const commit = sighting.path === OBJECT_PATHS.commit ? object : null;
    return { ...sighting, object, commit, order: 0, ...places.get(object) };
  });
}

function stagedHistory(paths: ReadonlyMap<string, string>): History {
  return {
    async *units() {
      const ids = [...paths.keys()];
      for (let from = 0; from < ids.length; from += OBJECTS) yield { kind: "objects", ids: ids.slice(from, from + OBJECTS) };
    },
    locate: (sightings) =>
      Promise.resolve(
        sightings.map((sighting) => {
          const object = objectOf(sighting);
          return { ...sighting, object, path: paths.get(object) ?? sighting.path, commit: null, order: 0 };
        }),
      ),
    close: () => undefined,
  };
}

function objectOf({ object }: Sighting): string {
  return object ?? "";
}
