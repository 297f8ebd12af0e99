import { z } from "zod";
import type { Secret } from "../../kernel/secret.ts";
import { httpUrl, line, visibleAscii, wholeNumber } from "../schemas.ts";
import { optional, secret, setting, type Values } from "../variable.ts";

const LOOPBACK = /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?=[:/]|$)/u;

export const dashboardVariables = {
  OIDC_ISSUER: optional(
    httpUrl.refine((issuer) => issuer.startsWith("https:") || LOOPBACK.test(issuer)),
    {
      about:
        "The OpenID Connect provider by which people sign in to the dashboard. Its redirect address is `$PUBLIC_URL/admin/sign-in/callback`.",
      allowed: "an https URL (http on this machine)",
      otherwise: "people sign in with links",
    },
  ),
  OIDC_CLIENT_ID: setting(line(256), {
    about: "What the provider knows this installation as.",
    allowed: "up to 256 characters",
    fallback: "tokenward",
  }),
  OIDC_CLIENT_SECRET: secret(visibleAscii(1, 512), {
    about: "The client secret that goes with it.",
    allowed: "1 to 512 visible ASCII characters",
    otherwise: "a public client, protected by PKCE",
  }),
  OIDC_ROLE_CLAIM: setting(line(256), {
    about:
      "The claim that names what somebody may do: `viewer`, `responder`, `auditor` or `admin`, also as `tokenward-admin`; whoever has none may not sign in. Dots lead into objects: `realm_access.roles`.",
    allowed: "up to 256 characters",
    fallback: "roles",
  }),
  SIGN_IN_LINKS: optional(z.enum(["on", "off"]), {
    about: "Whether `tokenward admin-token --link` may make links that sign somebody in to the dashboard, once.",
    allowed: "on or off",
    otherwise: "off in production, on elsewhere",
  }),
  BULK_APPROVAL_ABOVE: setting(wholeNumber(0, 100_000), {
    about: "A bulk job that would change more incidents than this waits until another person, an admin, has approved it.",
    allowed: "a whole number from 0 to 100000",
    fallback: "100",
  }),
};

export interface DashboardConfig {
  readonly signInLinks: boolean;
  readonly bulkApprovalAbove: number;
  /** Null: nobody signs in by OpenID Connect. */
  readonly oidc: {
    readonly issuer: string;
    readonly clientId: string;
    readonly clientSecret: Secret | null;
    readonly roleClaim: string;
  } | null;
}

export function dashboardConfig(values: Values<typeof dashboardVariables>, production: boolean): DashboardConfig {
  const { OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret, OIDC_ISSUER: issuer, OIDC_ROLE_CLAIM: roleClaim } = values;
  return {
    signInLinks: values.SIGN_IN_LINKS === null ? !production : values.SIGN_IN_LINKS === "on",
    bulkApprovalAbove: values.BULK_APPROVAL_ABOVE,
    oidc: issuer === null ? null : { issuer, clientId, clientSecret, roleClaim },
  };
}
