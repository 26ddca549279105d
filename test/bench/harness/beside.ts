import { spawn } from 'node:child_process';
import { CLIENT_CORE } from './load-client.js';

/** Somebody at work in a process of their own. */
export interface Beside {
  readonly pid: number | undefined;
  /** The next thing that they tell; an error when they end before. */
  told<T>(): Promise<T>;
}

/** Starts `var/bench/app/harness/<program>.js` on the clients' processor, with a task. */
export function beside(program: string, task: object): Beside {
  const child = spawn('taskset', ['-c', CLIENT_CORE, process.execPath, `var/bench/app/harness/${program}.js`, JSON.stringify(task)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  return {
    pid: child.pid,
    told: <T>() => new Promise<T>((resolve, reject) => {
      child.once('message', (told) => resolve(told as T));
      child.once('exit', () => reject(new Error(`${program} ended before it had told anything`)));
    }),
  };
}
