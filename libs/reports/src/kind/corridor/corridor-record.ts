import { corridor, type Data } from '#contracts';
import type { Case } from '../fold.js';
import { on } from '../fold.js';
import { Alert } from './alert.js';

export type Holder = Pick<Data<typeof corridor.boardReported>, 'holderKind' | 'holderId' | 'institutionId' | 'countryCode'>;
type Moved = Data<typeof corridor.deploymentMoved>;

export interface Deployment extends Pick<Moved, 'deploymentId' | 'unitId' | 'institutionId' | 'hostId' | 'countryCode' | 'zone'> {
  state: Moved['to'];
  /** Every state that it came to, and when. */
  readonly steps: { readonly to: Moved['to']; readonly at: string }[];
}

export interface Reading {
  readonly field: string;
  readonly value: number | string | null;
  readonly asOf: string;
}

export interface Board {
  readonly holder: Holder;
  readonly readings: Map<string, Reading>;
}

export interface Stock {
  readonly holder: Holder;
  readonly itemId: string;
  left: number;
  unit: string;
  /** Every entry of the range, oldest first; what went is negative. */
  readonly entries: { readonly at: string; readonly quantity: number }[];
}

export type Crossing = Data<typeof corridor.crossingRecorded>['crossings'][number] & { readonly institutionId: string };
export type Request = Data<typeof corridor.requestChanged>;

/** A corridor as the events of a range tell it. */
export class CorridorRecord {
  readonly deployments = new Map<string, Deployment>();
  readonly silent = new Map<string, { readonly hearing: 'silent' | 'live'; readonly lastFixAt: string }>();
  readonly boards = new Map<string, Board>();
  readonly stock = new Map<string, Stock>();
  readonly requests = new Map<string, Request>();
  readonly alerts = new Map<string, Alert>();
  readonly crossings = new Map<string, Crossing>();

  move({ to, ...moved }: Moved, at: string): void {
    const { deploymentId, unitId, institutionId, hostId, countryCode, zone } = moved;
    const known = this.deployments.get(deploymentId);
    this.deployments.set(deploymentId, { deploymentId, unitId, institutionId, hostId, countryCode, zone, state: to, steps: [...(known?.steps ?? []), { to, at }] });
  }

  report({ readings, holderKind, holderId, institutionId, countryCode }: Data<typeof corridor.boardReported>): void {
    const known = this.boards.get(holderId)?.readings ?? new Map<string, Reading>();
    for (const reading of readings) known.set(reading.field, reading);
    this.boards.set(holderId, { holder: { holderKind, holderId, institutionId, countryCode }, readings: known });
  }

  enter({ itemId, quantity, left, unit, holderKind, holderId, institutionId, countryCode }: Data<typeof corridor.stockEntered>, at: string): void {
    const key = `${holderId} ${itemId}`;
    const entries = this.stock.get(key)?.entries ?? [];
    entries.push({ at, quantity });
    this.stock.set(key, { holder: { holderKind, holderId, institutionId, countryCode }, itemId, left, unit, entries });
  }

  alert(id: string): Alert {
    const alert = this.alerts.get(id) ?? new Alert();
    this.alerts.set(id, alert);
    return alert;
  }
}

export const deploymentCases = (record: CorridorRecord): Case[] => [on(corridor.deploymentMoved, (moved, { time }) => { record.move(moved, time); })];

export const silenceCases = (record: CorridorRecord): Case[] => [on(corridor.silenceChanged, ({ unitId, hearing, lastFixAt }) => { record.silent.set(unitId, { hearing, lastFixAt }); })];

export const boardCases = (record: CorridorRecord): Case[] => [on(corridor.boardReported, (told) => { record.report(told); })];

export const stockCases = (record: CorridorRecord): Case[] => [
  on(corridor.stockEntered, (entry, { time }) => { record.enter(entry, time); }),
  on(corridor.requestChanged, (request) => { record.requests.set(request.requestId, request); }),
];

export const alertCases = (record: CorridorRecord): Case[] => [
  on(corridor.alertChanged, (standing, { time }) => { record.alert(standing.alertId).change(standing, time); }),
  on(corridor.alertNotified, ({ alertId }, { time }) => { record.alert(alertId).notify(time); }),
];

export const crossingCases = (record: CorridorRecord): Case[] => [
  on(corridor.crossingRecorded, ({ institutionId, crossings }) => { for (const one of crossings) record.crossings.set(one.crossingId, { ...one, institutionId }); }),
  on(corridor.crossingWithdrawn, ({ crossings }) => { for (const { crossingId } of crossings) record.crossings.delete(crossingId); }),
];
