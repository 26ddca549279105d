import { checksumOf } from './checksum.js';
import { rmc } from './report-places.js';

describe('a sentence of NMEA 0183', () => {
  it('ends with the checksum that the standard’s own example has', () => {
    expect(checksumOf('GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W')).toBe('6A');
  });

  it('says place, pace and instant of a fix', () => {
    const sentence = rmc({ at: new Date('2026-11-22T04:05:06Z'), latitude: 35.5, longitude: -74.25, speed: 10, course: 84.4, accuracy: 5 });
    expect(sentence).toMatch(/^\$GPRMC,040506\.00,A,3530\.00000,N,07415\.00000,W,19\.44,84\.4,221126,,,A\*[0-9A-F]{2}$/);
  });
});
