import type { Socket } from 'socket.io-client';
import { corridor } from '#contracts';
import { LatestSignals } from '#realtime';
import { aCorridor, done, type TestCorridor } from '../corridor/a-corridor.js';
import type { Visitor } from '../support/hub.js';
import { until } from '../support/until.js';

let of: TestCorridor;
let signals: LatestSignals;
beforeAll(async () => {
  of = await aCorridor();
  signals = of.hub.app.get(LatestSignals);
}, 120_000);
afterAll(() => of.hub.close());

interface Frame {
  readonly items: readonly (readonly number[])[];
  readonly held: number;
  readonly replaced: number;
}

interface Line {
  readonly socket: Socket;
  readonly frames: Frame[];
  readonly events: string[];
  /** What came, in the order in which it came. */
  readonly order: string[];
  readonly snapshot: Record<string, unknown>;
}

/** A line that reads the corridor. */
async function aLine(visitor: Visitor, more: object = {}): Promise<Line> {
  const socket = await visitor.socket();
  const line = { socket, frames: [] as Frame[], events: [] as string[], order: [] as string[] };
  socket.on('signal', ({ data }: { data: Frame }) => {
    line.frames.push(data);
    line.order.push('signal');
  });
  socket.on('events', ({ events }: { events: { type: string }[] }) => {
    for (const { type } of events) {
      line.events.push(type);
      line.order.push(type);
    }
  });
  const reply = (await socket.emitWithAck('stream.subscribe', { stream: of.stream, ...more })) as { data: { snapshot: Record<string, unknown> } };
  return { ...line, snapshot: reply.data.snapshot };
}

/** Units of these numbers are at a place that only this round is at. */
function send(keys: number, round: number, audience: readonly string[] = [`org:${of.operator.institutionId}`]): void {
  signals.send(of.stream, corridor.positionsMoved, audience, Array.from({ length: keys }, (_, key) => ({ key, order: round, value: [key + 1, 3_947_123, 7_599_381, 1_795_484_545 + round, 167, 271] })));
}

const newest = ({ frames }: Line): Map<number, number> => new Map(frames.flatMap(({ items }) => items.map((item): [number, number] => [item[0] ?? 0, item[3] ?? 0])));
const bytes = ({ frames }: Line): number => frames.reduce((sum, frame) => sum + JSON.stringify(frame).length, 0);

describe('a line without a budget', () => {
  it('gets the newest at once, by its labels, and nothing is held back', async () => {
    const [reader, other] = [await aLine(of.operator.coordinator), await aLine(of.host.coordinator)];
    send(3, 1);
    send(1, 2, ['members']);
    await until(() => newest(reader).size === 3 && newest(other).size === 1);
    await until(() => newest(reader).get(1) === 1_795_484_547);
    expect(reader.frames.every(({ held }) => held === 0)).toBe(true);
    expect(other.frames.flatMap(({ items }) => items)).toHaveLength(1);
    [reader, other].forEach(({ socket }) => socket.close());
  });
});

describe('a line that says what it can carry', () => {
  it('is sent no more than that, of each thing the newest in the end, and hears what is held back', async () => {
    const BUDGET = 3_000;
    const line = await aLine(of.operator.coordinator, { link: { bytesPerSecond: BUDGET }, parts: [] });
    const began = performance.now();
    for (let round = 1; round <= 10; round += 1) send(200, round);
    // An older one that comes late takes no newer one's place.
    send(200, 5);
    await until(() => newest(line).size === 200 && line.frames.at(-1)?.held === 0);
    const seconds = (performance.now() - began) / 1_000;
    expect(bytes(line)).toBeLessThan(BUDGET * (seconds + 1));
    expect(line.frames.length).toBeGreaterThan(2);
    expect(new Set(newest(line).values())).toEqual(new Set([1_795_484_555]));
    expect(line.frames[0]?.held).toBeGreaterThan(0);
    expect(line.frames.reduce((sum, { replaced }) => sum + replaced, 0)).toBe(200 * 10);
    line.socket.close();
  });

  it('gets what is logged at once, before what is held back', async () => {
    const line = await aLine(of.operator.coordinator, { link: { bytesPerSecond: 2_000 }, parts: [] });
    send(200, 1);
    await until(() => line.frames.length > 0);
    done(await of.lead.coordinator.send('corridor.corridor.change', { corridorId: of.corridorId, name: 'Karakoram corridor' }));
    await until(() => line.events.includes('corridor.corridor.changed.v1'));
    const before = line.frames.flatMap(({ items }) => items).length;
    expect(before).toBeLessThan(200);
    await until(() => newest(line).size === 200);
    line.socket.close();
  });

  it('is sent nothing more of what it left', async () => {
    const line = await aLine(of.operator.coordinator, { link: { bytesPerSecond: 1_000 }, parts: [] });
    send(300, 1);
    await until(() => line.frames.length > 0);
    await line.socket.emitWithAck('stream.unsubscribe', { stream: of.stream });
    const seen = line.frames.length;
    // A reader who comes after it gets all there is room for, while the first one gets nothing.
    const witness = await aLine(of.operator.field, { link: { bytesPerSecond: 100_000 }, parts: [] });
    send(300, 2);
    await until(() => newest(witness).size === 300);
    expect(line.frames.length).toBe(seen);
    [line, witness].forEach(({ socket }) => socket.close());
  });

  it('may take of the snapshot what it wants alone', async () => {
    const [all, some] = [await aLine(of.operator.coordinator), await aLine(of.operator.coordinator, { parts: ['positions', 'alerts'] })];
    expect(Object.keys(all.snapshot)).toEqual(expect.arrayContaining(['corridor', 'units', 'positions', 'alerts']));
    expect(Object.keys(some.snapshot).sort()).toEqual(['alerts', 'positions']);
    [all, some].forEach(({ socket }) => socket.close());
  });

  it('says so in bytes a second that make sense', async () => {
    const socket = await of.operator.coordinator.socket();
    const reply = (await socket.emitWithAck('stream.subscribe', { stream: of.stream, link: { bytesPerSecond: 10 } })) as { ok: boolean; error: { details: { issues: { pointer: string }[] } } };
    expect([reply.ok, reply.error.details.issues[0]?.pointer]).toEqual([false, '/link/bytesPerSecond']);
    socket.close();
  });
});
