import { Injectable } from '@nestjs/common';
import { events, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, theHub, type CommandHandler } from '#realtime';
import { findSink } from './sink.js';

@Injectable()
@Handles(events.closeSink, () => theHub)
export class CloseSink implements CommandHandler<typeof events.closeSink> {
  async execute(_: Principal, { sinkId }: Input<typeof events.closeSink>, { db }: Work): Promise<Output<typeof events.closeSink>> {
    await findSink(db, sinkId);
    await db.query('DELETE FROM events_sink WHERE id = $1', [sinkId]);
    return {};
  }
}
