import type { z } from 'zod';

/** What a person is told about; preferences are set by it. */
export const noticeCategories = ['meeting', 'floor', 'poll', 'minutes', 'seat', 'deployment', 'alert', 'board', 'report', 'stock', 'credential', 'integration', 'account'] as const;
export type NoticeCategory = (typeof noticeCategories)[number];

/** Ways to a person. `inbox` is the hub's own, and is there for everybody. */
export const noticeChannels = ['inbox', 'mail', 'push', 'sms', 'chat'] as const;
export type NoticeChannel = (typeof noticeChannels)[number];

/** One kind of thing that people are told. Words in each language stand in libs/notifications under its name. */
export interface Notice<F extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly summary: string;
  readonly category: NoticeCategory;
  /** Passes preferences, digests, throttles and quiet hours; each time it does so is audited. */
  readonly critical: boolean;
  /** Where it goes unless the person says otherwise. */
  readonly channels: readonly NoticeChannel[];
  /** Minutes for which notices of one digest key are gathered into one message; null: each by itself. */
  readonly digestMinutes: number | null;
  /**
   * What its words are made of: titles, names of things, counts, instants. Never what is said of a patient, nor reasons,
   * notes or other free words of people: it leaves the hub by mail.
   */
  readonly facts: F;
  /** The command by which one answers it, and the field of its input that takes the id of what the notice is about; null: none. */
  readonly answer: { readonly command: string; readonly field: string } | null;
  readonly example: z.input<F>;
}

const declared = new Map<string, Notice>();
const NAME = /^[a-z]+(\.[a-z][a-z_]*){1,2}$/;

export function notice<F extends z.ZodObject>(
  name: string,
  n: { summary: string; category: NoticeCategory; critical?: boolean; channels: readonly NoticeChannel[]; digestMinutes?: number; facts: F; answer?: Notice['answer']; example: z.input<F> },
): Notice<F> {
  if (!NAME.test(name)) throw new Error(`the name ${name} is not of the form domain.subject`);
  if (declared.has(name)) throw new Error(`the notice ${name} is declared twice`);
  const made: Notice<F> = { name, summary: n.summary, category: n.category, critical: n.critical ?? false, channels: n.channels, digestMinutes: n.digestMinutes ?? null, facts: n.facts, answer: n.answer ?? null, example: n.example };
  declared.set(name, made);
  return made;
}

/** Every kind of notice, by name. */
export const notices = {
  get: (name: string): Notice | undefined => declared.get(name),
  all: (): readonly Notice[] => [...declared.values()],
};

export type Facts<N> = N extends Notice<infer F> ? z.output<F> : never;
