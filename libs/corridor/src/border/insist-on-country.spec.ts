import { featuresContaining, iso1A2Codes } from '@rapideditor/country-coder';
import { alliance } from '#contracts';
import { isNear } from './insist-on-country.js';

describe('whether a place is near a country', () => {
  it.each([
    ['in it', 33.7, 73.05, 'PK', true], ['latitude and longitude exchanged', 73.05, 33.7, 'PK', false], ['a minus too many', -33.7, 73.05, 'PK', false],
    ['where a border is disputed', 35.9, 74.3, 'IN', true], ['as who administers it says', 35.9, 74.3, 'PK', true],
    ['before its coast', 24.3, 66.9, 'PK', true], ['a part of it that has a code of its own', 22.3, 114.17, 'HK', true], ['the same as its country', 22.3, 114.17, 'CN', true],
    ['over the antimeridian from the east', -16.8, -179.9, 'FJ', true], ['from the west', 65.9, 179.9, 'RU', true], ['at a pole', -90, 10, 'AQ', true], ['at the other', 90, 10, 'AQ', false],
  ])('%s', (_, latitude, longitude, countryCode, near) => {
    expect(isNear({ latitude, longitude }, countryCode)).toBe(near);
  });

  it('can be told of every country that there is', () => {
    const outlined = new Set(featuresContaining([-180, -90, 180, 90]).flatMap(({ properties: { iso1A2, country } }) => [iso1A2, country]));
    const codes = iso1A2Codes([0, 0]).concat([...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].flatMap((a) => [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((b) => a + b)));
    expect(codes.filter((code) => alliance.countryCode.safeParse(code).success && !outlined.has(code))).toEqual([]);
  });
});
