import { randomUUID } from 'node:crypto';
import type { corridor } from '#contracts';
import type { Visitor } from '../support/hub.js';
import { done } from './a-corridor.js';

export type Cell = corridor.ReportCell;

/** A day that was over before the tests began, at every place of the earth. */
export const DAY = '2024-11-18';

/** A closed encounter of that day where the test corridor's site is. */
export function anEncounter(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { encounterId: randomUUID(), at: `${DAY}T04:00:00.000Z`, ageGroup: 'age_18_64', sex: 'female_not_pregnant', items: [9, 36, 46], ...changes };
}

/** So many encounters alike. */
export function encounters(many: number, changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown>[] {
  return Array.from({ length: many }, () => anEncounter(changes));
}

export interface Added {
  readonly results: readonly { readonly encounterId: string; readonly outcome: string; readonly day: string }[];
}

/** Counts encounters over the public door; what was said of each. */
export async function count(visitor: Visitor, deploymentId: string, all: readonly Record<string, unknown>[]): Promise<string[]> {
  return done(await visitor.send<Added>('corridor.tally.add', { deploymentId, encounters: all })).results.map(({ outcome }) => outcome);
}

/** One number of a report: null when it is not known, `hidden` when it is not shown. */
export function numberOf(cells: readonly Cell[], item: number, column: string): number | null | 'hidden' | undefined {
  const cell = cells.find((one) => one.item === item && one.column === column);
  return cell?.hidden === true ? 'hidden' : cell?.count;
}
