import { corridor } from '#contracts';
import { DomainError } from '#kernel';
import { degreesOf, instantOf, knownWithin, readItem, Unfit, within, type Measured, type Report } from '../measured.js';

interface Feature {
  readonly type?: unknown;
  readonly geometry?: { readonly type?: unknown; readonly coordinates?: unknown } | null;
  readonly properties?: Readonly<Record<string, unknown>> | null;
}

const NAMES = { fixTime: 'properties/time', latitude: 'geometry/coordinates/1', accuracy: 'properties/accuracy' };

/**
 * What a device has buffered, as a FeatureCollection of points (RFC 7946: longitude first, then latitude, then altitude). Properties:
 * `time` (ISO 8601 or seconds or milliseconds since 1970; needed, since a buffer knows no "now"), `speed` (m/s), `course` (degrees),
 * `accuracy` (metres). The member `sentAt` of the collection is the device's clock when it sent.
 * @throws DomainError invalid_input where it is no such collection, payload_too_large
 */
export function readGeoJson(body: unknown): Report {
  const { type, features, sentAt } = (typeof body === 'object' && body !== null ? body : {}) as Readonly<Record<string, unknown>>;
  if (type !== 'FeatureCollection') throw wrong('/type', 'FeatureCollection');
  if (!Array.isArray(features) || features.length === 0) throw wrong('/features', 'a list of features, at least one');
  if (features.length > corridor.FIXES_AT_ONCE) throw new DomainError('payload_too_large', `A batch holds ${corridor.FIXES_AT_ONCE} features at the most: send the rest in another one.`, { features: features.length });
  const deviceTime = readClock(() => instantOf('sentAt', sentAt));
  return { deviceTime, items: features.map((feature: Feature, at) => readItem(() => measured(feature, `features/${at}`))), nameOf: (field, at) => `features/${at}/${NAMES[field]}` };
}

function measured(feature: Feature, at: string): Measured {
  const { geometry, properties } = typeof feature === 'object' && feature !== null ? feature : {};
  if (geometry?.type !== 'Point' || !Array.isArray(geometry.coordinates)) throw new Unfit({ field: `${at}/geometry`, rule: 'no_place' });
  const [longitude, latitude, altitude] = geometry.coordinates as unknown[];
  const of = (name: string): string => `${at}/properties/${name}`;
  const fixTime = instantOf(of('time'), properties?.['time']);
  if (fixTime === null) throw new Unfit({ field: of('time'), rule: 'unreadable' });
  return {
    fixTime, latitude: degreesOf(`${at}/geometry/coordinates/1`, latitude, 90), longitude: degreesOf(`${at}/geometry/coordinates/0`, longitude, 180),
    altitude: within(`${at}/geometry/coordinates/2`, altitude, -500, 20_000), speed: knownWithin(of('speed'), properties?.['speed'], 0, 500),
    course: knownWithin(of('course'), properties?.['course'], 0, 360), accuracy: knownWithin(of('accuracy'), properties?.['accuracy'], 0, 1_000_000),
  };
}

/** A clock that cannot be read is a mistake in the whole batch. */
function readClock(read: () => Date | null): Date | null {
  try {
    return read();
  } catch (fault) {
    if (fault instanceof Unfit) throw wrong('/sentAt', 'a time');
    throw fault;
  }
}

function wrong(pointer: string, rule: string): DomainError {
  return new DomainError('invalid_input', `${pointer}: ${rule}`, { issues: [{ pointer, rule }] });
}
