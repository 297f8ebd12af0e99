import { InvalidArgumentError, Option } from "commander";
import { ROLES, type Role } from "../../access/roles.ts";
import type { Config } from "../../config/config.ts";
import { check, lineOf } from "../../kernel/check.ts";
import { AppError } from "../../kernel/errors.ts";
import { configure } from "../configure.ts";
import { type AddCommand, type Context, print } from "../context.ts";
import { EXIT } from "../exit.ts";

const NAME = lineOf(60);
const DAYS_MAX = 3_650;

/** `tokenward admin-token`. */
export const addAdminTokenCommand: AddCommand = (program, context, run) => {
  program
    .command("admin-token")
    .description("mint a bearer token for the admin API, or make a link that signs somebody in to the dashboard")
    .option("--name <name>", "who or what it is for", "admin")
    .addOption(new Option("--days <days>", "how long the bearer token is good, 1 to 3650").argParser(readDays).default(365))
    .option("--link", "a link to the dashboard instead, for one use within 15 minutes")
    .addOption(new Option("--role <role>", "with --link: what they may do").choices(ROLES).default("admin"))
    .option("--json", "print JSON")
    .action(run((options: AdminTokenOptions) => adminToken(context, options)));
};

interface AdminTokenOptions {
  readonly name: string;
  readonly days: number;
  readonly json?: boolean;
  readonly link?: boolean;
  readonly role: Role;
}

/** Mints a bearer token for the admin API, or makes a link that signs somebody in to the dashboard; the only time it is shown. */
async function adminToken(context: Context, { days, json = false, link = false, name: asked, role }: AdminTokenOptions): Promise<number> {
  const name = check(NAME, asked, () => "--name");
  const { config, log } = configure(context, "warn");
  if (link) {
    const url =
      originOf(config) + (await context.root.makeSignInLink(config, log, name, role)).reveal("shown once to whoever asked for it");
    print(context.stdout, json ? JSON.stringify({ name, role, url }) : url);
    return EXIT.ok;
  }
  const text = (await context.root.mintAdminToken(config, log, name, days)).reveal("shown once to whoever asked for it");
  print(context.stdout, json ? JSON.stringify({ name, token: text }) : text);
  return EXIT.ok;
}

function readDays(text: string): number {
  const days = /^\d{1,4}$/u.test(text) ? Number(text) : 0;
  if (days < 1 || days > DAYS_MAX) throw new InvalidArgumentError(`it has to be 1 to ${DAYS_MAX}.`);
  return days;
}

function originOf({ http }: Config): string {
  if (http.publicUrl !== null) return http.publicUrl;
  throw new AppError("invalid_config", "with PORT=0 nobody can tell where the dashboard will be: set PUBLIC_URL");
}
