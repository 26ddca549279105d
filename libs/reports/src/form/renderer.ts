import { fork, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ReportFormat } from '#contracts';
import { DomainError } from '#kernel';
import type { ReportDocument } from '../document/document.js';
import { parcelsOf, type Answer, type Parcel } from './parcels.js';

export interface Bounds {
  /** Seconds that one form may take. */
  readonly seconds: number;
  /** Bytes that the process may hold, its programs and fonts included. */
  readonly memory: number;
}

/** Milliseconds between two looks at the memory of a process at work: as much as it takes in so short a time, a machine can spare. */
const LOOK = 100;
/** Bytes of a memory page on the systems where /proc tells of them. */
const PAGE = 4_096;

/**
 * One process that makes forms, one at a time. A process and not a thread: Typst works in one call that no signal interrupts and
 * takes memory that Node does not count, so only a process can be stopped at a bound, and nothing that goes wrong in it ends the hub.
 * It sees none of the hub's environment.
 */
export class Renderer {
  private readonly process: ChildProcess;

  constructor(private readonly bounds: Bounds) {
    const fromSources = import.meta.url.endsWith('.ts');
    const program = fileURLToPath(new URL(fromSources ? './renderer-from-sources.mjs' : './renderer-process.js', import.meta.url));
    // V8 gives up at half of the bound; the other half is for what it does not count.
    const execArgv = [`--max-old-space-size=${Math.floor(bounds.memory / 2 / 1024 / 1024)}`, ...(fromSources ? ['--conditions=source'] : [])];
    this.process = fork(program, [], { execArgv, serialization: 'advanced', env: { PATH: process.env['PATH'], TZ: 'UTC' }, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    // An idle renderer does not keep the hub from ending.
    this.process.unref();
    this.process.channel?.unref();
    this.process.on('error', () => this.end());
  }

  /** False once it has ended: another takes its place. */
  get isAlive(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null && this.process.connected;
  }

  /** Ends it at once, whatever it does. */
  end(): void {
    this.process.kill('SIGKILL');
  }

  /**
   * Makes one form. However it ends otherwise than well, the process has been ended with it.
   * @throws DomainError report_too_large, report_took_too_long; the signal's reason when it is aborted
   */
  async make(document: ReportDocument, format: ReportFormat, signal: AbortSignal, table?: string): Promise<{ bytes: Uint8Array; memory: number }> {
    const watch = new AbortController();
    this.process.ref();
    this.process.channel?.ref();
    try {
      signal.throwIfAborted();
      const [answer] = await Promise.all([this.answer(signal, watch.signal), this.send(document, { part: 'make', format, table })]);
      if ('fault' in answer) throw new Error(`making the ${format} of ${document.kind}: ${answer.fault}`);
      return answer;
    } catch (fault) {
      this.end();
      throw fault;
    } finally {
      watch.abort();
      this.process.unref();
      this.process.channel?.unref();
    }
  }

  /** Sends a document parcel by parcel; the main loop turns in between. */
  private async send(document: ReportDocument, order: Parcel): Promise<void> {
    for (const parcel of parcelsOf(document)) await this.post(parcel);
    await this.post(order);
  }

  /** A parcel that cannot be sent is no fault of its own: the process has ended, and why is told by `answer`. */
  private post(parcel: Parcel): Promise<void> {
    return new Promise((resolve) => this.process.send(parcel, () => setImmediate(resolve)));
  }

  private answer(signal: AbortSignal, over: AbortSignal): Promise<Answer> {
    const { seconds, memory } = this.bounds;
    return new Promise((resolve, reject) => {
      const fail = (fault: unknown): void => {
        this.end();
        reject(fault as Error);
      };
      const tooLarge = (): DomainError => new DomainError('report_too_large', 'The report takes more memory than it may: choose a shorter span or another form.');
      const timer = setTimeout(() => fail(new DomainError('report_took_too_long', `Making the report took longer than ${seconds} seconds.`, { seconds })), seconds * 1_000);
      const look = setInterval(() => { if (this.memory() > memory) fail(tooLarge()); }, LOOK);
      const abort = (): void => fail(signal.reason);
      // V8 ends a process that is out of memory by SIGABRT.
      const exit = (code: number | null, name: NodeJS.Signals | null): void => fail(name === 'SIGABRT' ? tooLarge() : new Error(`the renderer ended with ${name ?? code}`));
      signal.addEventListener('abort', abort, { once: true });
      this.process.once('message', resolve).once('exit', exit).once('error', fail);
      over.addEventListener('abort', () => {
        clearTimeout(timer);
        clearInterval(look);
        signal.removeEventListener('abort', abort);
        this.process.off('message', resolve).off('exit', exit).off('error', fail);
      }, { once: true });
    });
  }

  /** Bytes that the process holds now, as Linux tells; elsewhere V8's own bound and that of time stand alone. */
  private memory(): number {
    const file = `/proc/${this.process.pid}/statm`;
    return existsSync(file) ? Number(readFileSync(file, 'utf8').split(' ')[1]) * PAGE : 0;
  }
}
