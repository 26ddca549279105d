import { degreesOf, instantOf, knownWithin, numberOf, readItem, Unfit, within, type Measured, type Report } from '../measured.js';

/** Metres a second in a knot: 1,852 m an hour. */
export const KNOT = 1_852 / 3_600;

type Fields = Readonly<Record<string, unknown>>;

/** The secret id of the device, by the names that apps give it. */
export function deviceIdIn(fields: Fields): string | null {
  const id = fields['id'] ?? fields['deviceid'] ?? fields['device_id'];
  return typeof id === 'string' && id !== '' ? id : null;
}

/**
 * One fix in the fields of a query string or form, as OsmAnd and the apps of its kind send it. Speed is in knots here, and
 * `location` is latitude first. A fix without a time is of now.
 */
export function readOsmAnd(fields: Fields, now: Date): Report {
  const names = { fixTime: 'timestamp', latitude: fields['location'] === undefined ? 'lat' : 'location', accuracy: 'accuracy' };
  return { deviceTime: null, items: [readItem(() => measured(fields, now))], nameOf: (field) => names[field] };
}

function measured(fields: Fields, now: Date): Measured {
  if (fields['valid'] !== undefined && !['true', '1'].includes(String(fields['valid']))) throw new Unfit({ field: 'valid', rule: 'not_valid' });
  const [latitude, longitude] = placeOf(fields);
  const speed = knownWithin('speed', fields['speed'], 0, 1_000);
  const course = fields['bearing'] === undefined ? 'heading' : 'bearing';
  return {
    latitude, longitude, fixTime: instantOf('timestamp', fields['timestamp']) ?? now,
    altitude: within('altitude', fields['altitude'], -500, 20_000), speed: speed === null ? null : speed * KNOT,
    course: knownWithin(course, fields[course], 0, 360), accuracy: knownWithin('accuracy', fields['accuracy'], 0, 1_000_000),
  };
}

function placeOf(fields: Fields): [latitude: number, longitude: number] {
  const both = fields['location'];
  if (both === undefined) return [degreesOf('lat', fields['lat'], 90), degreesOf('lon', fields['lon'], 180)];
  const [latitude, longitude, ...more] = String(both).split(',').map((part) => part.trim());
  if (more.length > 0) throw new Unfit({ field: 'location', rule: 'unreadable' });
  return [degreesOf('location', latitude, 90), degreesOf('location', longitude, 180)];
}

/** What the JSON form has for one place; other members (battery, activity) are not looked at. */
interface Location {
  readonly timestamp?: unknown;
  readonly coords?: Fields;
}

/** The JSON form: `{ device_id, location: { timestamp, coords } }`, or a list of such. Here speed is in metres a second, and -1 says "not known". */
export function readOsmAndJson(body: Fields, now: Date): Report {
  const { location } = body;
  const all = Array.isArray(location) ? location : [location];
  const pathOf = (at: number): string => (Array.isArray(location) ? `location/${at}` : 'location');
  const names = { fixTime: 'timestamp', latitude: 'coords/latitude', accuracy: 'coords/accuracy' };
  return { deviceTime: null, items: all.map((one, at) => readItem(() => located(one, pathOf(at), now))), nameOf: (field, at) => `${pathOf(at)}/${names[field]}` };
}

function located(location: unknown, at: string, now: Date): Measured {
  const { coords, timestamp } = (typeof location === 'object' && location !== null ? location : {}) as Location;
  if (typeof coords !== 'object' || coords === null) throw new Unfit({ field: `${at}/coords`, rule: 'no_place' });
  const of = (name: string): string => `${at}/coords/${name}`;
  const altitude = numberOf(of('altitude'), coords['altitude']);
  return {
    latitude: degreesOf(of('latitude'), coords['latitude'], 90), longitude: degreesOf(of('longitude'), coords['longitude'], 180),
    fixTime: instantOf(`${at}/timestamp`, timestamp) ?? now,
    altitude: within(of('altitude'), altitude, -500, 20_000), speed: knownWithin(of('speed'), coords['speed'], 0, 500),
    course: knownWithin(of('heading'), coords['heading'], 0, 360), accuracy: knownWithin(of('accuracy'), coords['accuracy'], 0, 1_000_000),
  };
}

