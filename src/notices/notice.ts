/** Which mail a notice is; each has a file of its own in `templates/`. */
export type NoticeTemplate = "revoked" | "harmless_copy";

/** What a mail tells. Foreign text may come as it was found: rendering makes one clean line of every piece. */
export interface Notice {
  readonly template: NoticeTemplate;
  /** What the owner knows the issuer as. */
  readonly product: string;
  /** Our own origin, the only one that mails lead to. */
  readonly publicUrl: string;
  /** Where to make a new token. Becomes a link only at our own origin. */
  readonly replaceUrl: string;
  readonly supportAddress: string | null;
  /** The incident's id; the account's history shows the same. */
  readonly caseNumber: string;
  readonly recipient: { readonly name: string; readonly email: string };
  /** BCP 47 tag; where there is no catalogue for it, its language's is taken, then English. */
  readonly locale: string;
  readonly token: NoticeToken;
  readonly found: NoticeFinding;
  /** For a copy that was harmless: when it was dealt with. */
  readonly revokedAt: Date;
  /** The copy that was found was restricted further; its root was revoked. */
  readonly attenuated: boolean;
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
