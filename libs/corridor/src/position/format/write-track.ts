import type { Output, corridor } from '#contracts';

type Fix = Output<typeof corridor.readTrack>;

/** A form in which tracks are handed out: what stands before, for each fix, and after. */
export interface TrackFormat {
  /** Media type, and the end of a file's name. */
  readonly type: string;
  readonly extension: string;
  head(unitId: string): string;
  fix(fix: Fix, isFirst: boolean): string;
  readonly tail: string;
}

const columns = ['fixTime', 'latitude', 'longitude', 'altitude', 'speed', 'course', 'accuracy', 'deviceTime', 'serverTime', 'trackerId'] as const satisfies readonly (keyof Fix)[];

/** RFC 4180. Numbers, instants and ids alone, so nothing needs quoting and nothing is a formula. Metres, metres a second, degrees. */
export const csv: TrackFormat = {
  type: 'text/csv; charset=utf-8; header=present', extension: 'csv',
  head: () => `${columns.join(',')}\r\n`,
  fix: (fix) => `${columns.map((column) => fix[column] ?? '').join(',')}\r\n`,
  tail: '',
};

/** GPX 1.1: one track of one segment. */
export const gpx: TrackFormat = {
  type: 'application/gpx+xml', extension: 'gpx',
  head: (unitId) => `<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="Corridor Hub" xmlns="http://www.topografix.com/GPX/1/1"><trk><name>${unitId}</name><trkseg>\n`,
  fix: ({ latitude, longitude, altitude, fixTime }) => `<trkpt lat="${latitude}" lon="${longitude === 180 ? -180 : longitude}">${altitude === null ? '' : `<ele>${altitude}</ele>`}<time>${fixTime}</time></trkpt>\n`,
  tail: '</trkseg></trk></gpx>\n',
};

/** KML 2.2: a point with its time for each fix. Longitude comes first. */
export const kml: TrackFormat = {
  type: 'application/vnd.google-earth.kml+xml', extension: 'kml',
  head: (unitId) => `<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>${unitId}</name>\n`,
  fix: ({ latitude, longitude, altitude, fixTime }) =>
    `<Placemark><TimeStamp><when>${fixTime}</when></TimeStamp><Point><coordinates>${longitude},${latitude}${altitude === null ? '' : `,${altitude}`}</coordinates></Point></Placemark>\n`,
  tail: '</Document></kml>\n',
};

/** RFC 7946, in the form in which devices send what they have buffered. */
export const geojson: TrackFormat = {
  type: 'application/geo+json', extension: 'geojson',
  head: () => '{"type":"FeatureCollection","features":[\n',
  fix: ({ latitude, longitude, altitude, fixTime, speed, course, accuracy }, isFirst) => `${isFirst ? '' : ',\n'}${JSON.stringify({
    type: 'Feature', geometry: { type: 'Point', coordinates: altitude === null ? [longitude, latitude] : [longitude, latitude, altitude] }, properties: { time: fixTime, speed, course, accuracy },
  })}`,
  tail: '\n]}\n',
};
