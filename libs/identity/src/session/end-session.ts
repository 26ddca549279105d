import { Injectable } from '@nestjs/common';
import { identity, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { noteAudit } from '../audit/note-audit.js';
import { endSessions } from './end-sessions.js';

@Injectable()
@Handles(identity.endSession, (input) => ({ kind: 'session', id: input.sessionId }))
export class EndSession implements CommandHandler<typeof identity.endSession> {
  async execute(actor: Principal, input: Input<typeof identity.endSession>, work: Work): Promise<Output<typeof identity.endSession>> {
    // One that has ended already is as the caller wants it.
    if ((await endSessions(work, { ids: [input.sessionId] })) === 0) return {};
    await noteAudit(work.db, actor, work.now, { action: identity.endSession.name, object: { kind: 'session', id: input.sessionId } });
    return {};
  }
}
