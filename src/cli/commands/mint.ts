import { check } from "../../kernel/check.ts";
import { mintOrderSchema } from "../../tokens/order.ts";
import { configure } from "../configure.ts";
import { type AddCommand, type Context, print } from "../context.ts";
import { EXIT } from "../exit.ts";

/** `tokenward mint`. */
export const addMintCommand: AddCommand = (program, context, run) => {
  program
    .command("mint")
    .description("mint a token of the built-in issuer")
    .requiredOption("--owner <name>", "whose token it is")
    .requiredOption("--email <address>", "where the owner is told")
    .requiredOption("--name <name>", "what the owner calls it")
    .option("--locale <tag>", "the owner's language")
    .option("--expires-at <time>", "when it ends, such as 2027-01-31T00:00:00Z")
    .option("--json", "print JSON")
    .action(run((options: MintOptions) => mint(context, options)));
};

interface MintOptions {
  readonly owner: string;
  readonly email: string;
  readonly name: string;
  readonly locale?: string;
  readonly expiresAt?: string;
  readonly json?: boolean;
}

const OPTIONS: Readonly<Record<string, string>> = {
  "owner.name": "--owner",
  "owner.email": "--email",
  "owner.locale": "--locale",
  name: "--name",
  expires_at: "--expires-at",
};

/** Mints a token of the built-in issuer, by the rules of the API; the only time it is shown. */
async function mint(context: Context, { email, expiresAt, json = false, locale, name, owner }: MintOptions): Promise<number> {
  const asked = { owner: { name: owner, email, locale }, name, expires_at: expiresAt };
  const order = check(mintOrderSchema, asked, (path) => OPTIONS[path] ?? path);
  const { config, log } = configure(context, "warn");
  const { id, token } = await context.root.mint(config, log, order);
  const text = token.reveal("shown once to whoever asked for it");
  print(context.stdout, json ? JSON.stringify({ id, token: text }) : text);
  return EXIT.ok;
}
