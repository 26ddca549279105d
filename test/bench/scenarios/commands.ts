import type { Scenario } from '../harness/run.js';
import { paired } from '../harness/rows.js';

/** Commands of one room, through sockets and whole, beside the bare SQL of the same lock and inserts. */
export const commands: Scenario = {
  title: 'commands: one hot stream',
  names: ['command.'],
  measure: async (run) => {
    const hub = await run.server('hub');
    const bare = await run.fresh('bare-sql');
    await bare.call('open', { url: (await hub.call<{ owner: string }>('addresses')).owner });
    const client = run.client(hub);
    await client.open(32, 32, null);
    const watched = { ...(await run.watched(hub, client)), peer: bare.pid };
    const seconds = run.quick ? 1.5 : 3;
    const through = async (callers: number, span: number): Promise<number> => {
      const { commands: done, refused, ms, done: ended } = await client.command(span * 1000, callers, 'hot0');
      if (!ended || refused > 0) throw new Error(`${refused} commands were refused${ended ? '' : ', and some were never answered'}`);
      return (done * 1000) / ms;
    };
    await through(8, 2);
    await bare.call('hotStream', { connections: 8, seconds: 1 });
    const rows = [];
    for (const callers of [8, 32]) {
      const rates: Record<'socket' | 'bus' | 'raw', number[]> = { socket: [], bus: [], raw: [] };
      for (let round = 0; round < Math.max(3, run.rounds); round += 1) {
        const turns = [
          async () => rates.socket.push(await through(callers, seconds)),
          async () => rates.raw.push(await bare.call<number>('hotStream', { connections: callers, seconds })),
          async () => rates.bus.push(await hub.call<number>('commands', { callers, seconds, room: 'hot0' })),
        ];
        for (const turn of round % 2 === 0 ? turns : turns.reverse()) {
          await run.measured(watched, turn);
        }
      }
      const figure = { area: 'realtime', unit: 'commands/s', peer: 'bare SQL', better: 'higher' } as const;
      rows.push(
        paired({ ...figure, name: `command.hot-stream.c${callers}`, goal: 0.5, note: 'over sockets: validation, receipt, policy, rule, event; one in flight for each line' }, rates.socket, rates.raw),
        paired({ ...figure, name: `command.bus.c${callers}`, note: 'the same past the socket' }, rates.bus, rates.raw),
      );
    }
    await run.leave({ client });
    await bare.stop();
    return rows;
  },
};
