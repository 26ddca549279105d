import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { stream as contract } from '#contracts';
import type { Principal } from '#kernel';
import { concerns, RightsWatch } from '../access/rights-watch.js';
import { FanOut, type LocalReader } from '../subscription/fan-out.js';
import { Subscriptions } from '../subscription/subscriptions.js';
import { EventStream } from './event-stream.js';

/** Server-Sent Events of one stream. */
@Injectable()
export class LiveDoor {
  constructor(
    private readonly subscriptions: Subscriptions,
    private readonly fanOut: FanOut,
    private readonly watch: RightsWatch,
  ) {}

  /** Goes live from `since`, or from now. What cannot be resumed is said by a `reset` message: read the state again, then go on from its position. */
  async open(actor: Principal, stream: string, since: string | null, reply: FastifyReply): Promise<void> {
    let ended = (): void => undefined;
    await this.subscriptions.open(actor, stream, since, (opening, labels) => {
      const out = new EventStream(reply, opening.position, () => stop());
      ended = () => out.end();
      const push = (frame: contract.Frame): void => out.push(frame.events.map((envelope) => ({ position: envelope.position, envelope })), frame.to);
      if (since !== null && !opening.recovered) out.note('reset', { stream, position: opening.position });
      opening.frames.forEach(push);
      const reader: LocalReader = { labels, push };
      this.fanOut.addLocal(stream, reader);
      // Who reads by HTTP comes back by itself: when its rights change it is closed and asked anew.
      const unlisten = this.watch.listen((subjects) => {
        if (concerns(subjects, actor, stream)) out.end();
      });
      const stop = (): void => {
        unlisten();
        this.fanOut.removeLocal(stream, reader);
        this.subscriptions.close(stream);
      };
    });
    // The credential may have ended before anybody listened.
    await this.watch.insistOnCredential(actor).catch(ended);
  }
}
