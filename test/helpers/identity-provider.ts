import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Configuration, Provider } from "oidc-provider";
import { atEnd } from "./at-end.ts";

const CLIENT = { id: "tokenward-of-the-tests", secret: "secret-of-the-tests" };

/** Who signs in next, without being asked; null: they refuse. */
export interface Account {
  readonly id: string;
  readonly roles: unknown;
  /** More of what is told of them, or something else. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** A real OpenID Connect provider whose people answer by themselves; ends with the test file. */
export async function startIdentityProvider() {
  let provider: Provider | undefined;
  let next: Account | null = null;
  let logins = 0;
  const accounts = new Map<string, Account>();
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (provider === undefined) return void response.writeHead(503).end();
    if (request.url?.startsWith("/interaction/") !== true) return void provider.callback()(request, response);
    logins += 1;
    if (next !== null) accounts.set(next.id, next);
    const result = next === null ? { error: "access_denied" } : { login: { accountId: next.id } };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  atEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    env: { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: CLIENT.id, OIDC_CLIENT_SECRET: CLIENT.secret, OIDC_ROLE_CLAIM: "access.roles" },
    issuer,
    logins: () => logins,
    /** Once it is known where the service listens; and again, when its client gets another secret. */
    open(serviceUrl: string, secret = CLIENT.secret): void {
      provider = new Provider(issuer, configuration(`${serviceUrl}/admin/sign-in/callback`, accounts, secret));
    },
    willSignIn(account: Account | null): void {
      next = account;
    },
  };
}

function configuration(redirectUri: string, accounts: ReadonlyMap<string, Account>, secret: string): Configuration {
  return {
    clients: [{ client_id: CLIENT.id, client_secret: secret, redirect_uris: [redirectUri] }],
    // The role is told by the userinfo endpoint only, as many providers do.
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["access", "preferred_username"] },
    cookies: { keys: ["of the tests"] },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: `${id}@example.com`, access: { roles: accounts.get(id)?.roles }, ...accounts.get(id)?.claims }),
    }),
    loadExistingGrant: async ({ oidc }) => {
      const { Grant } = oidc.provider;
      const grant = new Grant({ clientId: oidc.client!.clientId, accountId: oidc.session!.accountId! });
      grant.addOIDCScope("openid profile email");
      await grant.save();
      return grant;
    },
  };
}
