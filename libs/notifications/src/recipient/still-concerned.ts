import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Tellers } from '#log';
import type { NoticeRow } from '../plan/notice-row.js';
import { RecipientRights } from './recipient-rights.js';

/** Whom a notice concerns when it is told later than it was written down. */
@Injectable()
export class StillConcerned {
  constructor(private readonly rights: RecipientRights, private readonly tellers: Tellers) {}

  /** Those of these people who may know of it now, and for whom it still holds. */
  async among(db: EntityManager, { about, key, name, facts }: NoticeRow, people: readonly string[]): Promise<readonly string[]> {
    const entitled = await this.rights.seeing(people, about);
    const holds = this.tellers.holder(name);
    const concerned: string[] = [];
    for (const personId of people) {
      if (entitled.has(personId) && (holds === undefined || (await holds({ about, key, personId, facts }, db)))) concerned.push(personId);
    }
    return concerned;
  }
}
