import type { TrackGain } from '../position/track.js';
import type { Turned } from './read-on.js';

/** A crossing that did not stand before. */
export interface Added extends Turned {
  readonly id: string;
  readonly gain: TrackGain;
  readonly late: boolean;
}

/** One that stands no more. */
export interface Withdrawn {
  readonly id: string;
  readonly gain: TrackGain;
}
