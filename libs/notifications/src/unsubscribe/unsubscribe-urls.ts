import { Injectable } from '@nestjs/common';
import { systemActor } from '#kernel';
import { UnitOfWork } from '#log';
import { publicOrigin } from '#realtime';
import { nameOf, UnsubscribeLinks, type Unsubscribing } from './unsubscribe-links.js';

const system = systemActor('unsubscribe');

interface Waiting extends Unsubscribing {
  readonly resolve: (token: string | null) => void;
  readonly reject: (fault: unknown) => void;
}

/** Links for mails that are written at the same time: their tokens are asked for together, in one transaction for all. */
@Injectable()
export class UnsubscribeUrls {
  private waiting: Waiting[] = [];

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly links: UnsubscribeLinks,
  ) {}

  /** Where mail of this category ends for this person; null where the hub does not know under which address people reach it. */
  async urlFor(one: Unsubscribing): Promise<string | null> {
    const origin = publicOrigin();
    if (origin === null) return null;
    const token = await new Promise<string | null>((resolve, reject) => {
      if (this.waiting.push({ ...one, resolve, reject }) === 1) setImmediate(() => void this.flush());
    });
    return token === null ? null : `${origin}/unsubscribe/${token}`;
  }

  private async flush(): Promise<void> {
    const taken = this.waiting;
    this.waiting = [];
    try {
      const tokens = await this.unitOfWork.run(system, [], ({ db, now }) => this.links.tokensOf(db, taken, now));
      for (const one of taken) one.resolve(tokens.get(nameOf(one)) ?? null);
    } catch (fault) {
      for (const one of taken) one.reject(fault);
    }
  }
}
