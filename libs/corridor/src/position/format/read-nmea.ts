import { isDay, numberOf, readItem, Unfit, within, type Measured, type Report } from '../measured.js';
import { KNOT } from './read-osmand.js';

/**
 * Sentences of NMEA 0183, one a line. Of all kinds only RMC says place and time together: each is one fix, whoever the talker
 * is (GP, GN, GL …). A sentence of another kind is passed over; a line that is no sentence, or whose checksum does not fit, is answered as such.
 */
export function readNmea(text: string): Report {
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.trim());
  const sentences = lines.flatMap((line, at) => (line === '' || isOther(line) ? [] : [{ line, at: `${at + 1}` }]));
  return {
    deviceTime: null, items: sentences.map(({ line, at }) => readItem(() => sentence(line, at))),
    nameOf: (field, at) => `${sentences[at]?.at ?? ''}/${field === 'fixTime' ? 'time' : field}`,
  };
}

const SENTENCE = /^\$([A-Z]{2})RMC,([^*]*)\*([0-9A-Fa-f]{2})$/;

const isOther = (line: string): boolean => /^[$!][A-Z]{2}(?!RMC)[A-Z]{3},/.test(line);

/** `$GPRMC,time,A,lat,N,lon,E,knots,course,date,…*hh`; fields are named in answers as `<line>/<name>`. */
function sentence(line: string, at: string): Measured {
  const [whole, , content = '', checksum = ''] = SENTENCE.exec(line) ?? [];
  if (whole === undefined) throw new Unfit({ field: at, rule: 'unreadable' });
  if (checksumOf(line.slice(1, line.lastIndexOf('*'))) !== Number.parseInt(checksum, 16)) throw new Unfit({ field: `${at}/checksum`, rule: 'unreadable' });
  const [time = '', status, latitude = '', north = '', longitude = '', east = '', knots = '', course = '', date = ''] = content.split(',');
  if (status !== 'A') throw new Unfit({ field: `${at}/status`, rule: 'not_valid' });
  const speed = within(`${at}/speed`, knots, 0, 1_000);
  return {
    fixTime: timeOf(time, date, at), latitude: degrees(latitude, north, `${at}/latitude`, 'NS'), longitude: degrees(longitude, east, `${at}/longitude`, 'EW'),
    altitude: null, speed: speed === null ? null : speed * KNOT, course: within(`${at}/course`, course, 0, 360), accuracy: null,
  };
}

/** The exclusive or of everything between `$` and `*`. */
export function checksumOf(content: string): number {
  let sum = 0;
  for (let at = 0; at < content.length; at += 1) sum ^= content.charCodeAt(at);
  return sum;
}

/** `ddmm.mmmm` or `dddmm.mmmm` and the half of the globe. */
function degrees(text: string, half: string, field: string, halves: 'NS' | 'EW'): number {
  if (text === '' && half === '') throw new Unfit({ field, rule: 'no_place' });
  const [whole, degree = '', minute = ''] = (halves === 'NS' ? /^(\d{2})(\d{2}(?:\.\d+)?)$/ : /^(\d{3})(\d{2}(?:\.\d+)?)$/).exec(text) ?? [];
  if (whole === undefined || half.length !== 1 || !halves.includes(half)) throw new Unfit({ field, rule: 'unreadable' });
  const value = (numberOf(field, degree) ?? 0) + (within(field, minute, 0, 59.999_999_9) ?? 0) / 60;
  if (value > (halves === 'NS' ? 90 : 180)) throw new Unfit({ field, rule: 'out_of_range' });
  const rounded = Math.round(value * 1e7) / 1e7;
  return half === 'S' || half === 'W' ? -rounded : rounded;
}

/** `hhmmss.ss` and `ddmmyy`. Two digits of a year are of this century: a receiver that says 80 or more has lost its date. */
function timeOf(time: string, date: string, at: string): Date {
  const [wholeTime, hour = '', minute = '', second = ''] = /^(\d{2})(\d{2})(\d{2}(?:\.\d{1,3})?)$/.exec(time) ?? [];
  const [wholeDate, day = '', month = '', year = ''] = /^(\d{2})(\d{2})(\d{2})$/.exec(date) ?? [];
  if (wholeTime === undefined) throw new Unfit({ field: `${at}/time`, rule: 'unreadable' });
  if (wholeDate === undefined) throw new Unfit({ field: `${at}/date`, rule: 'unreadable' });
  const wholeDay = `${Number(year) >= 80 ? 19 : 20}${year}-${month}-${day}`;
  if (!isDay(wholeDay)) throw new Unfit({ field: `${at}/date`, rule: 'unreadable' });
  const instant = new Date(`${wholeDay}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(instant.getTime())) throw new Unfit({ field: `${at}/time`, rule: 'unreadable' });
  return instant;
}
