import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError, messageOf } from "../../kernel/errors.ts";
import { configure } from "../configure.ts";
import { type AddCommand, type Context, print } from "../context.ts";
import { EXIT } from "../exit.ts";

interface PreviewOptions {
  readonly template?: string;
  readonly locale?: string;
  readonly out: string;
}

/** `notices preview` and `notices test`. */
export const addNoticesCommand: AddCommand = (program, context, run) => {
  const notices = program.command("notices").description("the mails to owners");
  notices
    .command("preview")
    .description("write every mail in every language to files, as owners would get them")
    .option("--template <name>", "only this one")
    .option("--locale <tag>", "only in the language of this locale")
    .option("--out <folder>", "where to", "notices-preview")
    .action(run((options: PreviewOptions) => previewNotices(context, options)));
  notices
    .command("test")
    .description("send a test message the way mails to owners are sent")
    .argument("<address>", "to whom")
    .option("--locale <tag>", "in the language of this locale", "en")
    .action(run((address: string, { locale }: { locale: string }) => testNotice(context, address, locale)));
};

/** Writes two files for each mail: `en/revoked.txt` with the subject and the plain part, `en/revoked.html`. */
async function previewNotices(context: Context, { locale, out, template }: PreviewOptions): Promise<number> {
  const { config } = configure(context, "warn");
  const mails = await context.root.previewNotices(config, template ?? null, locale ?? null);
  try {
    for (const { html, language, subject, template: name, text } of mails) {
      const folder = join(out, language);
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, `${name}.txt`), `${subject}\n\n${text}`);
      await writeFile(join(folder, `${name}.html`), html);
    }
  } catch (error) {
    throw new AppError("invalid_request", `the mails cannot be written to ${out}: ${messageOf(error)}; name another folder with --out`);
  }
  print(context.stdout, `${mails.length} mails written to ${out}`);
  return EXIT.ok;
}

async function testNotice(context: Context, address: string, locale: string): Promise<number> {
  const { config, log } = configure(context, "warn");
  print(context.stdout, await context.root.testNotice(config, log, address, locale));
  return EXIT.ok;
}
