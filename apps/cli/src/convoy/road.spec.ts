import { karakoram, metresBetween, Road } from './road.js';

describe('the road', () => {
  const road = Road.between(karakoram, 'Islamabad', 'Kashgar');

  it('is as long as a road in broad strokes is: longer than the flight, shorter than the real 1,300 km', () => {
    const flight = metresBetween(road.at(0), road.at(road.length));
    expect(flight).toBeGreaterThan(650_000);
    expect(road.length).toBeGreaterThan(flight);
    expect(road.length).toBeLessThan(1_300_000);
  });

  it('is driven at an even pace, from town to town', () => {
    const steps = Array.from({ length: 500 }, (_, step) => road.at((road.length * step) / 499));
    const lengths = steps.slice(1).map((place, index) => metresBetween(steps[index] ?? place, place));
    // A chord over a bend is shorter than the way, never longer.
    expect(Math.max(...lengths)).toBeLessThan((road.length / 499) * 1.01);
    expect(steps.at(-1)).toMatchObject({ latitude: 39.4677, longitude: 75.9938 });
  });

  it('leads back the same way', () => {
    const back = Road.between(karakoram, 'Kashgar', 'Islamabad');
    expect(back.length).toBeCloseTo(road.length, 3);
    expect(metresBetween(back.at(100_000), road.at(road.length - 100_000))).toBeLessThan(1);
  });

  it('is found again where one left it', () => {
    expect(Math.abs(road.nearest(road.at(400_000)) - 400_000)).toBeLessThan(200);
    expect(road.nearest({ latitude: 33, longitude: 73 })).toBeLessThan(30_000);
  });

  it('says where it does not lead', () => {
    expect(() => Road.between(karakoram, 'Gilgit', 'Lisbon')).toThrow('the road does not lead from Gilgit to Lisbon');
  });
});
