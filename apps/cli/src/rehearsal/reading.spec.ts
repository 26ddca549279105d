import type { stream as contract } from '#contracts';
import { Reading } from './reading.js';

const STREAM = 'meeting:1';
const event = (offset: number): contract.Envelope => ({ id: `event-${offset}`, type: 'x', stream: STREAM, position: `epoch001.${offset}`, time: '2026-11-22T09:00:00.000Z', actor: 'person:1', data: {} });
const frame = (from: number, to: number, shown: readonly number[]): contract.Frame => ({ stream: STREAM, from: `epoch001.${from}`, to: `epoch001.${to}`, events: shown.map(event) });

/** A reading that begins at an offset with a snapshot, and everything that it tells. */
function begun(offset: number): { reading: Reading; told: string[] } {
  const told: string[] = [];
  const reading = new Reading(STREAM, {
    began: ({ recovered }) => told.push(recovered ? 'resumed' : 'snapshot'), event: ({ position }) => told.push(position.split('.')[1] ?? ''),
    gap: (own, { from }) => told.push(`gap ${own} ${from}`), twice: ({ position }) => told.push(`twice ${position}`),
  });
  reading.begin(null, { position: `epoch001.${offset}`, recovered: false, snapshot: {} });
  return { reading, told };
}

describe('a reading', () => {
  it('joins frames, and moves over what is hidden from it without a gap', () => {
    const { reading, told } = begun(3);
    for (const next of [frame(3, 5, [4, 5]), frame(5, 8, []), frame(8, 9, [9])]) expect(reading.take(next)).toBe(true);
    expect([told, reading.position]).toEqual([['snapshot', '4', '5', '9'], 'epoch001.9']);
  });

  it('notices a frame that is missing, takes nothing more, and goes on from where it stood', () => {
    const { reading, told } = begun(0);
    reading.take(frame(0, 2, [1, 2]));
    expect([reading.take(frame(3, 4, [4])), reading.take(frame(4, 5, [5]))]).toEqual([false, true]);
    expect(reading.position).toBe('epoch001.2');
    reading.begin('epoch001.2', { position: 'epoch001.2', recovered: true });
    reading.take(frame(2, 5, [3, 4, 5]));
    expect(told).toEqual(['snapshot', '1', '2', 'gap epoch001.2 epoch001.3', 'resumed', '3', '4', '5']);
  });

  it('skips in silence what a snapshot ahead of the frames holds already, and tells of what comes twice later', () => {
    const { reading, told } = begun(5);
    reading.take(frame(3, 6, [4, 5, 6]));
    reading.take(frame(5, 6, [6]));
    expect(told).toEqual(['snapshot', '6', 'twice epoch001.6']);
  });

  it('that asked twice from one place tells once what both answers bring', () => {
    const { reading, told } = begun(3);
    reading.begin('epoch001.3', { position: 'epoch001.3', recovered: true });
    reading.take(frame(3, 5, [4, 5]));
    reading.begin('epoch001.3', { position: 'epoch001.3', recovered: true });
    for (const next of [frame(3, 6, [4, 5, 6]), frame(6, 7, [7])]) expect(reading.take(next)).toBe(true);
    expect([told, reading.position]).toEqual([['snapshot', 'resumed', '4', '5', 'resumed', '6', '7'], 'epoch001.7']);
  });

  it('takes nothing of another history', () => {
    const { reading, told } = begun(5);
    expect(reading.take({ ...frame(5, 6, [6]), from: 'epoch002.5', to: 'epoch002.6' })).toBe(true);
    expect([told, reading.position]).toEqual([['snapshot'], 'epoch001.5']);
  });
});
