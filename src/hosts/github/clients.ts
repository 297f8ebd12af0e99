import { createAppAuth } from "@octokit/auth-app";
import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import { Octokit } from "@octokit/rest";
import { AppError } from "../../kernel/errors.ts";
import { Secret } from "../../kernel/secret.ts";
import { boundedFetch } from "./bounded-fetch.ts";
import { asking } from "./failure.ts";

/** How this installation may ask GitHub: as an App, or by somebody's token. */
export interface GithubAccess {
  /** Without a slash at the end. */
  readonly apiUrl: string;
  readonly app: GithubAppKey | null;
  readonly token: Secret | null;
}

export interface GithubAppKey {
  readonly id: number;
  /** PEM. */
  readonly privateKey: Secret;
}

/** A repository by its owner and its name. */
export interface RepositoryName {
  readonly owner: string;
  readonly repo: string;
}

const Client = Octokit.plugin(retry, throttling);

// Longer waits are another job's; what is tried again at once is tried once.
const MAX_WAIT_SECONDS = 5;
const ATTEMPTS = 1;
const waits = (seconds: number, _options: object, _client: unknown, retries: number): boolean =>
  retries < ATTEMPTS && seconds <= MAX_WAIT_SECONDS;

// Octokit's messages hold whole addresses, and those the names that somebody gave to a repository.
const say = (): void => undefined;
const SILENT = { debug: say, info: say, warn: say, error: say };

/** GitHub's API in the name of whoever has access: one client per installation of the App, which share its tokens; else the one token's. */
export class GithubClients {
  readonly #options: ConstructorParameters<typeof Client>[0] & object;
  /** In the name of the App itself: what is the App's own, and where it is installed. Null without an App. */
  readonly app: Octokit | null;
  readonly #byToken: Octokit | null;

  constructor({ apiUrl, app, token }: GithubAccess) {
    this.#options = {
      baseUrl: apiUrl,
      userAgent: "tokenward",
      log: SILENT,
      request: { fetch: boundedFetch(apiUrl), log: SILENT },
      // The plugin counts the attempts of the request before as well: between 0.1 and 0.9 s pass.
      retry: { retries: ATTEMPTS, retryAfterBaseValue: 100 },
      throttle: { id: apiUrl, onRateLimit: waits, onSecondaryRateLimit: waits },
    };
    this.app =
      app === null
        ? null
        : new Client({
            ...this.#options,
            authStrategy: createAppAuth,
            auth: { appId: app.id, privateKey: app.privateKey.reveal("sign as the GitHub App") },
          });
    this.#byToken = token === null ? null : new Client({ ...this.#options, auth: token.reveal("ask GitHub's API") });
  }

  /** @param installation null: it is asked for. @throws GithubRefusal where the App is not installed, AppError `unavailable` */
  async forRepository(repository: RepositoryName, installation: number | null): Promise<Octokit> {
    if (this.app === null) return this.#withToken();
    if (installation !== null) return await this.forInstallation(installation);
    const app = this.app;
    const { data } = await asking(() => app.rest.apps.getRepoInstallation({ ...repository }));
    return await this.forInstallation(data.id);
  }

  async forInstallation(installationId: number): Promise<Octokit> {
    if (this.app === null) return this.#withToken();
    const made = await this.app.auth({
      type: "installation",
      installationId,
      factory: (auth: object) => new Client({ ...this.#options, authStrategy: createAppAuth, auth }),
    });
    return made as Octokit;
  }

  /** What reads from a repository: the token of its installation, or the one there is. @throws as `forRepository` */
  async tokenFor(repository: RepositoryName, installation: number | null): Promise<Secret> {
    const client = await this.forRepository(repository, installation);
    const { token } = (await asking(() => client.auth({ type: "installation" }))) as { readonly token: string };
    return new Secret(token);
  }

  #withToken(): Octokit {
    if (this.#byToken === null) throw new AppError("not_configured", "there is neither a GitHub App nor a token to ask GitHub with");
    return this.#byToken;
  }
}
