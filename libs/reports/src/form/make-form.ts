import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { z } from 'zod';
import { setting } from '#config';
import type { ReportFormat } from '#contracts';
import { DomainError } from '#kernel';
import type { ReportDocument } from '../document/document.js';
import { mostCells } from './forms.js';
import { tablesOf } from './parcels.js';
import { Renderer } from './renderer.js';

const SECONDS = setting('HUB_REPORT_SECONDS', z.coerce.number().int().min(1).max(3_600).default(60), 'seconds that making one form of a report may take; then its process is ended');
const MEMORY = setting('HUB_REPORT_MEMORY_MB', z.coerce.number().int().min(256).max(16_384).default(768), 'MiB that a process which makes reports may hold; above that it is ended and the report refused as too large');
const RENDERERS = setting('HUB_REPORT_RENDERERS', z.coerce.number().int().min(1).max(8).default(1), 'processes that make reports at once');

const MIB = 1024 * 1024;
/** Reports that may wait for a renderer; the next is refused as `reports_busy`. Each holds its document in memory. */
const WAITING = 64;
/** Above this a renderer that has done its work is ended, since Typst gives back little of what it took. */
const KEEP = 400 * MIB;
/** Milliseconds after which a renderer without work is ended. */
const IDLE = 120_000;

/** Turns documents into files, in processes of their own with bounds of time and memory. */
@Injectable()
export class Forms implements OnApplicationShutdown {
  private readonly idle: Renderer[] = [];
  private readonly waiting: (() => void)[] = [];
  private atWork = 0;
  private rest: NodeJS.Timeout | undefined;
  private readonly closing = new AbortController();

  /**
   * @param table for CSV: the key of the table that is wanted; the first otherwise
   * @throws DomainError report_too_large, report_took_too_long, reports_busy; the signal's reason when it is aborted
   */
  async make(document: ReportDocument, format: ReportFormat, signal: AbortSignal, table?: string): Promise<Uint8Array> {
    const cells = tablesOf(document).reduce((sum, { columns, rows }) => sum + columns.length * rows.length, 0);
    const most = mostCells[format];
    if (cells > most) throw new DomainError('report_too_large', `The report has ${cells} cells; ${format} holds ${most}. Choose a shorter span or another form.`, { cells, most });
    await this.turn(signal);
    try {
      const renderer = this.take();
      const { bytes, memory } = await renderer.make(document, format, AbortSignal.any([signal, this.closing.signal]), table);
      if (memory > KEEP) renderer.end();
      else this.keep(renderer);
      return bytes;
    } finally {
      // The place goes to who has waited longest, and is free only when nobody waits.
      const next = this.waiting.shift();
      if (next === undefined) this.atWork -= 1;
      else next();
    }
  }

  onApplicationShutdown(): void {
    clearTimeout(this.rest);
    this.closing.abort(new DomainError('unavailable', 'The hub is ending.'));
    for (const renderer of this.idle.splice(0)) renderer.end();
  }

  /** Waits until a renderer is free; first come, first served. */
  private async turn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.atWork < RENDERERS.value) this.atWork += 1;
    else if (this.waiting.length < WAITING) await this.wait(signal);
    else throw new DomainError('reports_busy', 'Many reports are being made: try again in a while.');
  }

  private wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const go = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        const place = this.waiting.indexOf(go);
        if (place >= 0) this.waiting.splice(place, 1);
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', leave, { once: true });
      this.waiting.push(go);
    });
  }

  private take(): Renderer {
    clearTimeout(this.rest);
    for (let renderer = this.idle.pop(); renderer !== undefined; renderer = this.idle.pop()) if (renderer.isAlive) return renderer;
    return new Renderer({ seconds: SECONDS.value, memory: MEMORY.value * MIB });
  }

  private keep(renderer: Renderer): void {
    if (this.closing.signal.aborted) return renderer.end();
    this.idle.push(renderer);
    this.rest = setTimeout(() => { for (const one of this.idle.splice(0)) one.end(); }, IDLE).unref();
  }
}
