import type { Permission } from "../../../access/roles.ts";
import type { MessageKey } from "../../words/words.ts";
import { type Path, path } from "../links.tsx";

export interface Entry {
  readonly to: Path;
  readonly title: MessageKey;
  readonly permission: Permission;
  /** The letter that leads there, after `g`. */
  readonly key?: string;
}

/** What a responder goes to again and again: always in sight, on a phone too. */
export const FIRST: readonly Entry[] = [
  { to: path`/admin`, title: "nav.home", permission: "incidents:read", key: "h" },
  { to: path`/admin/incidents`, title: "nav.incidents", permission: "incidents:read", key: "i" },
  { to: path`/admin/check`, title: "nav.check", permission: "incidents:act", key: "c" },
];

/** Everything else, below one button. */
export const MORE: readonly { readonly title: MessageKey; readonly entries: readonly Entry[] }[] = [
  {
    title: "nav.group.work",
    entries: [
      { to: path`/admin/bulk`, title: "nav.bulk", permission: "incidents:read", key: "b" },
      { to: path`/admin/views`, title: "views.title", permission: "incidents:read", key: "v" },
      { to: path`/admin/dead-letters`, title: "nav.dead", permission: "health:read", key: "u" },
    ],
  },
  {
    title: "nav.group.records",
    entries: [
      { to: path`/admin/deliveries`, title: "nav.deliveries", permission: "incidents:read", key: "d" },
      { to: path`/admin/notices`, title: "nav.notices", permission: "incidents:read", key: "m" },
      { to: path`/admin/audit`, title: "nav.audit", permission: "audit:read", key: "a" },
    ],
  },
  {
    title: "nav.group.health",
    entries: [
      { to: path`/admin/health`, title: "nav.health", permission: "health:read", key: "s" },
      { to: path`/admin/figures`, title: "nav.figures", permission: "health:read", key: "f" },
    ],
  },
  {
    title: "nav.group.settings",
    entries: [
      { to: path`/admin/mails`, title: "nav.mails", permission: "health:read" },
      { to: path`/admin/endpoints`, title: "nav.endpoints", permission: "endpoints:manage", key: "e" },
      { to: path`/admin/sessions`, title: "nav.sessions", permission: "sessions:manage", key: "p" },
      { to: path`/admin/settings`, title: "nav.settings", permission: "settings:read" },
      { to: path`/admin/setup`, title: "nav.setup", permission: "setup:run" },
    ],
  },
];

/** All of them, in the order of the bar. */
export const NAVIGATION: readonly Entry[] = [...FIRST, ...MORE.flatMap(({ entries }) => entries)];
