import { Router } from "express";
import helmet from "helmet";
import type { AdminTokens } from "../access/admin-tokens.ts";
import type { IdentityProvider } from "../access/identity-provider.ts";
import type { Sessions } from "../access/sessions.ts";
import type { SignInLinks } from "../access/sign-in-links.ts";
import type { Database } from "../db/database.ts";
import type { News } from "../incidents/feed/news.ts";
import type { Recovery } from "../incidents/recovering/recovery.ts";
import type { Clock } from "../kernel/clock.ts";
import { AppError, ERROR_CODES } from "../kernel/errors.ts";
import type { Keyring } from "../kernel/keyring.ts";
import type { Logger } from "../kernel/log.ts";
import type { Endpoints } from "../outgoing/endpoints.ts";
import { auditScreens } from "./screens/audit/audit.tsx";
import { type BulkNeeds, bulkScreens, liveJobs } from "./screens/bulk/bulk.tsx";
import { type CheckNeeds, checkScreens } from "./screens/check/check.tsx";
import { type DeadLettersNeeds, deadLetterScreens, liveDeadLetters } from "./screens/dead-letters/dead-letters.tsx";
import { type DeliveriesNeeds, deliveryScreens, liveDeliveries } from "./screens/deliveries/deliveries.tsx";
import { endpointScreens } from "./screens/endpoints/endpoints.tsx";
import { exportScreens } from "./screens/exports/exports.ts";
import { figureScreens } from "./screens/figures/figures.tsx";
import { type HealthNeeds, healthScreens } from "./screens/health/health.tsx";
import { homeScreens } from "./screens/home/home.tsx";
import { type IncidentNeeds, incidentScreens } from "./screens/incident/incident.tsx";
import { type IncidentsNeeds, incidentsScreens } from "./screens/incidents/incidents.tsx";
import { liveIncidents } from "./screens/incidents/live.ts";
import { liveSuppressions, type MailsNeeds, mailScreens } from "./screens/mails/mails.tsx";
import { liveNotices, type NoticesNeeds, noticeScreens } from "./screens/notices/notices.tsx";
import { sessionScreens } from "./screens/sessions/sessions.tsx";
import { type SettingsNeeds, settingsScreens } from "./screens/settings/settings.tsx";
import { type SetupNeeds, setupScreens } from "./screens/setup/setup.tsx";
import { providerSignIn } from "./screens/sign-in/provider.tsx";
import { signIn } from "./screens/sign-in/sign-in.tsx";
import { type ViewNeeds, viewScreens } from "./screens/views/views.tsx";
import type { Page } from "./ui/page.ts";
import { assetAddresses, assets } from "./web/assets.ts";
import { Cookies } from "./web/cookies.ts";
import { Desk } from "./web/desk.tsx";
import { failurePages } from "./web/failure.tsx";
import { live } from "./web/live.ts";
import type { LiveList } from "./web/live-list.ts";
import { mountScreens } from "./web/mount.ts";
import type { Screen } from "./web/screen.ts";
import { Viewings } from "./web/viewings.ts";

/** What the dashboard is of this installation, and what its screens need. */
export interface DashboardNeeds
  extends IncidentsNeeds,
    IncidentNeeds,
    CheckNeeds,
    HealthNeeds,
    DeliveriesNeeds,
    NoticesNeeds,
    DeadLettersNeeds,
    MailsNeeds,
    BulkNeeds,
    ViewNeeds,
    SettingsNeeds,
    SetupNeeds {
  readonly sessions: Sessions;
  readonly adminTokens: AdminTokens;
  readonly links: SignInLinks;
  readonly db: Database;
  readonly recovery: Recovery;
  readonly news: News;
  readonly endpoints: Endpoints;
  readonly keyring: Keyring;
  /** Null: none is configured. */
  readonly provider: IdentityProvider | null;
  readonly clock: Clock;
  readonly log: Logger;
  readonly product: string;
  readonly environment: Page["environment"];
  /** Where browsers find it; null when that is where it listens. */
  readonly publicUrl: string | null;
  /** Where browsers find it, once it listens. */
  readonly origin: () => string;
}

/** The pages of the security team below `/admin`: rendered here, and complete without a script. */
export function dashboard(needs: DashboardNeeds): Router {
  const { clock, environment, keyring, links, log, product, provider, publicUrl, sessions } = needs;
  const cookies = new Cookies(publicUrl?.startsWith("https:") ?? false, keyring);
  const desk = new Desk({ sessions, cookies, clock, product, environment, assets: assetAddresses(), publicUrl });
  const router = Router();
  router.use("/admin", pagePolicy());
  router.use(assets());
  router.use("/admin", (_request, response, next) => {
    response.set("Cache-Control", "no-store");
    next();
  });
  router.use(signIn({ desk, cookies, sessions, links, provider: provider !== null }));
  if (provider !== null) router.use(providerSignIn({ provider, cookies, sessions, origin: needs.origin }));
  router.use(live(needs.news, liveListsOf(needs), desk));
  router.use(mountScreens(screensOf(needs), desk, new Viewings(needs.db, clock)));
  router.use("/admin", () => {
    throw new AppError("not_found", ERROR_CODES.not_found);
  });
  router.use("/admin", failurePages(desk, log));
  return router;
}

/** Everything that can be seen and done by whoever is signed in. */
export function screensOf(needs: DashboardNeeds): Screen[] {
  return [
    ...homeScreens(needs),
    ...incidentsScreens(needs),
    ...exportScreens(needs),
    ...incidentScreens(needs),
    ...bulkScreens(needs),
    ...viewScreens(needs),
    ...checkScreens(needs),
    ...deliveryScreens(needs),
    ...noticeScreens(needs),
    ...deadLetterScreens(needs),
    ...figureScreens(needs),
    ...healthScreens(needs),
    ...auditScreens(needs),
    ...mailScreens(needs),
    ...endpointScreens(needs),
    ...sessionScreens(needs),
    ...setupScreens(needs),
    ...settingsScreens(needs),
  ];
}

/** The lists that tell how much of them is new. */
function liveListsOf(needs: DashboardNeeds): LiveList[] {
  return [
    liveIncidents(needs.db),
    liveDeliveries(needs),
    liveNotices(needs),
    liveDeadLetters(needs),
    liveJobs(needs),
    liveSuppressions(needs),
  ];
}

/** Nothing but our own style, script and forms; framed by nobody. */
function pagePolicy() {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        scriptSrc: ["'self'"],
        connectSrc: ["'self'"],
        imgSrc: ["data:"],
        // Samples of mails, which have a policy of their own.
        frameSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    xFrameOptions: { action: "deny" },
    // Not "no-referrer": with that, browsers do not say where a form comes from.
    referrerPolicy: { policy: "same-origin" },
  });
}
