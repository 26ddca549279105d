import { checksumOf } from './checksum.js';
import type { Parcel, TruePlace } from './plan-drive.js';

/** A device on board: the secret that it reports under, which its unit's coordinator was shown once. */
export interface Device {
  readonly unitId: string;
  readonly reportingId: string;
}

/** Metres a second to knots. */
const KNOTS = 3_600 / 1_852;

/** What of one request a device must say: where to, in which form. */
interface Request {
  readonly path: string;
  readonly type?: string;
  readonly body?: string;
}

/**
 * Sends a parcel as the device on board would, over the doors for devices, until the hub has answered. A line that breaks or a
 * hub that is busy is no loss: the same parcel is sent again, since a fix that was there already does no harm.
 * @returns what became of each place
 */
export async function reportPlaces(url: string, device: Device, parcel: Parcel): Promise<readonly string[]> {
  const { path, type, body } = request(device, parcel);
  for (let attempt = 1; ; attempt += 1) {
    const answer = await fetch(`${url}/api/v1/positions/${path}`, { method: 'POST', ...(body === undefined ? {} : { body }), headers: type === undefined ? {} : { 'content-type': type } }).catch(() => null);
    if (answer?.ok === true) return outcomes(await answer.json());
    if (answer !== null && answer.status !== 429 && answer.status < 500) throw new Error(`the hub refused a report with ${answer.status}: ${await answer.text()}`);
    if (attempt >= 20) throw new Error(`the hub at ${url} takes no reports`);
    await new Promise((resolve) => setTimeout(resolve, Math.min(5_000, 100 * 2 ** attempt)));
  }
}

function outcomes(answer: unknown): readonly string[] {
  const { items, outcome } = answer as { items?: { outcome: string }[]; outcome?: string };
  return items?.map((item) => item.outcome) ?? [outcome ?? 'unknown'];
}

function request({ reportingId }: Device, { dialect, places }: Parcel): Request {
  const id = encodeURIComponent(reportingId);
  const [place] = places;
  if (place === undefined) throw new Error('a parcel holds a place');
  if (dialect === 'osmand') return { path: `osmand?${osmand(place, reportingId)}` };
  if (dialect === 'osmand_json') return { path: 'osmand', type: 'application/json', body: JSON.stringify({ device_id: reportingId, location: location(place) }) };
  if (dialect === 'nmea') return { path: `nmea?id=${id}`, type: 'text/plain', body: places.map(rmc).join('\r\n') };
  return { path: `geojson?id=${id}`, type: 'application/json', body: JSON.stringify({ type: 'FeatureCollection', features: places.map(feature) }) };
}

/** Apps of OsmAnd's kind speak of knots. */
function osmand({ at, latitude, longitude, speed, course, accuracy }: TruePlace, id: string): string {
  const fields = { id, lat: latitude, lon: longitude, timestamp: Math.floor(at.getTime() / 1_000), speed: (speed * KNOTS).toFixed(3), bearing: course, accuracy };
  return new URLSearchParams(Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)])).toString();
}

function location({ at, latitude, longitude, speed, course, accuracy }: TruePlace): object {
  return { timestamp: at.toISOString(), coords: { latitude, longitude, accuracy, speed, heading: course, altitude: 0 } };
}

function feature({ at, latitude, longitude, speed, course, accuracy }: TruePlace): object {
  return { type: 'Feature', geometry: { type: 'Point', coordinates: [longitude, latitude] }, properties: { time: at.toISOString(), speed, course, accuracy } };
}

/** `$GPRMC`: degrees and minutes, knots, the date last, and a checksum over it all. */
export function rmc({ at, latitude, longitude, speed, course }: TruePlace): string {
  const [date = '', time = ''] = at.toISOString().split('T');
  const hms = time.slice(0, 8).replaceAll(':', '');
  const dmy = `${date.slice(8, 10)}${date.slice(5, 7)}${date.slice(2, 4)}`;
  const content = ['GPRMC', `${hms}.00`, 'A', minutes(latitude, 2), latitude < 0 ? 'S' : 'N', minutes(longitude, 3), longitude < 0 ? 'W' : 'E', (speed * KNOTS).toFixed(2), course.toFixed(1), dmy, '', '', 'A'].join(',');
  return `$${content}*${checksumOf(content)}`;
}

/** `ddmm.mmmmm` or `dddmm.mmmmm`. */
function minutes(degrees: number, digits: number): string {
  const size = Math.abs(degrees);
  const whole = Math.floor(size);
  return `${String(whole).padStart(digits, '0')}${((size - whole) * 60).toFixed(5).padStart(8, '0')}`;
}
