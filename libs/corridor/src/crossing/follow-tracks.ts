import { Injectable } from '@nestjs/common';
import type { Work } from '#log';
import { TrackFollower, type TrackGain } from '../position/track.js';
import { hearAgain } from '../silence/watch-silence.js';
import { FollowCrossings } from './follow-crossings.js';

/** What follows from where units are, in the transaction that stores their fixes. */
@Injectable()
export class FollowTracks extends TrackFollower {
  constructor(private readonly crossings: FollowCrossings) {
    super();
  }

  override async follow(work: Work, gains: readonly TrackGain[]): Promise<void> {
    await this.crossings.follow(work, gains);
    await hearAgain(work, gains);
  }
}
