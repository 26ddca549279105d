import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { noteAudit } from '#identity';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { lockCorridor, streamOf } from '../corridor/corridor.entity.js';
import { knowInstitution } from '../institution/know-institution.js';
import { moveMembers } from './move-members.js';

@Injectable()
@Handles(corridor.admitMember, (input) => ({ kind: 'corridor', id: input.corridorId }))
export class AdmitMember implements CommandHandler<typeof corridor.admitMember> {
  async execute(actor: Principal, input: Input<typeof corridor.admitMember>, work: Work): Promise<Output<typeof corridor.admitMember>> {
    await lockCorridor(work.db, input.corridorId);
    await addMember(work, input);
    await noteAudit(work.db, actor, work.now, { action: corridor.admitMember.name, object: { kind: 'corridor', id: input.corridorId } });
    return {};
  }
}

/** The organisation takes part in a role from now on; one that does already goes on doing so. */
export async function addMember(work: Work, member: Input<typeof corridor.admitMember>): Promise<void> {
  const { corridorId, institutionId, role } = member;
  const { countryCode } = await knowInstitution(work.db, institutionId);
  const added = await work.db.query<unknown[]>(
    'INSERT INTO corridor_member (corridor_id, institution_id, role, since) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING 1', [corridorId, institutionId, role, work.now],
  );
  if (added.length === 0) return;
  work.record(corridor.memberChanged, streamOf(corridorId), { ...member, countryCode, held: true });
  await moveMembers(work, corridorId);
}
