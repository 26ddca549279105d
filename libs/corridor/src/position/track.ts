import type { Work } from '#log';

/** Where a unit was at an instant, as one device measured it. */
export interface Fix {
  /** When the device was there; what orders a track. */
  readonly fixTime: Date;
  /** The device's own clock when it sent, and the hub's when it arrived. Kept apart: neither ever replaces the time of the fix. */
  readonly deviceTime: Date | null;
  readonly serverTime: Date;
  /** Degrees, WGS 84. */
  readonly latitude: number;
  readonly longitude: number;
  /** Metres. */
  readonly altitude: number | null;
  /** Metres a second; formats that speak of knots or km/h are converted where they enter. */
  readonly speed: number | null;
  /** Degrees clockwise from true north. */
  readonly course: number | null;
  /** Metres; the radius of the circle in which the device believes to be. */
  readonly accuracy: number | null;
}

/** What one batch added to the track of one unit. */
export interface TrackGain {
  readonly unitId: string;
  readonly corridorId: string;
  /** The institution that runs the unit. */
  readonly operatorId: string;
  /** The deployment that it is on, if any. */
  readonly deploymentId: string | null;
  /** The fixes that were stored now, by time of fix; those before `latest` came late. */
  readonly gained: readonly Fix[];
  /** The newest fix of the unit before this batch. */
  readonly latest: Fix | null;
}

/** What follows from where units are (fences, routes, arrivals, silence). Runs in the transaction that stores the fixes, under the lock of each unit's track. */
export abstract class TrackFollower {
  abstract follow(work: Work, gains: readonly TrackGain[]): Promise<void>;
}
