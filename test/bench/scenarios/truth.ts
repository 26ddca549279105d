import { spawn } from 'node:child_process';
import { CLIENT_CORE } from '../harness/load-client.js';
import type { Scenario } from '../harness/run.js';
import { single } from '../harness/rows.js';
import { tokenOf } from '../harness/token.js';
import { step } from '../harness/step.js';

/** What the watcher found. */
export interface Found {
  readonly frames: number;
  readonly events: number;
  readonly missing: number;
  readonly doubled: number;
  readonly disordered: number;
  readonly looked: number;
  /** Frames whose events another connection to the database could not see at that moment. */
  readonly early: number;
}

/** Unmodified clients in the midst of full load: is all there, in order, and committed before it came? */
export const truth: Scenario = {
  title: 'truth: unmodified clients under full load',
  names: ['fanout.truth'],
  measure: async (run) => {
    const hub = await run.server('hub');
    const { superuser } = await hub.call<{ superuser: string }>('addresses');
    const room = await run.room(hub, 500, { prefix: 'truth' });
    const watcher = spawn('taskset', ['-c', CLIENT_CORE, process.execPath, 'var/bench/app/harness/watcher.js', JSON.stringify({ port: hub.port, stream: room.stream, tokens: [1, 2, 3, 4, 5].map(tokenOf), database: superuser })], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    await new Promise((resolve) => watcher.once('message', resolve));
    const seconds = run.quick ? 3 : 8;
    const load = await step(room, 100_000, seconds);
    const found = await new Promise<Found>((resolve, reject) => {
      watcher.once('message', (message) => resolve(message as Found));
      watcher.once('exit', () => reject(new Error('the watcher ended before it had told anything')));
      watcher.send('tell');
    });
    watcher.kill();
    await run.leave(room);
    const note = `5 unmodified socket.io-clients beside 500 lines, ${found.events} events in ${found.frames} frames, ${Math.round(load.delivered)} d/s; ${found.looked} looks`;
    return [
      single({ area: 'realtime', name: 'fanout.truth.missing-doubled-disordered', unit: 'events', better: 'lower', goal: 0, note }, [found.missing + found.doubled + found.disordered + (found.events === 0 ? NaN : 0)]),
      single({ area: 'log', name: 'fanout.truth.before-commit', unit: 'frames', better: 'lower', goal: 0, note }, [found.looked === 0 ? NaN : found.early]),
    ];
  },
};
