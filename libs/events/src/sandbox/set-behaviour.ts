import { Injectable } from '@nestjs/common';
import { events, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, theHub, type CommandHandler } from '#realtime';
import { findSink, timesOf } from './sink.js';

@Injectable()
@Handles(events.setBehaviour, () => theHub)
export class SetBehaviour implements CommandHandler<typeof events.setBehaviour> {
  async execute(_: Principal, { sinkId, behaviour }: Input<typeof events.setBehaviour>, { db }: Work): Promise<Output<typeof events.setBehaviour>> {
    await findSink(db, sinkId);
    await db.query('UPDATE events_sink SET behaviour = $2, remaining = $3 WHERE id = $1', [sinkId, JSON.stringify(behaviour), timesOf(behaviour)]);
    return {};
  }
}
