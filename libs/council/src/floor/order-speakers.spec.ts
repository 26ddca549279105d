import fc from 'fast-check';
import { orderSpeakers, type Waiting } from './order-speakers.js';

const list = fc.uniqueArray(fc.record<Waiting>({ kind: fc.constantFrom('speech', 'point_of_order'), place: fc.integer({ min: 1, max: 500 }) }), { selector: (r) => r.place, maxLength: 60 });

describe('the list of speakers', () => {
  it('keeps everybody, and lets nobody in twice', () => {
    fc.assert(fc.property(list, (requests) => {
      expect(new Set(orderSpeakers(requests))).toEqual(new Set(requests));
      expect(orderSpeakers(requests)).toHaveLength(requests.length);
    }));
  });

  it('hears every point of order before any speech, and each kind in the order of request', () => {
    fc.assert(fc.property(list, (requests) => {
      const order = orderSpeakers(requests);
      order.slice(1).forEach((later, at) => {
        const earlier = order[at] as Waiting;
        const due = earlier.kind === later.kind ? earlier.place < later.place : earlier.kind === 'point_of_order';
        expect(due).toBe(true);
      });
    }));
  });

  it('is the same, whatever the order in which the requests are read', () => {
    fc.assert(fc.property(list, (requests) => {
      expect(orderSpeakers([...requests].reverse())).toEqual(orderSpeakers(requests));
    }));
  });
});
