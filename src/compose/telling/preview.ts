import type { NoticePreview } from "../../cli/root.ts";
import type { Config } from "../../config/config.ts";
import { AppError } from "../../kernel/errors.ts";
import { uuidv7 } from "../../kernel/ids.ts";
import type { NoticeTemplate } from "../../notices/notice.ts";
import { previews } from "../../notices/preview/preview.ts";
import { NOTICE_TEMPLATES } from "../../notices/render.ts";
import { createMailer } from "./mail.ts";

/** The mails as this installation would send them. */
export async function previewNotices(config: Config, template: string | null, locale: string | null): Promise<NoticePreview[]> {
  return await Promise.resolve(previews({ template: template === null ? null : knownTemplate(template), locale }, senderOf(config)));
}

/** Sends a test message by the mailer that owners' mails go by. @throws AppError when it was not sent */
export async function testNotice(config: Config, address: string, locale: string): Promise<string> {
  const [preview] = previews({ template: "test", locale }, senderOf(config));
  const { html, language, subject, text } = preview!;
  const mailer = createMailer(config, null);
  try {
    const messageId = `<test.${uuidv7()}@${new URL(senderOf(config).publicUrl).hostname}>`;
    const message = { messageId, date: new Date(), to: { name: null, address }, subject, text, html, language };
    const outcome = await mailer.send(message, async () => await Promise.resolve());
    if (outcome.kind === "sent") return outcome.response;
    throw new AppError(outcome.kind === "refused" ? "conflict" : "unavailable", outcome.reason);
  } finally {
    await mailer.close();
  }
}

function senderOf({ http, mail }: Config) {
  const publicUrl = http.publicUrl ?? `http://${http.host}:${http.port}`;
  return { product: mail.productName, publicUrl, supportAddress: mail.supportAddress, legalLine: mail.legalLine };
}

function knownTemplate(name: string): NoticeTemplate {
  const known = NOTICE_TEMPLATES.find((template) => template === name);
  if (known !== undefined) return known;
  throw new AppError("invalid_request", `there is no such template; there are ${NOTICE_TEMPLATES.join(", ")}`);
}
