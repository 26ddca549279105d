import { Injectable } from '@nestjs/common';
import { council, type alliance, type Input, type Output } from '#contracts';
import { insistOnPeople } from '#identity';
import { DomainError, newId, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { Meeting, streamOf } from './meeting.entity.js';

interface Body {
  readonly rules_version: number;
  readonly quorum: alliance.QuorumRule;
  readonly majority: alliance.MajorityRule;
  readonly chairs: readonly string[];
  readonly secretaries: readonly string[];
  readonly interpreters: readonly string[];
}

/** A meeting begins as a draft, with the officers and the rules of its body as they stand today. */
@Injectable()
@Handles(council.draftMeeting, (input) => ({ kind: 'council', id: input.bodyId }))
export class DraftMeeting implements CommandHandler<typeof council.draftMeeting> {
  async execute(_: Principal, input: Input<typeof council.draftMeeting>, work: Work): Promise<Output<typeof council.draftMeeting>> {
    const body = await this.body(work, input.bodyId);
    const { chairId, secretaryIds = [], interpreterIds = [] } = input;
    await insistOnPeople(work.db, [...(chairId === undefined ? [] : [chairId]), ...secretaryIds, ...interpreterIds]);
    const meeting = Object.assign(new Meeting(), {
      ...input, id: newId(), state: 'draft' as const, version: 1, draftedAt: work.now,
      chairId: input.chairId ?? body.chairs[0] ?? null, secretaryIds: input.secretaryIds ?? [...body.secretaries], interpreterIds: input.interpreterIds ?? [...body.interpreters],
      rulesVersion: body.rules_version, quorum: body.quorum, majority: body.majority,
    });
    await work.db.insert(Meeting, meeting);
    work.record(council.meetingDrafted, streamOf(meeting.id), meeting.facts());
    return { meetingId: meeting.id, state: meeting.state, version: meeting.version };
  }

  private async body(work: Work, bodyId: string): Promise<Body> {
    const holders = (office: string): string => `ARRAY(SELECT person_id FROM council_office WHERE body_id = b.id AND office = '${office}' ORDER BY person_id)`;
    const [body] = await work.db.query<Body[]>(
      `SELECT rules_version, quorum, majority, ${holders('chair')} AS chairs, ${holders('secretary')} AS secretaries, ${holders('interpreter')} AS interpreters FROM council_body b WHERE id = $1`,
      [bodyId],
    );
    if (body === undefined) throw new DomainError('not_found', 'There is no body of this id.');
    return body;
  }
}
