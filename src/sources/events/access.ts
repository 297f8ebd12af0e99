import type { EventSource, HostAccess } from "../source.ts";

/** What a source owes to its access to the host: following its events up, and links to it. Without one there is neither. */
export function accessTo(host: HostAccess | undefined): Pick<EventSource, "fetch" | "ownsHost"> {
  if (host === undefined) return { fetch: null, ownsHost: () => false };
  return { fetch: (event) => host.fetch(event), ownsHost: (name) => host.ownsHost(name) };
}
