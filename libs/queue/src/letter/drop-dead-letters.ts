import { Injectable, Logger } from '@nestjs/common';
import { queue, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, theHub, type CommandHandler } from '#realtime';

@Injectable()
@Handles(queue.dropDeadLetters, () => theHub)
export class DropDeadLetters implements CommandHandler<typeof queue.dropDeadLetters> {
  private readonly logger = new Logger('Jobs');

  async execute(actor: Principal, { deadLetterIds }: Input<typeof queue.dropDeadLetters>, { db }: Work): Promise<Output<typeof queue.dropDeadLetters>> {
    const [gone] = await db.query<[{ id: string }[], number]>('DELETE FROM queue_dead_letter WHERE id = ANY ($1) RETURNING id', [deadLetterIds]);
    this.logger.log({ actor: actor.actor, letters: gone.map(({ id }) => id) }, 'dead letters were dropped');
    return { dropped: gone.length };
  }
}
