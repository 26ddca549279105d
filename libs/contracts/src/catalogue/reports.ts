import type { z } from 'zod';

export const reportFormats = ['pdf', 'xlsx', 'csv', 'json'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** One kind of report that can be scheduled or had at once. Words in each language stand in libs/reports under its name. */
export interface Report<P extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly summary: string;
  /** What has to be chosen: the meeting, the corridor … */
  readonly params: P;
  /** The span of time that a run covers unless the schedule says otherwise, as an ISO 8601 duration that ends at the nominal time; null: all of its subject. */
  readonly window: string | null;
  readonly example: z.input<P>;
}

const declared = new Map<string, Report>();
const NAME = /^[a-z]+\.[a-z][a-z_]*$/;

export function report<P extends z.ZodType>(name: string, r: { summary: string; params: P; window: string | null; example: z.input<P> }): Report<P> {
  if (!NAME.test(name)) throw new Error(`the name ${name} is not of the form domain.subject`);
  if (declared.has(name)) throw new Error(`the report ${name} is declared twice`);
  const made: Report<P> = { name, ...r };
  declared.set(name, made);
  return made;
}

/** Every kind of report, by name. */
export const reportKinds = {
  get: (name: string): Report | undefined => declared.get(name),
  all: (): readonly Report[] => [...declared.values()],
};
