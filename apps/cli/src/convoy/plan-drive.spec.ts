import { chanceOf } from '../demo/generate-names.js';
import { planDrive, type Journey } from './plan-drive.js';
import { karakoram, metresBetween, Road } from './road.js';

const journey: Journey = {
  road: Road.between(karakoram, 'Gilgit', 'Tashkurgan'), from: 0, begins: new Date('2026-11-22T02:00:00Z'), lasts: 6 * 3_600, every: 30, pace: 15, blackout: { after: 3_600, lasts: 7_200 }, dialect: 'osmand',
};

describe('a drive', () => {
  const { places, parcels } = planDrive(journey, chanceOf(1));

  it('has a fix for each interval, at a pace that a lorry can keep', () => {
    expect(places).toHaveLength(721);
    const speeds = places.slice(1).map((place, index) => metresBetween(places[index] ?? place, place) / 30);
    expect(Math.max(...speeds)).toBeLessThan(17.5);
  });

  it('reaches the hub whole, though in another order and with some of it twice', () => {
    const sent = parcels.flatMap((parcel) => parcel.places);
    expect(new Set(sent)).toEqual(new Set(places));
    expect(sent.length).toBeGreaterThan(places.length);
    expect(sent.map(({ at }) => at)).not.toEqual([...sent].map(({ at }) => at).sort((a, b) => a.getTime() - b.getTime()));
  });

  it('sends what a blackout held back newest first, in batches', () => {
    const batches = parcels.filter((parcel) => parcel.places.length > 1);
    expect(batches.map(({ dialect, places: { length } }) => [dialect, length])).toEqual([['geojson', 50], ['geojson', 50], ['geojson', 50], ['geojson', 50], ['geojson', 40]]);
    expect(batches[0]?.places[0]?.at.toISOString()).toBe('2026-11-22T04:59:30.000Z');
  });

  it('is the same for the same chance', () => {
    expect(planDrive(journey, chanceOf(1))).toEqual({ places, parcels });
  });
});
