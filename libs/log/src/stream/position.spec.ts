import fc from 'fast-check';
import { formatPosition, parsePosition } from './position.js';

describe('a position', () => {
  it('is read as it was written', () => {
    fc.assert(fc.property(fc.stringMatching(/^[a-z0-9]{8}$/), fc.maxSafeNat(), (epoch, offset) => {
      expect(parsePosition(formatPosition(epoch, offset))).toEqual({ epoch, offset });
    }));
  });

  it.each(['', '1', 'abcdefgh', 'abcdefgh.', 'abcdefgh.-1', 'abcdefgh.01', 'abcdefgh.1.2', 'abcdefgh.1e3', 'ABCDEFGH.1', 'abc.1', 'abcdefgh. 1', 'abcdefgh.99999999999999999999', 'abcdefgh.9007199254740993'])('is not %p', (text) => {
    expect(parsePosition(text)).toBeNull();
  });
});
