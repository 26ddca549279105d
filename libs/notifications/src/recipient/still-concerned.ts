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
  async among(db: EntityManager, notice: NoticeRow, people: readonly string[]): Promise<readonly string[]> {
    const entitled = await this.rights.seeing(people, notice.about);
    const concerned: string[] = [];
    for (const personId of people) {
      if (entitled.has(personId) && (await this.holds(db, notice, personId))) concerned.push(personId);
    }
    return concerned;
  }

  /** Whether it still holds for any of these people, whatever they may know by now. */
  async any(db: EntityManager, notice: NoticeRow, people: readonly string[]): Promise<boolean> {
    for (const personId of people) {
      if (await this.holds(db, notice, personId)) return true;
    }
    return false;
  }

  private async holds(db: EntityManager, { about, key, name, facts }: NoticeRow, personId: string): Promise<boolean> {
    return (await this.tellers.holder(name)?.({ about, key, personId, facts }, db)) ?? true;
  }
}
