import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';

const SOURCE = 'test/bench/client/load-client.c';
const PROGRAM = 'var/bench/load-client';
export const TOKENS = 'var/bench/tokens';

/** The client's processor; servers have the other one. */
export const CLIENT_CORE = '1';

/** Compiles the load client at its first use. */
export function compileClient(): void {
  if (existsSync(PROGRAM) && statSync(PROGRAM).mtimeMs > statSync(SOURCE).mtimeMs) return;
  mkdirSync('var/bench', { recursive: true });
  const { status, error } = spawnSync('cc', ['-O2', '-o', PROGRAM, SOURCE], { stdio: ['ignore', 'inherit', 'inherit'] });
  if (error !== undefined) throw new Error('The load client is a C program and there is no C compiler here: install one (Debian: apt-get install gcc libc6-dev), then run the bench again.');
  if (status !== 0) throw new Error(`The load client does not compile (${SOURCE}): cc says why above.`);
}

export interface Counts {
  readonly live: number;
  readonly events: number;
  readonly frames: number;
  readonly bytes: number;
  readonly lost: number;
  readonly repeated: number;
  readonly refused: number;
  readonly recovered: number;
  readonly closed: number;
  readonly closeCode: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export interface Answer {
  readonly done: boolean;
  readonly live: number;
  readonly events: number;
  readonly refused: number;
  readonly failed: number;
  readonly ms: number;
  readonly commands: number;
  readonly p50: number;
  readonly p99: number;
  readonly bytes: number;
}

/** Which streams the lines read: each `each` of `bench:<prefix>0 …`, one after the other. */
export interface Reading {
  readonly prefix: string;
  readonly streams?: number;
  readonly each?: number;
}

/** One process of the load client, with lines to one server. */
export class LoadClient {
  private readonly answers: ((line: string) => void)[] = [];

  private constructor(private readonly child: ChildProcess) {
    if (child.stdout === null) throw new Error('the load client has no output');
    createInterface({ input: child.stdout }).on('line', (line) => this.answers.shift()?.(line));
    child.once('exit', () => this.answers.splice(0).forEach((answer) => answer('{"done":false,"gone":true}')));
  }

  static start(port: number): LoadClient {
    return new LoadClient(spawn('taskset', ['-c', CLIENT_CORE, PROGRAM, String(port), TOKENS], { stdio: ['pipe', 'pipe', 'inherit'] }));
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Opens `count` more lines, so many at once; without `reading` they sign in and read nothing. */
  async open(count: number, atOnce: number, reading: Reading | null, firstPerson = 0): Promise<Answer> {
    const { prefix, streams = 1, each = 1 } = reading ?? { prefix: '-', each: 0 };
    const answer = await this.order<Answer>(`open ${count} ${atOnce} ${each} ${prefix} ${streams} ${firstPerson}`);
    if (!answer.done) throw new Error(`only ${answer.live} lines of ${count} came to the server (${answer.failed} failed, ${answer.refused} refused)`);
    return answer;
  }

  expect(events: number, timeout: number): Promise<Answer> {
    return this.order(`expect ${events} ${timeout}`);
  }

  /** All lines come back from where they were; done when each has read up to `offset`. */
  resume(atOnce: number, offset: number, timeout: number): Promise<Answer> {
    return this.order(`resume ${atOnce} ${offset} ${timeout}`);
  }

  /** Sends `bench.message.post` over the first lines for so long, one in flight for each. */
  command(ms: number, lines: number, room: string): Promise<Answer> {
    return this.order(`command ${ms} ${lines} ${room}`);
  }

  counts(): Promise<Counts> {
    return this.order('report');
  }

  arrivals(): Promise<[sent: number, at: number][]> {
    return this.order('arrivals');
  }

  tell(order: 'reset' | 'cut' | 'close' | 'narrow' | 'stall' | 'unstall' | 'record'): Promise<unknown> {
    return this.order(order);
  }

  end(): void {
    this.child.kill();
  }

  private order<T>(order: string): Promise<T> {
    return new Promise((resolve, reject) => {
      this.answers.push((line) => {
        const answer = JSON.parse(line) as T & { gone?: boolean };
        if (answer.gone === true) reject(new Error(`the load client ended at "${order}"`));
        else resolve(answer);
      });
      this.child.stdin?.write(`${order}\n`);
    });
  }
}
