import fc from 'fast-check';
import { parseNmeaSentence } from 'nmea-simple';
import { isMisfit, type Measured, type Report } from '../measured.js';
import { readGeoJson } from './read-geojson.js';
import { checksumOf, readNmea } from './read-nmea.js';
import { readOsmAnd, readOsmAndJson } from './read-osmand.js';

const now = new Date('2026-11-24T01:30:00Z');
const place = { lat: '39.5', lon: '76' };

function only({ items: [item] }: Report): Measured {
  if (item === undefined || isMisfit(item)) throw new Error(`no fix: ${JSON.stringify(item)}`);
  return item;
}

describe('the query form of OsmAnd', () => {
  it.each([
    ['seconds', '1377177267', '2013-08-22T13:14:27.000Z'],
    ['milliseconds', '1377177267000', '2013-08-22T13:14:27.000Z'],
    ['seconds, as late as they go', '2147483647', '2038-01-19T03:14:07.000Z'],
    ['ISO 8601', '2012-02-29T23:30:00.000Z', '2012-02-29T23:30:00.000Z'],
    ['ISO 8601 in another zone', '2013-08-22T18:14:27+05:00', '2013-08-22T13:14:27.000Z'],
    ['a zone without a colon', '2013-08-22T18:59:27+0545', '2013-08-22T13:14:27.000Z'],
    ['date and time', '2012-02-29 23:30:00', '2012-02-29T23:30:00.000Z'],
  ])('reads times as %s', (_, timestamp, instant) => {
    expect(only(readOsmAnd({ ...place, timestamp }, now)).fixTime.toISOString()).toBe(instant);
  });

  it('takes a fix without a time for one of now', () => {
    expect(only(readOsmAnd(place, now)).fixTime).toEqual(now);
  });

  it('reads speed in knots, latitude first in `location`, and the course by both its names', () => {
    expect(only(readOsmAnd({ location: '39.5,76', speed: '10', heading: '271' }, now))).toMatchObject({ latitude: 39.5, longitude: 76, course: 271, speed: 10 * (1_852 / 3_600) });
    expect(only(readOsmAnd({ ...place, bearing: '90' }, now)).course).toBe(90);
    expect(only(readOsmAnd({ ...place, speed: '-1', heading: '-1', accuracy: '' }, now))).toMatchObject({ speed: null, course: null, accuracy: null });
  });

  it.each([
    ['a decimal comma', { lat: '39,5', lon: '76' }, 'lat', 'unreadable'],
    ['a number in hexadecimal', { lat: '0x27', lon: '76' }, 'lat', 'unreadable'],
    ['no place', {}, 'lat', 'no_place'],
    ['half a place', { lat: '39.5' }, 'lon', 'no_place'],
    ['three coordinates', { location: '1,2,3' }, 'location', 'unreadable'],
    ['a longitude beyond 180', { lat: '39.5', lon: '180.5' }, 'lon', 'out_of_range'],
    ['the 30th of February', { ...place, timestamp: '2026-02-30T00:00:00Z' }, 'timestamp', 'unreadable'],
    ['a day that is none', { ...place, timestamp: '2026-13-40T00:00:00Z' }, 'timestamp', 'unreadable'],
    ['a fix that is not valid', { ...place, valid: 'false' }, 'valid', 'not_valid'],
    ['a speed below nought', { ...place, speed: '-5' }, 'speed', 'out_of_range'],
  ])('names the field of %s', (_, fields, field, rule) => {
    expect(readOsmAnd(fields, now).items).toEqual([{ field, rule }]);
  });
});

describe('the JSON form of OsmAnd', () => {
  const coords = { latitude: 39.5, longitude: 76, speed: 10, heading: 271, altitude: 1_300, accuracy: 8 };

  it('reads speed in metres a second, and -1 as not known', () => {
    expect(only(readOsmAndJson({ location: { timestamp: '2026-11-24T01:00:00Z', coords } }, now))).toEqual({
      fixTime: new Date('2026-11-24T01:00:00Z'), latitude: 39.5, longitude: 76, speed: 10, course: 271, altitude: 1_300, accuracy: 8,
    });
    expect(only(readOsmAndJson({ location: { coords: { latitude: 39.5, longitude: 76, speed: -1, heading: -1 } } }, now))).toMatchObject({ speed: null, course: null, altitude: null, fixTime: now });
  });

  it('reads a list, and answers each for itself', () => {
    const { items } = readOsmAndJson({ location: [{ coords }, { coords: { latitude: 91, longitude: 76 } }, { battery: { level: -1 } }] }, now);
    expect(items.slice(1)).toEqual([{ field: 'location/1/coords/latitude', rule: 'out_of_range' }, { field: 'location/2/coords', rule: 'no_place' }]);
  });
});

describe('NMEA 0183', () => {
  const sum = (content: string): string => `$${content}*${checksumOf(content).toString(16).toUpperCase().padStart(2, '0')}`;

  it('reads the well-known sentence, south and west as below nought, and passes over what is no RMC', () => {
    expect(only(readNmea('$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W*6A'))).toMatchObject({
      fixTime: new Date('1994-03-23T12:35:19Z'), latitude: 48.1173, longitude: 11.5166667, course: 84.4, speed: 22.4 * (1_852 / 3_600),
    });
    expect(only(readNmea(sum('GNRMC,123519.25,A,3330.000,S,07030.000,W,,,230326,,,A')))).toMatchObject({ latitude: -33.5, longitude: -70.5, speed: null, course: null });
    expect(readNmea(`${sum('GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,')}\r\n\r\n`).items).toEqual([]);
  });

  it.each([
    ['a checksum that does not fit', '$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W*6B', '1/checksum', 'unreadable'],
    ['no checksum', '$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W', '1', 'unreadable'],
    ['a receiver without a fix', sum('GPRMC,123519,V,,,,,,,230326,,'), '1/status', 'not_valid'],
    ['sixty minutes', sum('GPRMC,123519,A,4860.000,N,01131.000,E,,,230326,,'), '1/latitude', 'out_of_range'],
    ['a wrong half of the globe', sum('GPRMC,123519,A,4807.038,E,01131.000,E,,,230326,,'), '1/latitude', 'unreadable'],
    ['no date', sum('GPRMC,123519,A,4807.038,N,01131.000,E,,,,,'), '1/date', 'unreadable'],
    ['the 30th of February', sum('GPRMC,123519,A,4807.038,N,01131.000,E,,,300226,,'), '1/date', 'unreadable'],
    ['a speed that is no number', sum('GPRMC,123519,A,4807.038,N,01131.000,E,fast,,230326,,'), '1/speed', 'unreadable'],
  ])('names the field of %s', (_, line, field, rule) => {
    expect(readNmea(line).items).toEqual([{ field, rule }]);
  });

  it('agrees with another reader of it', () => {
    const minutes = fc.integer({ min: 0, max: 59_999 }).map((thousandths) => (thousandths / 1_000).toFixed(3).padStart(6, '0'));
    fc.assert(fc.property(fc.integer({ min: 0, max: 89 }), fc.integer({ min: 0, max: 179 }), minutes, minutes, fc.constantFrom('N', 'S'), (north, east, a, b, half) => {
      const line = sum(`GPRMC,123519,A,${String(north).padStart(2, '0')}${a},${half},${String(east).padStart(3, '0')}${b},E,12.5,084.4,230326,,`);
      const other = parseNmeaSentence(line);
      if (other.sentenceId !== 'RMC') throw new Error('the other reader found no RMC');
      const mine = only(readNmea(line));
      expect(mine.latitude).toBeCloseTo(other.latitude, 6);
      expect(mine.longitude).toBeCloseTo(other.longitude, 6);
      expect(mine.fixTime).toEqual(other.datetime);
    }));
  });
});

describe('GeoJSON', () => {
  const point = (coordinates: unknown, properties: unknown = { time: '2026-11-24T01:00:00Z' }): object => ({ type: 'Feature', geometry: { type: 'Point', coordinates }, properties });
  const all = (...features: unknown[]): object => ({ type: 'FeatureCollection', features });

  it('reads longitude first, and the clock of the device', () => {
    const report = readGeoJson({ ...all(point([76, 39.5, 1_300], { time: 1_795_484_545, speed: 16.7, course: 271, accuracy: 8 })), sentAt: '2026-11-24T01:31:00Z' });
    expect(report.deviceTime).toEqual(new Date('2026-11-24T01:31:00Z'));
    expect(only(report)).toEqual({ fixTime: new Date(1_795_484_545_000), latitude: 39.5, longitude: 76, altitude: 1_300, speed: 16.7, course: 271, accuracy: 8 });
  });

  it.each([
    ['coordinates the other way round', point([39.5, 176]), 'features/0/geometry/coordinates/1', 'out_of_range'],
    ['a line', { type: 'Feature', geometry: { type: 'LineString', coordinates: [[76, 39], [76, 40]] }, properties: {} }, 'features/0/geometry', 'no_place'],
    ['no time', point([76, 39.5], {}), 'features/0/properties/time', 'unreadable'],
    ['no properties', point([76, 39.5], null), 'features/0/properties/time', 'unreadable'],
    ['nothing', null, 'features/0/geometry', 'no_place'],
  ])('names the field of %s', (_, feature, field, rule) => {
    expect(readGeoJson(all(feature)).items).toEqual([{ field, rule }]);
  });

  it.each([
    ['another type', { type: 'Feature' }, 'invalid_input'],
    ['no features', all(), 'invalid_input'],
    ['a clock that cannot be read', { ...all(point([76, 39.5])), sentAt: 'now' }, 'invalid_input'],
    ['more than a batch holds', all(...Array.from({ length: 501 }, () => point([76, 39.5]))), 'payload_too_large'],
  ])('refuses a whole with %s', (_, body, code) => {
    expect(() => readGeoJson(body)).toThrow(expect.objectContaining({ code }));
  });
});
