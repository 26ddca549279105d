import pg from 'pg';
import { readSecrets } from '#db';
import { freePort } from './free-port.js';
import { Visitor } from './hub.js';
import { databasePid, madeFolder, spawnHub, tidy, type SpawnedHub } from './spawn-hub.js';

/** A hub in a process of its own that may be killed and started again: the same folder, the same port, another life. */
export class MortalHub {
  readonly url: string;
  readonly anybody: Visitor;

  private constructor(
    readonly folder: string,
    private readonly settings: Readonly<Record<string, string>>,
    private life: SpawnedHub,
  ) {
    this.url = life.url;
    this.anybody = new Visitor(this.url, {});
  }

  static async start(settings: Readonly<Record<string, string>> = {}): Promise<MortalHub> {
    const folder = await madeFolder();
    const all = { HUB_RATE_PER_SECOND: '5000', HUB_RATE_BURST: '50000', ...settings, HUB_DATA: folder, HUB_PORT: String(await freePort()) };
    return new MortalHub(folder, all, await spawnHub(all));
  }

  as(token: string): Visitor {
    return new Visitor(this.url, { authorization: `Bearer ${token}` });
  }

  /** What the present life has said, line by line. */
  get journal(): readonly string[] {
    return this.life.output().split('\n');
  }

  /** The process of the present life; whether it still lives is in its exit code. */
  get process(): SpawnedHub['process'] {
    return this.life.process;
  }

  /** The process id of the database server. */
  get databasePid(): number {
    const pid = databasePid(this.folder);
    if (pid === null) throw new Error('the database server is not running');
    return pid;
  }

  /** Ends the process at this instant, in the middle of whatever it does. */
  kill(): void {
    this.life.process.kill('SIGKILL');
  }

  /** Asks the process to stop. @returns its exit code and how long (ms) it took */
  async stop(): Promise<{ code: number | null; took: number }> {
    const began = performance.now();
    this.life.process.kill('SIGTERM');
    return { code: await this.life.exit, took: performance.now() - began };
  }

  /** Begins another life once the one before has ended. */
  async restart(): Promise<void> {
    await this.life.exit;
    this.life = await spawnHub(this.settings);
  }

  /** Runs a statement as the superuser of the database, on a line of its own: to look at what is really there. */
  async sql<T extends object = Record<string, unknown>>(text: string, values: readonly unknown[] = []): Promise<T[]> {
    const { superuser, port } = readSecrets(this.folder);
    const client = new pg.Client({ connectionString: `postgres://postgres:${superuser}@127.0.0.1:${port}/hub` });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<T & pg.QueryResultRow>(text, [...values])).rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  async close(): Promise<void> {
    this.kill();
    await this.life.exit;
    await tidy(this.folder);
  }
}
