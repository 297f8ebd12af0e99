import { createPublicKey } from "node:crypto";
import { Resolver } from "node:dns/promises";
import type { Diagnosis } from "../../cli/root.ts";
import type { MailConfig } from "../../config/groups/mail.ts";
import { isLocalRelay } from "../../notices/mail/smtp-url.ts";

const PATIENCE_MS = 3_000;
const ADVICE =
  "publish them with whoever runs the domain's DNS, as your relay describes: without them, receivers cannot tell our mails from forged ones";

type Txt = Pick<Resolver, "resolveTxt">;

/**
 * What DNS shows of the domain that mails come from: who may send for it (SPF), what is done with the rest (DMARC), and the key
 * that mails are signed with here (DKIM). Null where no mail goes out into the world.
 */
export async function diagnoseSender(
  { dkim, from, smtpUrl }: MailConfig,
  resolver: Txt = new Resolver({ timeout: PATIENCE_MS, tries: 1 }),
): Promise<Diagnosis | null> {
  if (smtpUrl === null || isLocalRelay(smtpUrl)) return null;
  const domain = from.address.slice(from.address.lastIndexOf("@") + 1);
  const name = "mail domain";
  try {
    const lacks = [
      ...((await texts(resolver, domain)).some((text) => /^v=spf1(?: |$)/iu.test(text)) ? [] : ["no SPF record"]),
      ...((await hasPolicy(resolver, domain)) ? [] : ["no DMARC policy"]),
      ...(dkim === null ? [] : await lacksOfKey(resolver, `${dkim.selector}._domainkey.${domain}`, dkim)),
    ];
    if (lacks.length === 0) return { name, verdict: "ok", found: `${domain} says who sends for it` };
    return { name, verdict: "warning", found: `${domain} has ${lacks.join(", ")}`, advice: ADVICE };
  } catch (error) {
    const { code = "no answer" } = error as NodeJS.ErrnoException;
    return { name, verdict: "warning", found: `what DNS says of ${domain} could not be looked up: ${code}` };
  }
}

/** Of the domain itself, or of one above it (RFC 7489 section 6.6.3, without the list of public suffixes). */
async function hasPolicy(resolver: Txt, domain: string): Promise<boolean> {
  const labels = domain.split(".");
  for (let first = 0; first <= Math.max(0, labels.length - 2); first += 1) {
    const found = await texts(resolver, `_dmarc.${labels.slice(first).join(".")}`);
    if (found.some((text) => /^v=DMARC1(?:;|\s|$)/iu.test(text))) return true;
  }
  return false;
}

async function lacksOfKey(resolver: Txt, place: string, { key }: NonNullable<MailConfig["dkim"]>): Promise<string[]> {
  const published = (await texts(resolver, place)).join("");
  if (published === "") return [`no DKIM key at ${place}`];
  const own = createPublicKey(key.reveal("compare it with the published one")).export({ type: "spki", format: "der" }).toString("base64");
  return published.replaceAll(/\s/gu, "").includes(`p=${own}`) ? [] : [`another DKIM key than DKIM_KEY at ${place}`];
}

/** Each record whole. None where there is no such name. */
async function texts(resolver: Txt, name: string): Promise<string[]> {
  try {
    return (await resolver.resolveTxt(name)).map((parts) => parts.join(""));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOTFOUND" || code === "ENODATA") return [];
    throw error;
  }
}
