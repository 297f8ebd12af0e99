/** What every mail needs to know. Foreign text may come as it was found: rendering makes one clean line of every piece. */
export interface NoticeBase {
  /** What the owner knows the issuer as. */
  readonly product: string;
  /** How this installation is named. */
  readonly publicUrl: string;
  readonly supportAddress: string | null;
  /** What the law wants to stand below every mail, or whoever runs this. */
  readonly legalLine: string | null;
  /** The incident's id. */
  readonly caseNumber: string;
  readonly recipient: { readonly name: string; readonly email: string };
  /** BCP 47 tag; where there is no catalogue for it, its language's is taken, then English. */
  readonly locale: string;
  /** Where the owner can see the case and answer; null: not to this recipient. */
  readonly ownerPage: string | null;
  /** For an address that was never confirmed: what happened and how to go on, and nothing more. */
  readonly brief: boolean;
}

/** One leaked token, and where it was found. */
export interface Story {
  readonly token: NoticeToken;
  readonly found: NoticeFinding;
}

/** What each mail tells besides; every template has a file of its own in `templates/`. */
export interface NoticeDetails {
  /** `attenuated`: the copy that was found was restricted further; its root was revoked. */
  revoked: Story & { readonly revokedAt: Date; readonly attenuated: boolean };
  harmless_copy: Story;
  exposed: Story;
  /** It could not be revoked yet. */
  pending: Story;
  /** Seen at more places since the last mail. `revokedAt` null: it still works. */
  found_again: Story & { readonly revokedAt: Date | null; readonly newPlaces: number };
  /** Several tokens of one owner. */
  many: { readonly leaks: readonly LeakLine[] };
  admin_revoked: Story & { readonly revokedAt: Date; readonly reason: string };
  restored: Story;
  /** `until` null: until a person decides. */
  suspended: Story & { readonly suspendedAt: Date; readonly until: { readonly at: Date; readonly days: number } | null };
  test: unknown;
  /** To those who run this installation: nobody could be told. */
  unreachable: Story & { readonly reason: string };
}

export type NoticeTemplate = keyof NoticeDetails;

export type NoticeOf<T extends NoticeTemplate> = NoticeBase & NoticeDetails[T] & { readonly template: T };

/** What a mail tells, whichever it is. */
export type Notice = { [T in NoticeTemplate]: NoticeOf<T> }[NoticeTemplate];

/** How a token fares, in a few words. */
export type LeakState =
  | { readonly kind: "revoked" | "suspended"; readonly at: Date }
  | { readonly kind: "pending" | "exposed" | "harmless" | "again" | "restored" };

/** One of several tokens. */
export interface LeakLine {
  readonly caseNumber: string;
  readonly name: string;
  readonly hint: string;
  readonly state: LeakState;
  readonly found: NoticeFinding;
  readonly ownerPage: string | null;
}

export interface NoticeToken {
  /** May be empty; then the hint stands in. */
  readonly name: string;
  readonly id: string;
  /** Prefix and last characters: the only form of a token that may be shown. */
  readonly hint: string;
  readonly createdAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly expiresAt: Date | null;
  /** What the caveats of the copy that leaked say. */
  readonly scopes: readonly string[];
}

export interface NoticeFinding {
  readonly sourceTitle: string;
  readonly url: string | null;
  /** Kind of place, in the source's words. */
  readonly place: string | null;
  /** The address belongs to the source that reported it (`leak-link.ts`). */
  readonly linkable: boolean;
  readonly firstSeenAt: Date;
  /** How many more places it was seen at. */
  readonly otherPlaces: number;
}
