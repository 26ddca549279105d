/** `owner`: whose schedule it is. `reader`: for whom a run of it made something. `stranger`: signed in, and neither. */
export const all = ['owner', 'administrator', 'reader', 'stranger', 'nobody'] as const;
export type Role = (typeof all)[number];

/** What there is to ask about: a schedule, a run of it that was made, the body that it is about, and somebody who does nothing here. */
export interface Ids {
  readonly scheduleId: string;
  readonly runId: string;
  readonly bodyId: string;
  readonly personId: string;
}

/** Who may do what with one part of reports. */
export interface ReportSection {
  readonly about: string;
  /** To whom it is refused with 403, who may know of it; to all others it does not exist (404). */
  readonly knows: string;
  /** Who may, by the name of what is asked. */
  readonly rows: Readonly<Record<string, string>>;
  /** What is sent, so that the schema lets it through. */
  readonly inputs: Readonly<Record<string, (ids: Ids) => object>>;
}

export const everybody = 'owner administrator reader stranger';
export const known = 'owner administrator reader';
