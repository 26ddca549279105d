import { spawn, type ChildProcess } from 'node:child_process';

/** The servers' processor, their database's too. */
const SERVER_CORE = '0';

interface Told { readonly id: number; readonly value?: unknown; readonly fault?: string }

/** The young generation that the hub's programs are started with (package.json, docker/Dockerfile); its peers have it too. */
const YOUNG = '--max-semi-space-size=64';

/** A server process that does what it is told over its IPC channel. */
export class Server {
  private readonly waiting = new Map<number, { resolve: (value: never) => void; reject: (fault: Error) => void }>();
  private next = 1;
  port = 0;

  private constructor(readonly name: string, private readonly child: ChildProcess) {
    child.on('message', (told: Told) => {
      const asked = this.waiting.get(told.id);
      this.waiting.delete(told.id);
      if (told.fault !== undefined) asked?.reject(new Error(`${name}: ${told.fault}`));
      else asked?.resolve(told.value as never);
    });
    child.once('exit', (code) => this.waiting.forEach(({ reject }) => reject(new Error(`${name} ended (${code})`))));
  }

  /** Starts `var/bench/app/servers/<name>.js` on the servers' processor, or on another. */
  static async start(name: string, settings: Readonly<Record<string, string>> = {}, nodeOptions: readonly string[] = [], core = SERVER_CORE): Promise<Server> {
    const clean = Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith('HUB_') && key !== 'DATABASE_URL'));
    const child = spawn('taskset', ['-c', core, process.execPath, '--enable-source-maps', '--expose-gc', YOUNG, ...nodeOptions, `var/bench/app/servers/${name}.js`], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'], env: { ...clean, NODE_ENV: 'production', ...settings },
    });
    const server = new Server(name, child);
    server.port = await server.call<number>('start', {});
    return server;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  call<T>(method: string, argument: object = {}): Promise<T> {
    const id = this.next++;
    return new Promise<T>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.child.send({ id, method, argument });
    });
  }

  /** Lets go of it, upon which it stops in order, and waits until it has. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.disconnect();
    const late = setTimeout(() => this.child.kill('SIGKILL'), 20_000);
    await gone;
    clearTimeout(late);
  }
}
