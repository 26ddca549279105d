import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { corridor, type Data, type Input, type Output } from '#contracts';
import { refuseOn } from '#db';
import { insistOnPeople } from '#identity';
import { DomainError, newId, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { streamOf } from '../corridor/corridor.entity.js';
import { holderOf, lockHolder, toldOf, type Holder } from '../holder/holder.js';
import { audienceOf } from '../sharing/audience-of.js';

type Told = Data<typeof corridor.staffChanged>;

@Injectable()
@Handles(corridor.assignStaff, holderOf)
export class AssignStaff implements CommandHandler<typeof corridor.assignStaff> {
  async execute(_: Principal, input: Input<typeof corridor.assignStaff>, work: Work): Promise<Output<typeof corridor.assignStaff>> {
    const { personId, role, from, until } = input;
    await insistOnPeople(work.db, [personId]);
    const holder = await lockHolder(work.db, holderOf(input));
    const assignmentId = newId();
    await work.db.query(
      `INSERT INTO corridor_assignment (id, corridor_id, institution_id, holder_kind, holder_id, person_id, role, during) VALUES ($1, $2, $3, $4, $5, $6, $7, tstzrange($8, $9, '[)'))`,
      [assignmentId, holder.corridorId, holder.institutionId, holder.kind, holder.id, personId, role, from, until],
    ).catch(refuseOn('one_place_for_a_person', new DomainError('person_elsewhere', 'The person is assigned to a place for some of this time already; nobody is at two places at once.')));
    await tellStaff(work, holder, { assignmentId, personId, role, from: iso(from), until: until === null ? null : iso(until), change: 'assigned' });
    return { assignmentId };
  }
}

/** One that has begun ends now; one that has not is taken back whole. */
@Injectable()
@Handles(corridor.relieveStaff, holderOf)
export class RelieveStaff implements CommandHandler<typeof corridor.relieveStaff> {
  async execute(_: Principal, input: Input<typeof corridor.relieveStaff>, work: Work): Promise<Output<typeof corridor.relieveStaff>> {
    const { assignmentId } = input;
    const holder = await lockHolder(work.db, holderOf(input));
    const assignment = await openAssignment(work.db, { id: assignmentId, holderId: holder.id, now: work.now });
    const begun = assignment.from < work.now;
    if (begun) await work.db.query(`UPDATE corridor_assignment SET during = tstzrange(lower(during), $2, '[)') WHERE id = $1`, [assignmentId, work.now]);
    else await work.db.query('DELETE FROM corridor_assignment WHERE id = $1', [assignmentId]);
    const { personId, role, from } = assignment;
    await tellStaff(work, holder, { assignmentId, personId, role, from: from.toISOString(), until: begun ? work.now.toISOString() : from.toISOString(), change: 'relieved' });
    return {};
  }
}

type Open = Pick<Told, 'personId' | 'role'> & { readonly from: Date };

/** An assignment of this place that is not over. The place is locked, so nobody else ends it meanwhile. @throws DomainError assignment_ended */
async function openAssignment(db: EntityManager, { id, holderId, now }: { id: string; holderId: string; now: Date }): Promise<Open> {
  const [found] = await db.query<Open[]>(
    'SELECT person_id AS "personId", role, lower(during) AS from FROM corridor_assignment WHERE id = $1 AND holder_id = $2 AND (upper_inf(during) OR upper(during) > $3)', [id, holderId, now]);
  if (found === undefined) throw new DomainError('assignment_ended', 'The place has no assignment of this id that could still be ended.', { assignmentId: id });
  return found;
}

async function tellStaff(work: Work, holder: Holder, change: Omit<Told, keyof ReturnType<typeof toldOf>>): Promise<void> {
  work.record(corridor.staffChanged, streamOf(holder.corridorId), { ...toldOf(holder), ...change }, { audience: await audienceOf(work.db, holder.corridorId, holder.institutionId, 'staff') });
}

const iso = (instant: string): string => new Date(instant).toISOString();
