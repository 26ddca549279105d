import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { asHub } from '#db';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { lockUnit } from '../unit/unit.entity.js';
import { lockTracks } from './lock-tracks.js';
import type { Measured } from './measured.js';
import { StoreFixes } from './store-fixes.js';
import { tally } from './take-positions.js';

type Entered = Omit<Input<typeof corridor.reportPosition>, 'unitId'>;

@Injectable()
@Handles(corridor.reportPosition, (input) => ({ kind: 'unit', id: input.unitId }))
export class ReportPosition implements CommandHandler<typeof corridor.reportPosition> {
  constructor(private readonly storeFixes: StoreFixes) {}

  async execute(_: Principal, { unitId, ...fix }: Input<typeof corridor.reportPosition>, work: Work): Promise<Output<typeof corridor.reportPosition>> {
    const [answer] = await store(this.storeFixes, work, unitId, [fix]);
    return answer ?? { outcome: 'refused', rule: 'unreadable' };
  }
}

@Injectable()
@Handles(corridor.reportPositions, (input) => ({ kind: 'unit', id: input.unitId }))
export class ReportPositions implements CommandHandler<typeof corridor.reportPositions> {
  constructor(private readonly storeFixes: StoreFixes) {}

  async execute(_: Principal, { unitId, fixes }: Input<typeof corridor.reportPositions>, work: Work): Promise<Output<typeof corridor.reportPositions>> {
    return { items: await store(this.storeFixes, work, unitId, fixes) };
  }
}

/** What a person enters is stored in the transaction of their command. @throws DomainError not_found, unit_retired */
async function store(storeFixes: StoreFixes, work: Work, unitId: string, fixes: readonly Entered[]): Promise<corridor.FixAnswer[]> {
  await lockUnit(work.db, unitId);
  const parcel = { sender: { unitId }, report: { deviceTime: null, items: fixes.map(measured), confirmed: confirmedOf(fixes) }, serverTime: work.now };
  const { text, values } = lockTracks([parcel.sender]);
  const answers = await asHub(work.db, async () => storeFixes.execute(work, [parcel], await work.db.query(text, [...values])));
  tally(answers);
  return [...(answers[0] ?? [])];
}

function confirmedOf(fixes: readonly Entered[]): ReadonlySet<number> {
  return new Set(fixes.flatMap(({ confirmed }, at) => (confirmed ? [at] : [])));
}

function measured({ fixTime, latitude, longitude, altitude = null, speed = null, course = null, accuracy = null }: Entered): Measured {
  const rounded = (degrees: number): number => Math.round(degrees * 1e7) / 1e7;
  return { fixTime: new Date(fixTime), latitude: rounded(latitude), longitude: rounded(longitude), altitude, speed, course, accuracy };
}
