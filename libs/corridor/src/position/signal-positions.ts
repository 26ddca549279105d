import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { corridor, type Data } from '#contracts';
import { LogReader, Tailer, type LogEvent, type StreamPass } from '#log';
import { LatestSignals } from '#realtime';
import { streamOf } from '../corridor/corridor.entity.js';
import { compact } from './compact.js';
import { positionsOf } from './tell-moved.js';

type Told = Data<typeof corridor.positionMoved>;

/** Events that are looked at again when the first reader comes: what was told between its snapshot and now. */
const AGAIN = 50;

/**
 * Sends the readers of a corridor where its units are now. It follows the corridor's stream of positions for as long as somebody
 * in this process reads the corridor, so every process of the hub serves its own readers from the one log.
 */
@Injectable()
export class SignalPositions implements OnModuleInit {
  private readonly logger = new Logger('SignalPositions');
  /** Who reads which corridor in this process. */
  private readonly readers = new Map<string, Set<string>>();
  private readonly followed = new Set<string>();

  constructor(
    private readonly tailer: Tailer,
    private readonly reader: LogReader,
    private readonly signals: LatestSignals,
  ) {}

  onModuleInit(): void {
    this.tailer.onPass((passes) => passes.forEach((pass) => this.tell(pass)));
  }

  /** People began to read a corridor here, or do so no longer. */
  lines(corridorId: string, { up, down }: { readonly up: readonly string[]; readonly down: readonly string[] }): void {
    const readers = this.readers.get(corridorId) ?? new Set<string>();
    up.forEach((person) => readers.add(person));
    down.forEach((person) => readers.delete(person));
    if (readers.size === 0) this.readers.delete(corridorId);
    else this.readers.set(corridorId, readers);
    this.settle(corridorId).catch((fault: unknown) => this.logger.warn({ err: fault }, 'the positions of a corridor could not be followed; they are when its next reader comes'));
  }

  /** Follows what is read, and nothing else. */
  private async settle(corridorId: string): Promise<void> {
    const stream = positionsOf(corridorId);
    const [read, followed] = [this.readers.has(corridorId), this.followed.has(corridorId)];
    if (read === followed) return;
    if (read) {
      this.followed.add(corridorId);
      const { offset } = await this.tailer.follow(stream).catch((fault: unknown) => {
        this.followed.delete(corridorId);
        throw fault;
      });
      await this.tellAgain(corridorId, offset);
      return this.settle(corridorId);
    }
    this.followed.delete(corridorId);
    this.tailer.unfollow(stream);
  }

  /** What was told since the first reader's snapshot is told again: an older position does no harm. */
  private async tellAgain(corridorId: string, offset: number): Promise<void> {
    this.send(corridorId, await this.reader.read(positionsOf(corridorId), Math.max(0, offset - AGAIN), AGAIN));
  }

  private tell({ stream, events }: StreamPass): void {
    const corridorId = stream.slice(positionsOf('').length);
    if (stream.startsWith(positionsOf('')) && this.readers.has(corridorId)) this.send(corridorId, events);
  }

  private send(corridorId: string, events: readonly LogEvent[]): void {
    for (const { audience, envelope } of events) {
      const { positions } = envelope.data as Told;
      const items = positions.map(({ fixTime, ...place }) => {
        const at = new Date(fixTime);
        return { key: place.number, order: at.getTime(), value: compact({ ...place, fixTime: at }) };
      });
      this.signals.send(streamOf(corridorId), corridor.positionsMoved, audience, items);
    }
  }
}
