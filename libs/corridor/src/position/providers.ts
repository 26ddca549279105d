import type { Provider } from '@nestjs/common';
import { DeviceDoors, Speakers } from './device-doors.js';
import { KeepTracks } from './keep-tracks.js';
import { ListHeld, ListRefusals } from './list-refusals.js';
import './permissions.js';
import { PositionsGovernor } from './positions.governor.js';
import { ListPositions } from './read-positions.js';
import { ReadTrack } from './read-track.js';
import { ReleaseDelayed } from './release-delayed.js';
import { ReportPosition, ReportPositions } from './report-position.js';
import { SignalPositions } from './signal-positions.js';
import { StoreFixes } from './store-fixes.js';
import { TakePositions } from './take-positions.js';

export const positionProviders: Provider[] = [
  StoreFixes, TakePositions, Speakers, DeviceDoors, PositionsGovernor, SignalPositions, ReleaseDelayed, KeepTracks,
  ReportPosition, ReportPositions, ListPositions, ReadTrack, ListRefusals, ListHeld,
];
