import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { systemActor } from '#kernel';
import { LogReader, UnitOfWork, Wakes } from '#log';
import { partsOf } from '../access/rights.js';
import { Handlers } from '../command/handlers.js';

/** A state and the position that it stands at: events after it bring a reader from there to now. */
export interface Snapshot {
  readonly epoch: string;
  readonly offset: number;
  readonly state: unknown;
}

/** How long (ms) one snapshot serves all who join; the events since are sent after it. */
const FRESH = 1_000;

/** One read serves many joiners: a snapshot depends on the stream and on the labels that name no person, never on the reader. */
@Injectable()
export class Snapshots implements OnModuleInit, OnModuleDestroy {
  private readonly taken = new LRUCache<string, Promise<Snapshot | null>>({ max: 1_000, ttl: FRESH });

  private unlisten = (): void => undefined;

  constructor(
    private readonly handlers: Handlers,
    private readonly unitOfWork: UnitOfWork,
    private readonly reader: LogReader,
    private readonly wakes: Wakes,
  ) {}

  onModuleInit(): void {
    this.unlisten = this.wakes.on('erased', () => this.forget());
  }

  onModuleDestroy(): void {
    this.unlisten();
  }

  /** Null when the stream has not begun yet. */
  take(stream: string, labels: ReadonlySet<string>): Promise<Snapshot | null> {
    const shared = [...labels].filter((label) => !label.startsWith('person:')).sort();
    const key = `${stream} ${shared.join(' ')}`;
    const cached = this.taken.get(key);
    if (cached !== undefined) return cached;
    const taking = this.read(stream, new Set(shared));
    this.taken.set(key, taking);
    taking.catch(() => this.taken.delete(key));
    return taking;
  }

  /** Takes no snapshot of before: what was read before rights or the history of a stream changed, or before words were erased. */
  forget(): void {
    this.taken.clear();
  }

  /** Position and state are read in one snapshot of the database, so that they fit each other. */
  private read(stream: string, labels: ReadonlySet<string>): Promise<Snapshot | null> {
    const { kind, id } = partsOf(stream);
    return this.unitOfWork.read(systemActor('snapshot'), [id], async (db) => {
      const head = await this.reader.headIn(db, stream);
      if (head === null) return null;
      const state = await this.handlers.governor(kind)?.snapshot?.(db, id, labels);
      return { epoch: head.epoch, offset: head.offset, state };
    });
  }
}
