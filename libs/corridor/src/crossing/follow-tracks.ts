import { Injectable } from '@nestjs/common';
import type { Work } from '#log';
import { TrackFollower, type TrackGain } from '../position/track.js';
import { hearAgain } from '../silence/watch-silence.js';
import { FollowCrossings } from './follow-crossings.js';
import { readStandings } from './read-standings.js';

/** What follows from where units are, in the transaction that stores their fixes. */
@Injectable()
export class FollowTracks extends TrackFollower {
  constructor(private readonly crossings: FollowCrossings) {
    super();
  }

  override async follow(work: Work, gains: readonly TrackGain[]): Promise<void> {
    const standings = await readStandings(work.db, gains);
    await this.crossings.follow(work, gains, standings);
    await hearAgain(work, gains.filter(({ unitId }) => standings.of.get(unitId)?.silent));
  }
}
