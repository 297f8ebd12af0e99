/** Somebody an issuer names besides the owner's own address, or the owner where there is more to say than an address. */
export interface Contact {
  readonly name: string;
  readonly email: string;
  /** BCP 47 tag. */
  readonly locale: string | null;
  /** `self`: the owner · `address`: another address of the owner · `co_owner` of the token · `admin` of the owner's organisation. */
  readonly relation: "self" | "address" | "co_owner" | "admin";
  readonly verified: boolean;
  /** What of the token's scope concerns them; null: all of it. */
  readonly concerns: readonly string[] | null;
}

/** Whom a token belongs to, as its incident knows it. */
export interface Addressee {
  readonly ownerName: string | null;
  readonly ownerEmail: string | null;
  readonly ownerLocale: string | null;
  readonly contacts: readonly Contact[] | null;
}

export interface Recipient {
  readonly name: string;
  readonly email: string;
  readonly locale: string | null;
  /** The address was never confirmed. */
  readonly brief: boolean;
  readonly concerns: readonly string[] | null;
}

/** Who is told in any case: the owner by the best address there is, and whoever owns the token too. Nobody twice. */
export function firstRecipients(addressee: Addressee): Recipient[] {
  const coOwners = contactsOf(addressee).filter(({ relation, verified }) => relation === "co_owner" && verified);
  return distinct([...ladder(addressee).slice(0, 1), ...coOwners]).map(recipientOf);
}

/** Whom to try when none of the addresses in `tried` (in lower case) takes our mail; null: the owner is unreachable. */
export function nextRecipient(addressee: Addressee, tried: ReadonlySet<string>): Recipient | null {
  const next = ladder(addressee).find(({ email }) => !tried.has(email.toLowerCase()));
  return next === undefined ? null : recipientOf(next);
}

/** The owner's addresses in the order they are tried; what was never confirmed comes after everything that was. */
function ladder(addressee: Addressee): Contact[] {
  const contacts = contactsOf(addressee);
  const verified = (relation: Contact["relation"]): Contact[] => contacts.filter((one) => one.relation === relation && one.verified);
  const unverified = contacts.filter(({ relation, verified: known }) => !known && (relation === "self" || relation === "address"));
  return [...verified("self"), ...verified("address"), ...verified("admin"), ...unverified];
}

/** An issuer that names nobody but the owner vouches for the address. */
function contactsOf({ contacts, ownerEmail, ownerLocale, ownerName }: Addressee): readonly Contact[] {
  if (contacts !== null) return contacts;
  if (ownerEmail === null) return [];
  return [{ name: ownerName ?? "", email: ownerEmail, locale: ownerLocale, relation: "self", verified: true, concerns: null }];
}

function distinct(contacts: readonly Contact[]): Contact[] {
  const byAddress = new Map(contacts.toReversed().map((contact) => [contact.email.toLowerCase(), contact]));
  return [...byAddress.values()].toReversed();
}

function recipientOf({ concerns, email, locale, name, verified }: Contact): Recipient {
  return { name, email, locale, brief: !verified, concerns };
}
