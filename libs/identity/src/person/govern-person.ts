import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '#kernel';
import { Governs, type Governor, type Standing } from '#realtime';
import { ownersStanding } from '../session/govern-session.js';
import { Person } from './person.entity.js';

/** A person's own matters: theirs, and those of administrators. */
@Injectable()
@Governs('person')
export class GovernPerson implements Governor {
  async standing(db: EntityManager, actor: Principal, id: string): Promise<Standing> {
    return ownersStanding(actor, (await db.existsBy(Person, { id })) ? id : undefined);
  }

  /** `self` is what concerns the person; `person:<id>` what other domains send to this one person alone. */
  audiences(actor: Principal, standing: Standing): readonly string[] {
    if (!standing.has('self')) return standing.has('administrator') ? ['self'] : [];
    return ['self', actor.actor];
  }
}
