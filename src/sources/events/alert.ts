import type { Repository } from "./push.ts";

/** `detail` of the event `alert`: a host found a secret and does not tell it. */
export interface AlertEvent {
  readonly repository: Repository;
  readonly number: number;
  /** Of the App by which we may ask, where the host says so. */
  readonly installation: number | null;
}

/** `detail` of the event `alerts`: the open alerts of a repository, from where the host's own list of them goes on. */
export interface AlertsEvent {
  readonly repository: Repository;
  readonly installation: number | null;
  readonly cursor: { readonly after: string } | { readonly page: string };
}

/** `detail` of the event `installation`: we may look into the repositories of an installation of the App. */
export interface InstallationEvent {
  readonly installation: number;
  /** Of the list of its repositories, from 1. */
  readonly page: number;
}

/** `detail` of the event `repositories`: we may look into these as well. */
export interface RepositoriesEvent {
  readonly repositories: readonly Repository[];
  readonly installation: number;
}
