import { done, type TestCorridor } from './a-corridor.js';

/** What a door for positions answered for each fix. */
export interface Told {
  readonly status: number;
  readonly items: readonly { readonly outcome: string; readonly field?: string; readonly rule?: string }[];
  readonly body: Readonly<Record<string, unknown>>;
}

/** A device that is bound to a unit, and speaks as devices do: without headers, under its secret. */
export interface Device {
  readonly trackerId: string;
  readonly reportingId: string;
  readonly deviceId: string;
  /** Sends one fix the way OsmAnd does; more fields may be given. */
  osmand(fields: Readonly<Record<string, string | number>>): Promise<Told>;
  /** Sends a body to one of the doors. */
  post(door: 'osmand' | 'nmea' | 'geojson', body: unknown, type?: string): Promise<Told>;
}

let made = 0;

/** Binds a new device to a unit of the operator. */
export async function aDevice(of: TestCorridor, unitId = of.unitId): Promise<Device> {
  const deviceId = `device-${(made += 1)}`;
  const { trackerId, reportingId } = done(await of.operator.coordinator.send<{ trackerId: string; reportingId: string }>('corridor.tracker.bind', { unitId, deviceId }));
  const base = `${of.hub.url}/api/v1/positions`;
  return {
    trackerId, reportingId, deviceId,
    osmand: async (fields) => told(await fetch(`${base}/osmand?${new URLSearchParams({ id: reportingId, ...strings(fields) }).toString()}`)),
    post: async (door, body, type = 'application/json') => told(await fetch(`${base}/${door}?id=${encodeURIComponent(reportingId)}`, { method: 'POST', headers: { 'content-type': type }, body: typeof body === 'string' ? body : JSON.stringify(body) })),
  };
}

export async function told(answer: Response): Promise<Told> {
  const body = (await answer.json()) as Record<string, unknown>;
  return { status: answer.status, items: (body['items'] ?? []) as Told['items'], body };
}

export function strings(fields: Readonly<Record<string, string | number>>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));
}

/** So many minutes ago. */
export function ago(minutes: number): Date {
  return new Date(Math.floor(Date.now() / 1_000) * 1_000 - minutes * 60_000);
}

/** A collection of points as a device has buffered them. */
export function collection(fixes: readonly { at: Date; latitude: number; longitude: number; speed?: number; accuracy?: number }[]): object {
  return {
    type: 'FeatureCollection',
    features: fixes.map(({ at, latitude, longitude, ...more }) => ({ type: 'Feature', geometry: { type: 'Point', coordinates: [longitude, latitude] }, properties: { time: at.toISOString(), ...more } })),
  };
}
