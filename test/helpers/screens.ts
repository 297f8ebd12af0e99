import type { Router } from "express";
import { type DashboardNeeds, dashboard, screensOf } from "../../src/dashboard/dashboard.ts";
import type { Screen } from "../../src/dashboard/web/screen.ts";

// Whatever a screen may be given: nobody asks it for anything before somebody looks at it.
const anything: unknown = new Proxy(() => undefined, {
  get: (_target, name) => {
    if (name === Symbol.iterator) return () => [][Symbol.iterator]();
    return name === Symbol.toPrimitive ? () => "" : anything;
  },
  apply: () => anything,
  construct: () => anything as object,
});

/** Every route of the dashboard for people who are signed in, as the dashboard itself mounts them: none can be forgotten. */
export const SCREENS: readonly Screen[] = screensOf(anything as DashboardNeeds);

/** What is done: the routes of forms. */
export const FORMS: readonly Screen[] = SCREENS.filter(({ method }) => method === "post");

/** What is looked at: pages, and not the files and frames that belong to them. */
export const PAGES: readonly Screen[] = SCREENS.filter(({ method, path }) => method === "get" && path !== "/admin/mails/sample");

/** The paths of everything that is done, as Express has them: coming, going, colours and language too. */
export const FORM_PATHS: readonly string[] = [...new Set(formPathsIn(dashboard(anything as DashboardNeeds)))];

function formPathsIn({ stack }: Router): string[] {
  return stack.flatMap(({ handle, route }) => {
    if (route !== undefined) return route.stack.some(({ method }) => method === "post") ? [route.path] : [];
    return "stack" in handle ? formPathsIn(handle as unknown as Router) : [];
  });
}
