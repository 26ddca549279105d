import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { noteAudit } from '#identity';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { lockCorridor, streamOf } from '../corridor/corridor.entity.js';
import { knowInstitution } from '../institution/know-institution.js';
import { UNDER_WAY } from '../sharing/audience-of.js';
import { moveMembers } from './move-members.js';

@Injectable()
@Handles(corridor.dismissMember, (input) => ({ kind: 'corridor', id: input.corridorId }))
export class DismissMember implements CommandHandler<typeof corridor.dismissMember> {
  async execute(actor: Principal, input: Input<typeof corridor.dismissMember>, work: Work): Promise<Output<typeof corridor.dismissMember>> {
    const { corridorId, institutionId, role } = input;
    await lockCorridor(work.db, corridorId);
    await this.insistOnNoNeed(work, input);
    const ended = await work.db.query<[unknown[], number]>('DELETE FROM corridor_member WHERE corridor_id = $1 AND institution_id = $2 AND role = $3', [corridorId, institutionId, role]);
    if (ended[1] === 0) throw new DomainError('not_a_member', `The organisation is no member of this corridor as ${role}.`, { institutionId, role });
    const { countryCode } = await knowInstitution(work.db, institutionId);
    work.record(corridor.memberChanged, streamOf(corridorId), { ...input, countryCode, held: false });
    await moveMembers(work, corridorId);
    await noteAudit(work.db, actor, work.now, { action: corridor.dismissMember.name, object: { kind: 'corridor', id: corridorId } });
    return {};
  }

  /** A corridor keeps a lead; units keep their operator, centres their keeper, deployments their host. */
  private async insistOnNoNeed({ db }: Work, { corridorId, institutionId, role }: Input<typeof corridor.dismissMember>): Promise<void> {
    const needs: Readonly<Record<string, string>> = {
      lead: `SELECT WHERE NOT EXISTS (SELECT FROM corridor_member WHERE corridor_id = $1 AND role = 'lead' AND institution_id <> $2)`,
      operator: `SELECT FROM corridor_unit WHERE corridor_id = $1 AND institution_id = $2 AND state <> 'retired' LIMIT 1`,
      centre: `SELECT FROM corridor_centre WHERE corridor_id = $1 AND institution_id = $2 AND state = 'open' LIMIT 1`,
      host: `SELECT FROM corridor_deployment WHERE corridor_id = $1 AND host_id = $2 AND state IN ('${UNDER_WAY.join("', '")}') LIMIT 1`,
    };
    const need = needs[role];
    if (need === undefined || (await db.query<unknown[]>(need, [corridorId, institutionId])).length === 0) return;
    throw new DomainError('member_needed', `The organisation is still needed as ${role}: a corridor keeps one lead, and what belongs to the organisation here has to end first.`, { institutionId, role });
  }
}
