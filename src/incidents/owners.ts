import type { Owner } from "../issuers/issuer.ts";
import { cleanLine } from "../kernel/text.ts";
import type { Contact } from "../notices/recipients.ts";

/** Why a person has to look. */
export const OWNER_UNREACHABLE = "owner unreachable: the issuer knows no mail address";

const TEXT_MAX = 200;

/** Whom else an issuer named, as an incident keeps it; null where the owner's address is all there is. */
export function contactsOf(owner: Owner | null): Contact[] | null {
  if (owner === null) return null;
  const { contacts = [], email, locale, name, verified = true } = owner;
  if (contacts.length === 0 && verified) return null;
  const self = { name, email, locale, relation: "self", verified, concerns: null } as const;
  return [...(email === null ? [] : [{ ...self, email }]), ...contacts].map((contact) => ({
    ...contact,
    name: cleanLine(contact.name, TEXT_MAX),
    concerns: contact.concerns?.map((line) => cleanLine(line, TEXT_MAX)) ?? null,
  }));
}
