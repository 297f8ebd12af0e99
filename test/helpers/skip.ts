import { describe, test } from "vitest";

/** Something this machine does not have, and why tests that need it are skipped. */
export interface Missing {
  readonly missing: string;
}

/** A suite over `resource`; where it is missing, the suite is skipped and says why, in its name and at the end of the run. */
export function describeWith<T extends object>(resource: T | Missing, name: string, body: (resource: T) => void): void {
  if (isMissing(resource)) describe.skip(`${name} [skipped: ${resource.missing}]`, () => body(resource as never));
  else describe(name, () => body(resource));
}

/** A test that only makes sense without `reason`; with it, it is skipped and says so. */
export function testUnless(reason: string | null, name: string, body: () => Promise<void> | void, timeoutMs?: number): void {
  if (reason === null) test(name, body, timeoutMs);
  else test.skip(`${name} [skipped: ${reason}]`, body);
}

function isMissing(resource: object): resource is Missing {
  return "missing" in resource;
}
