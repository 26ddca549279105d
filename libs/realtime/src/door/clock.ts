import { Injectable } from '@nestjs/common';
import { hub, type Output } from '#contracts';
import { systemClock } from '#kernel';
import { permit, theHub } from '../access/policy.js';
import { Answers, type QueryHandler } from '../command/handles.js';

permit({ 'hub.clock.read': ['person'] });

@Injectable()
@Answers(hub.readClock, () => theHub)
export class ReadClock implements QueryHandler<typeof hub.readClock> {
  async execute(): Promise<Output<typeof hub.readClock>> {
    return { now: systemClock.now().toISOString() };
  }
}
