import { Injectable } from '@nestjs/common';
import { events, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, theHub, type CommandHandler } from '#realtime';
import { ProofKeys } from './proof-keys.js';

/** For a key that somebody else may have come by. */
@Injectable()
@Handles(events.replaceProofKey, () => theHub)
export class ReplaceProofKey implements CommandHandler<typeof events.replaceProofKey> {
  constructor(private readonly keys: ProofKeys) {}

  execute(_actor: Principal, _input: Input<typeof events.replaceProofKey>, work: Work): Promise<Output<typeof events.replaceProofKey>> {
    return this.keys.replace(work.db, work.now);
  }
}
