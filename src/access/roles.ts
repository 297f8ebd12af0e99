export const ROLES = ["viewer", "responder", "admin", "auditor"] as const;

/** What somebody who is signed in to the dashboard is. */
export type Role = (typeof ROLES)[number];

/** Everything the dashboard can be asked for, and who may. */
const PERMISSIONS = {
  "incidents:read": ["viewer", "responder", "admin", "auditor"],
  "incidents:act": ["responder", "admin"],
  /** Addresses of owners in full, and the mails that went to them. */
  "addresses:read": ["responder", "admin", "auditor"],
  "bulk:run": ["responder", "admin"],
  "bulk:approve": ["admin"],
  "incidents:export": ["responder", "admin", "auditor"],
  "risk:approve": ["admin"],
  "health:read": ["viewer", "responder", "admin", "auditor"],
  "audit:read": ["admin", "auditor"],
  "settings:read": ["admin"],
  "setup:run": ["admin"],
  "endpoints:manage": ["admin"],
  "sessions:manage": ["admin"],
  /** Where they themselves are signed in. */
  "sessions:own": ["viewer", "responder", "admin", "auditor"],
} as const satisfies Readonly<Record<string, readonly Role[]>>;

export type Permission = keyof typeof PERMISSIONS;

/** Their names, as screens ask for them. */
export const PERMISSION_NAMES = Object.keys(PERMISSIONS) as readonly Permission[];

export function may(role: Role, permission: Permission): boolean {
  const allowed: readonly Role[] = PERMISSIONS[permission];
  return allowed.includes(role);
}

/** Those who may. */
export function rolesThatMay(permission: Permission): readonly Role[] {
  return PERMISSIONS[permission];
}

// From the one that may most.
const BY_STRENGTH: readonly Role[] = ["admin", "responder", "auditor", "viewer"];

/** The strongest role among the names that an identity provider gives; `tokenward-admin` counts as `admin`. */
export function strongestRole(names: readonly string[]): Role | null {
  const known = new Set(names.map((name) => name.replace(/^tokenward[-_:./]/u, "")));
  return BY_STRENGTH.find((role) => known.has(role)) ?? null;
}
