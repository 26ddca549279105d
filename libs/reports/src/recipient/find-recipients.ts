import { Injectable } from '@nestjs/common';
import { alliance, corridor, identity, reports, type Output, type Query } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import { QueryBus } from '#realtime';
import type { z } from 'zod';
import type { Recipient } from '../schedule/schedule.entity.js';

type Group = Exclude<Recipient, { to: 'person' | 'address' }>;

/** Takes groups apart, as the owner of a schedule may see them: who cannot see a group tells nobody in it. */
@Injectable()
export class FindRecipients {
  constructor(private readonly queries: QueryBus) {}

  /** The people among the recipients, each once. @throws DomainError where there are too many, or a group is not there for the owner */
  async people(owner: Principal, recipients: readonly Recipient[]): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for (const recipient of recipients) {
      if (recipient.to === 'address') continue;
      for (const id of recipient.to === 'person' ? [recipient.personId] : await this.membersOf(owner, recipient)) found.add(id);
      if (found.size > reports.mostReaders) throw new DomainError('invalid_input', `A report goes to ${reports.mostReaders} people at the most: choose narrower groups.`);
    }
    return found;
  }

  private async membersOf(owner: Principal, group: Group): Promise<readonly string[]> {
    switch (group.to) {
      case 'institution': {
        const people = await this.all(owner, identity.listPeople, {});
        return people.filter(({ state, institutionIds }) => state === 'active' && institutionIds.includes(group.institutionId)).map(({ id }) => id);
      }
      case 'body': {
        const seats = await this.all(owner, alliance.listSeats, { bodyId: group.bodyId });
        return seats.flatMap(({ delegateId, alternateIds }) => [...(delegateId === null ? [] : [delegateId]), ...alternateIds]);
      }
      case 'office': {
        const { officers } = (await this.queries.ask(owner, alliance.readBody.name, { bodyId: group.bodyId })) as Output<typeof alliance.readBody>;
        return officers.filter(({ office }) => office === group.office).map(({ personId }) => personId);
      }
      case 'corridor': {
        const members = await this.all(owner, corridor.listMembers, { corridorId: group.corridorId });
        return members.flatMap(({ posts }) => posts.filter(({ post }) => group.post === undefined || post === group.post).map(({ personId }) => personId));
      }
    }
  }

  private async all<Q extends Query>(owner: Principal, query: Q, params: z.input<Q['params']>): Promise<Output<Q>[]> {
    const items: Output<Q>[] = [];
    for (let iterator: string | null | undefined; iterator !== null;) {
      const page = (await this.queries.ask(owner, query.name, { limit: 250, ...(params as object), ...(iterator === undefined ? {} : { iterator }) })) as { data: Output<Q>[]; iterator: string | null };
      items.push(...page.data);
      iterator = page.iterator;
    }
    return items;
  }
}
