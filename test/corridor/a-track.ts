import { done, type TestCorridor } from './a-corridor.js';

/** A fix as it is entered. */
export interface Entered {
  readonly fixTime: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly accuracy?: number;
}

export interface CrossingView {
  readonly crossingId: string;
  readonly unitId: string;
  readonly kind: 'enter' | 'exit' | 'border';
  readonly fenceId: string | null;
  readonly fromCountry: string | null;
  readonly countryCode: string | null;
  readonly crossedAt: string;
  readonly late: boolean;
}

/** Reports fixes of a unit in the order given, by its crew, who vouch for what no vehicle could do. */
export async function report({ operator }: TestCorridor, unitId: string, fixes: readonly Entered[]): Promise<void> {
  const { items } = done(await operator.field.send<{ items: { outcome: string; rule?: string }[] }>('corridor.position.report_batch', { unitId, fixes: fixes.map((fix) => ({ ...fix, confirmed: true })) }));
  const refused = items.find(({ outcome }) => !['stored', 'late', 'duplicate'].includes(outcome));
  if (refused !== undefined) throw new Error(`a fix was not stored: ${JSON.stringify(refused)}`);
}

/** Draws a fence of the operator, as if it had been there for long. */
export async function aFence({ hub, operator, corridorId }: TestCorridor, shape: object, rule: object = {}, calendar: object | null = null): Promise<string> {
  const { fenceId } = done(await operator.coordinator.send<{ fenceId: string }>('corridor.fence.create', { corridorId, institutionId: operator.institutionId, name: 'A fence', shape, rule, calendar }));
  await hub.database.sql(`UPDATE corridor_fence_form SET since = '2026-01-01' WHERE fence_id = $1`, [fenceId]);
  await hub.database.sql('UPDATE corridor_drawing SET version = version + 1 WHERE corridor_id = $1', [corridorId]);
  return fenceId;
}

/** All that a unit crossed, in the order of time. */
export async function crossingsOf({ operator, corridorId }: TestCorridor, unitId: string): Promise<CrossingView[]> {
  const { data } = done(await operator.coordinator.get<{ data: CrossingView[] }>(`/corridors/${corridorId}/crossings?unitId=${unitId}&limit=250`));
  return data.reverse();
}

/** A crossing without what differs between two units that drove the same way. */
export const bare = ({ kind, fenceId, fromCountry, countryCode, crossedAt }: CrossingView): string => [crossedAt, kind, fenceId, fromCountry, countryCode].join(' ');
