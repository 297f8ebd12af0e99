import { join } from "node:path";
import type { Config } from "../../config/config.ts";
import type { Queryable } from "../../db/database.ts";
import type { Keyring } from "../../kernel/keyring.ts";
import { ReturnPaths } from "../../notices/bounces/return-paths.ts";
import { type DueNotice, readNotices } from "../../notices/delivery/attempts.sql.ts";
import { AllowListMailer } from "../../notices/mail/allow-list.ts";
import { dkimSigner } from "../../notices/mail/dkim.ts";
import { FileMailer } from "../../notices/mail/file-mailer.ts";
import type { Mailer, MailMessage, MailSender } from "../../notices/mail/mailer.ts";
import { SmtpMailer } from "../../notices/mail/smtp-mailer.ts";
import { isLocalRelay } from "../../notices/mail/smtp-url.ts";
import type { LeakLine, LeakState, Notice, NoticeBase, NoticeFinding, Story } from "../../notices/notice.ts";
import { selectFollowers } from "../../notices/outbox/log.sql.ts";
import { renderNotice } from "../../notices/render.ts";
import type { SourceView } from "./notices.ts";

/**
 * The relay that is configured, or a folder of files. What is not production writes to nobody who is not listed, unless the
 * relay is on this computer.
 */
export function createMailer({ mail, process, storage }: Config, returnPaths: ReturnPaths | null): Mailer {
  const { address } = mail.from;
  const domain = address.slice(address.lastIndexOf("@") + 1);
  const sender: MailSender = {
    from: mail.from,
    replyTo: mail.supportAddress,
    ...(returnPaths === null ? {} : { returnPath: (messageId) => returnPaths.of(noticeIdOf(messageId)) }),
    ...(mail.dkim === null ? {} : { sign: dkimSigner({ domain, ...mail.dkim }) }),
  };
  if (mail.smtpUrl === null) return new FileMailer({ folder: join(storage.dataDir, "mail"), sender });
  const mailer = new SmtpMailer({ url: mail.smtpUrl, sender });
  const isOpen = process.production || mail.allowed?.includes("*") === true || (mail.allowed === null && isLocalRelay(mail.smtpUrl));
  return isOpen ? mailer : new AllowListMailer(mailer, mail.allowed ?? []);
}

/** Null where bounces go to the sender. */
export function returnPathsOf({ mail }: Config, keyring: Keyring): ReturnPaths | null {
  return mail.bounceAddress === null ? null : new ReturnPaths(mail.bounceAddress, keyring.returnPathKey);
}

/** As `outbox.ts` makes Message-IDs: `<incident.notice@host>`. */
function noticeIdOf(messageId: string): string {
  return messageId.slice(messageId.indexOf(".") + 1, messageId.lastIndexOf("@"));
}

export interface ComposerNeeds {
  readonly config: Config;
  readonly sourceOf: (id: string, url: string | null) => SourceView;
  readonly currentUrl: () => string;
  /** Where an owner sees the case of this notice, and only that. */
  readonly ownerPage: (due: DueNotice) => Promise<string>;
}

/** Turns due notices into their mails. */
export function mailComposer(needs: ComposerNeeds): (due: DueNotice, folded: readonly DueNotice[]) => Promise<MailMessage> {
  return async (due, folded) => {
    const rendered = renderNotice(folded.length === 0 ? await singleNotice(due, needs) : await manyNotice([due, ...folded], needs));
    return {
      messageId: due.messageId,
      references: due.threadId,
      date: due.createdAt,
      to: { name: due.recipientName, address: due.recipientEmail },
      subject: rendered.subject,
      text: rendered.text,
      html: rendered.html,
      language: rendered.language,
    };
  };
}

/** The mail of a notice as it would be written now, and how many others it tells; null when there is no such notice. */
export type ReadMail = (noticeId: string) => Promise<{ readonly mail: MailMessage; readonly others: number } | null>;

/** Mails for people who look into the log. The way to the owner's page is its owner's alone. */
export function mailReader(db: Queryable, needs: Omit<ComposerNeeds, "ownerPage">): ReadMail {
  const ownerPage = async (): Promise<string> => await Promise.resolve(new URL("/owner/only-in-the-mail-itself", needs.currentUrl()).href);
  const compose = mailComposer({ ...needs, ownerPage });
  return async (id) => {
    const notices = await readNotices(db, [id, ...(await selectFollowers(db, id))]);
    const leader = notices.get(id);
    if (leader === undefined) return null;
    const others = [...notices.values()].filter((notice) => notice !== leader);
    return { mail: await compose(leader, others), others: others.length };
  };
}

async function singleNotice(due: DueNotice, needs: ComposerNeeds): Promise<Notice> {
  const base = { ...baseOf(due, needs), ownerPage: await pageOf(due, needs) };
  const story = { ...base, ...storyOf(due, needs) };
  const revokedAt = due.revokedAt ?? due.createdAt;
  const reason = due.reason ?? "";
  switch (due.template) {
    case "revoked":
      return { ...story, template: "revoked", revokedAt, attenuated: due.verdictDetail === "attenuated" };
    case "admin_revoked":
      return { ...story, template: "admin_revoked", revokedAt, reason };
    case "found_again":
      return { ...story, template: "found_again", revokedAt: due.revokedAt, newPlaces: Math.max(1, due.newPlaces) };
    case "suspended":
      return { ...story, template: "suspended", suspendedAt: due.suspendedAt ?? revokedAt, until: termOf(due) };
    case "unreachable":
      return { ...story, template: "unreachable", reason };
    case "harmless_copy":
    case "exposed":
    case "pending":
    case "restored":
      return { ...story, template: due.template };
    default:
      return due.template satisfies never;
  }
}

async function manyNotice(dues: readonly DueNotice[], needs: ComposerNeeds): Promise<Notice> {
  const leaks = await Promise.all(
    dues.map(async (due): Promise<LeakLine> => {
      const { found, token } = storyOf(due, needs);
      const { hint, name } = token;
      return { caseNumber: due.incidentId, name, hint, found, state: stateOf(due), ownerPage: await pageOf(due, needs) };
    }),
  );
  return { ...baseOf(dues[0]!, needs), template: "many", ownerPage: null, leaks };
}

function baseOf(due: DueNotice, { config: { mail }, currentUrl }: ComposerNeeds): Omit<NoticeBase, "ownerPage"> {
  return {
    product: mail.productName,
    publicUrl: currentUrl(),
    supportAddress: mail.supportAddress,
    legalLine: mail.legalLine,
    caseNumber: due.incidentId,
    // Whose token it is, whoever is told.
    recipient: { name: due.ownerName ?? due.recipientName, email: due.recipientEmail },
    locale: due.locale,
    brief: due.brief,
  };
}

/** Only owners answer for a token. */
async function pageOf(due: DueNotice, { ownerPage }: ComposerNeeds): Promise<string | null> {
  return due.audience === "owner" && !due.brief ? await ownerPage(due) : null;
}

function storyOf(due: DueNotice, { sourceOf }: ComposerNeeds): Story {
  const { linkable, title } = sourceOf(due.source, due.url);
  const found: NoticeFinding = {
    sourceTitle: title,
    url: due.url,
    place: due.place,
    linkable,
    firstSeenAt: due.reportedAt,
    otherPlaces: Math.max(0, due.occurrenceCount - 1),
  };
  const token = {
    name: due.tokenName ?? "",
    id: due.tokenId ?? "",
    hint: due.tokenHint,
    createdAt: due.tokenCreatedAt,
    lastUsedAt: due.tokenUsedAt,
    expiresAt: due.template === "harmless_copy" ? null : due.copyExpiresAt,
    scopes: due.concerns ?? due.tokenCaveats.map((caveat) => caveat.text),
  };
  return { found, token };
}

function stateOf(due: DueNotice): LeakState {
  const at = due.revokedAt ?? due.createdAt;
  switch (due.template) {
    case "revoked":
    case "admin_revoked":
      return { kind: "revoked", at };
    case "suspended":
      return { kind: "suspended", at };
    case "found_again":
      return { kind: due.revokedAt === null ? "exposed" : "again" };
    case "harmless_copy":
      return { kind: "harmless" };
    case "exposed":
    case "pending":
    case "restored":
      return { kind: due.template };
    case "unreachable":
      return { kind: "exposed" };
    default:
      return due.template satisfies never;
  }
}

const DAY_MS = 86_400_000;

function termOf({ createdAt, finishAt }: DueNotice): { at: Date; days: number } | null {
  return finishAt === null ? null : { at: finishAt, days: Math.max(1, Math.round((finishAt.getTime() - createdAt.getTime()) / DAY_MS)) };
}
