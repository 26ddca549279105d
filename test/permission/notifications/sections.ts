/** `owner`: who was told of something. `stranger`: signed in, and was not. */
export const all = ['administrator', 'owner', 'stranger', 'nobody'] as const;
export type Role = (typeof all)[number];

/** What there is to ask about. */
export interface Ids {
  /** What the owner was told, and the entry of it in their inbox. */
  readonly noticeId: string;
  readonly entryId: string;
  /** The mail about it. */
  readonly messageId: string;
  /** Somebody who does nothing here. */
  readonly personId: string;
  readonly institutionId: string;
}

/** Who may do what with one part of notifications. */
export interface NotificationSection {
  readonly about: string;
  /** To whom it is refused with 403, who may know of it; to all others it does not exist (404). */
  readonly knows: string;
  /** Who may, by the name of what is asked. */
  readonly rows: Readonly<Record<string, string>>;
  /** What is sent, so that the schema lets it through and whoever may do it does no harm to the next one. */
  readonly inputs: Readonly<Record<string, (ids: Ids) => object>>;
}

export const everybody = 'administrator owner stranger';
