import type { z } from 'zod';
import { reportKinds } from '#contracts';
import { insistOnPeople } from '#identity';
import { DomainError, type Principal } from '#kernel';
import { publicOrigin } from '#realtime';
import type { EntityManager } from 'typeorm';
import { nextTime } from './find-times.js';
import type { Recipient } from './schedule.entity.js';

/** The parameters as their kind has them. @throws DomainError invalid_input, which names each field */
export function insistOnParams(kind: string, params: unknown): Record<string, unknown> {
  const contract = reportKinds.get(kind);
  if (contract === undefined) throw new DomainError('report_kind_unknown', 'There is no report of this kind.');
  const parsed = (contract.params as z.ZodType<Record<string, unknown>>).safeParse(params);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message, ...issue }) => {
    const unknown = issue.code === 'unrecognized_keys' ? issue.keys : [];
    return { pointer: ['/params', ...path.map(String), ...unknown.slice(0, 1)].join('/'), rule: unknown.length > 0 ? 'this field is not known here' : message };
  });
  throw new DomainError('invalid_input', issues.map(({ pointer, rule }) => `${pointer}: ${rule}`).join('; '), { issues });
}

/** The next time of a schedule. @throws DomainError invalid_input where its expression never comes true */
export function insistOnTime(cron: string, zone: string, after: Date): Date {
  const next = nextTime(cron, zone, after);
  if (next !== null) return next;
  throw new DomainError('invalid_input', '/cron: this time never comes', { issues: [{ pointer: '/cron', rule: 'a time that comes within eight years' }] });
}

/** Whoever sends reports out of the hub answers for it to the alliance. People who are named must be there. */
export async function insistOnRecipients(db: EntityManager, actor: Principal, recipients: readonly Recipient[]): Promise<void> {
  const outside = recipients.some(({ to }) => to === 'address');
  if (outside && !actor.roles.includes('coordinator') && !actor.roles.includes('administrator')) {
    throw new DomainError('outside_refused', 'Only coordinators and administrators send reports to addresses outside of the hub.');
  }
  if (outside && publicOrigin() === null) throw new DomainError('outside_refused', 'The hub does not know under which address people reach it, so it can make no links: whoever runs it sets HUB_PUBLIC_URL.');
  await insistOnPeople(db, recipients.flatMap((one) => (one.to === 'person' ? [one.personId] : [])));
}
