import fc from 'fast-check';
import { readToken, writeToken } from './ack-token.js';
import { inOrder, readNumbers, writeNumbers } from './number-set.js';

describe('a set of numbers', () => {
  it.each([[[], '{}'], [[7], '{[7,8)}'], [[1, 2, 3, 7], '{[1,4),[7,8)}']])('writes %j as %s', (numbers, set) => {
    expect(writeNumbers(numbers)).toBe(set);
  });

  it('is read as it was written', () => {
    fc.assert(fc.property(fc.array(fc.nat({ max: 60 })), (some) => {
      expect(readNumbers(writeNumbers(inOrder(some)))).toEqual(inOrder(some));
    }));
  });

  it('is read no further than asked', () => {
    expect(readNumbers('{[1,1000000),[2000000,3000000)}', 3)).toEqual([1, 2, 3]);
  });
});

describe('a token', () => {
  const id = '0198a2b4-7c1e-7d3a-9f00-cccccccccccc';
  const token = { generation: 2, number: 20_481, delivered: 3 };

  it('is read as it was written', () => {
    expect(readToken(id, writeToken(id, token))).toEqual(token);
  });

  it.each(['', 'x', 'dddddddd.2.20481.3', 'cccccccc.2.20481', 'cccccccc.0.1.1', 'cccccccc.1.-1.1', 'cccccccc.1.1.1 '])('is not %j', (text) => {
    expect(readToken(id, text)).toBeNull();
  });
});
